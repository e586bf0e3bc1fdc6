/// What a row of records may say, by the name of its column in a CSV file or of its member in a JSON one.
public enum RecordColumn: String, CaseIterable, Sendable {
  case organisation, duty, period, date, chair, present, due, reference, title, recorder
  case excluded
  case excludedReason = "excluded-reason"
  case excludedApprovedBy = "excluded-approved-by"
  case attending
  case nonMembersPresent = "non-members-present"
  case written, vote
  case inFavour = "in-favour"
  case against, abstaining, agenda
  case superiorConsented = "superior-consented"
  case by

  /// The name that a Chinese file may use.
  public var chinese: String {
    switch self {
    case .organisation: "组织"
    case .duty: "事项"
    case .period: "周期"
    case .date: "日期"
    case .chair: "主持人"
    case .present: "实到"
    case .due: "应到"
    case .reference: "记录存放"
    case .title: "会议名称"
    case .recorder: "记录人"
    case .excluded: "不计入应到"
    case .excludedReason: "不计入原因"
    case .excludedApprovedBy: "不计入同意人"
    case .attending: "列席"
    case .nonMembersPresent: "非党员出席"
    case .written: "书面意见"
    case .vote: "表决事项"
    case .inFavour: "赞成"
    case .against: "反对"
    case .abstaining: "弃权"
    case .agenda: "议题"
    case .superiorConsented: "上级同意"
    case .by: "登记人"
    }
  }

  /// The column of that name, in either language; blanks around it do not matter.
  public init?(named name: String) {
    let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard
      let column = RecordColumn.allCases.first(where: {
        $0.rawValue == name.lowercased() || $0.chinese == name
      })
    else { return nil }
    self = column
  }

  /// Without these a file is none of records.
  static let needed: [RecordColumn] = [.organisation, .duty, .date, .chair, .present, .due]

  /// What a row carries that is filled in by a branch officer: the first three are given.
  public static let prefilled: [RecordColumn] = [
    .organisation, .duty, .period, .date, .chair, .present, .due, .reference,
  ]
}
