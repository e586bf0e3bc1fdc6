/// The words by which a record is doubted: meetings of the office, the union or a team that are no Party meetings.
public struct RecordWords: Hashable, Codable, Sendable {
  /// A title that holds one of these is to be looked at by a person.
  public var doubtfulTitles: [String]
  /// An agenda of which no point holds any of these has no Party matter.
  public var partyMatters: [String]

  public init(doubtfulTitles: [String] = [], partyMatters: [String] = []) {
    self.doubtfulTitles = doubtfulTitles
    self.partyMatters = partyMatters
  }

  /// The built-in words, and an office's own.
  public func extended(by more: RecordWords) -> RecordWords {
    RecordWords(
      doubtfulTitles: doubtfulTitles + more.doubtfulTitles, partyMatters: partyMatters + more.partyMatters)
  }

  public static let builtIn = RecordWords(
    doubtfulTitles: [
      "处务会", "局务会", "部务会", "司务会", "科务会", "院务会", "所务会", "校务会", "办公会", "行政会", "业务会", "工作例会",
      "调度会", "职工大会", "职工代表", "工会", "团建", "拓展训练", "联欢", "茶话会", "年会", "聚餐", "春游", "秋游",
      "staff meeting", "trade union", "team building", "office meeting", "business meeting",
    ],
    partyMatters: [
      "党", "支部", "组织生活", "预备", "转正", "积极分子", "发展对象", "发展计划", "民主评议", "批评", "学习", "精神", "讲话", "理论",
      "政治", "思想", "意识形态", "廉", "纪律", "纪检", "巡察", "巡视", "换届", "选举", "志愿", "先锋", "主题教育", "谈心", "群众",
      "宣誓", "初心", "使命", "红色", "革命", "整改", "统战", "评优", "述职", "party", "branch", "member", "ideolog",
      "discipline",
      "study", "election", "criticism",
    ])

  /// The first word of a title that makes it doubtful; nil where none does.
  public func doubt(about title: String) -> String? {
    let title = title.lowercased()
    return doubtfulTitles.first { title.contains($0.lowercased()) }
  }

  /// Whether any point of an agenda is a Party matter.
  public func hasPartyMatter(_ agenda: [String]) -> Bool {
    agenda.contains { point in
      let point = point.lowercased()
      return partyMatters.contains { point.contains($0.lowercased()) }
    }
  }
}
