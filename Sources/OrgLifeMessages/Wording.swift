import OrgLifeCore

/// How dates, periods and roles are said in a language.
struct Wording {
  let language: Language

  /// Without the weekday, for where it stands in brackets already.
  func plain(_ date: CivilDate) -> String {
    switch language {
    case .chinese: "\(date.month)月\(date.day)日"
    case .english: "\(date.day) \(month(date))"
    }
  }

  func short(_ date: CivilDate) -> String {
    switch language {
    case .chinese: "\(plain(date))（\(weekday(date))）"
    case .english: "\(weekday(date)) \(plain(date))"
    }
  }

  func long(_ date: CivilDate) -> String {
    switch language {
    case .chinese: "\(date.year)年\(short(date))"
    case .english: "\(short(date)) \(date.year)"
    }
  }

  func moment(_ moment: Timestamp, in zone: Zone) -> String {
    let (date, time) = zone.local(at: moment)
    return language == .chinese ? "\(short(date))\(time)" : "\(short(date)), \(time)"
  }

  private func weekday(_ date: CivilDate) -> String {
    let index = date.weekday.rawValue - 1
    return switch language {
    case .chinese: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][index]
    case .english: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][index]
    }
  }

  private func month(_ date: CivilDate) -> String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return names[date.month - 1]
  }

  func period(_ period: Period) -> String {
    let year = period.year
    switch (period.cycle, language) {
    case (.month, .chinese): return "\(year)年\(period.firstDay.month)月"
    case (.quarter, .chinese): return "\(year)年第\(["一", "二", "三", "四"][period.index])季度"
    case (.halfYear, .chinese): return "\(year)年\(["上", "下"][period.index])半年"
    case (.year, .chinese): return "\(year)年"
    case (.month, .english): return "\(month(period.firstDay)) \(year)"
    case (.quarter, .english): return "Q\(period.index + 1) \(year)"
    case (.halfYear, .english): return "H\(period.index + 1) \(year)"
    case (.year, .english): return "\(year)"
    }
  }

  func offset(_ offset: DayOffset) -> String {
    let days = abs(offset.days)
    switch (offset.unit, language) {
    case (.calendar, .chinese): return "\(days)天"
    case (.working, .chinese): return "\(days)个工作日"
    case (.calendar, .english): return days == 1 ? "1 day" : "\(days) days"
    case (.working, .english): return days == 1 ? "1 working day" : "\(days) working days"
    case (.months, .chinese): return "\(days)个月"
    case (.months, .english): return days == 1 ? "1 month" : "\(days) months"
    }
  }

  /// A term of office by the day on which it began.
  func term(from date: CivilDate) -> String {
    let day = "\(plain(date))"
    return language == .chinese ? "\(date.year)年\(day)当选的一届" : "the term since \(day) \(date.year)"
  }

  /// What to do, as whoever does it is asked (请…), or as others are told of it.
  func advice(_ text: String, toThemselves: Bool) -> String {
    let ask = language == .chinese ? "请" : "Please "
    return toThemselves || !text.hasPrefix(ask) ? text : String(text.dropFirst(ask.count))
  }

  /// A meeting is held and made up for, a task is done.
  func verbs(of form: Duty.Form) -> [String: String] {
    switch (form, language) {
    case (.meeting, .chinese): ["held": "召开", "makeup": "补开", "owed": "应开"]
    case (.task, .chinese): ["held": "完成", "makeup": "补办", "owed": "应办"]
    case (.meeting, .english): ["held": "held", "hold": "hold"]
    case (.task, .english): ["held": "done", "hold": "do"]
    }
  }

  var digestTag: String { language == .chinese ? "汇总" : "Digest" }

  /// A matter by its number, as it may be read by anybody.
  func unnamed(_ what: String?, number: String, due: CivilDate, isPast: Bool) -> String {
    switch language {
    case .chinese:
      "\(what ?? "待办事项")（编号\(number)）\(isPast ? "已于" : "将于")\(short(due))到期"
    case .english:
      "\(what ?? "matter") (number \(number)) \(isPast ? "was" : "is") due \(short(due))"
    }
  }

  func span(_ first: CivilDate, _ last: CivilDate) -> String {
    language == .chinese ? "\(plain(first))至\(plain(last))" : "\(plain(first)) to \(plain(last))"
  }

  func window(_ window: ClosedRange<CivilDate>) -> String {
    language == .chinese
      ? "\(window.lowerBound.year)年\(plain(window.lowerBound))至\(long(window.upperBound))"
      : "\(plain(window.lowerBound)) \(window.lowerBound.year) to \(long(window.upperBound))"
  }

  /// How many working days are left: in Chinese the number, which stands before its measure word.
  func daysLeft(_ days: Int) -> String {
    switch language {
    case .chinese: "\(days)"
    case .english:
      days == 0 ? "no working day left" : days == 1 ? "1 working day left" : "\(days) working days left"
    }
  }

  /// Names and posts, which in English may hold commas themselves.
  func list(_ words: [String]) -> String {
    words.joined(separator: language == .chinese ? "、" : "; ")
  }

  /// Roles in one organisation: 组织委员、书记.
  func enumeration(_ roles: [String]) -> String {
    guard language == .english, let last = roles.last, roles.count > 1 else { return list(roles) }
    return "\(roles.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// The first three of some names, and how many there are.
  func some(of names: [String]) -> String {
    let first = list(Array(names.prefix(3)))
    guard names.count > 3 else { return first }
    return language == .chinese ? "\(first)等\(names.count)人" : "\(first); and \(names.count - 3) more"
  }

  /// A role where it is held: 第一党支部书记.
  func post(_ role: String, at place: String?) -> String {
    guard let place else { return role }
    return language == .chinese ? place + role : "\(role) of \(place)"
  }

  /// Whoever an item names.
  var owner: String { language == .chinese ? "责任人" : "owner" }

  /// A role by its usual name; one that this table does not know keeps the roster's word.
  func role(_ role: Role) -> String {
    guard let words = Wording.roles[role.text] else { return role.text }
    return words[language]
  }

  static let roles: [String: Words] = [
    "secretary": Words(chinese: "书记", english: "secretary"),
    "deputy": Words(chinese: "副书记", english: "deputy secretary"),
    "organisation-commissioner": Words(chinese: "组织委员", english: "organisation commissioner"),
    "publicity-commissioner": Words(chinese: "宣传委员", english: "publicity commissioner"),
    "discipline-commissioner": Words(chinese: "纪检委员", english: "discipline commissioner"),
    "office": Words(chinese: "联络人", english: "liaison"),
    "leader-in-charge": Words(chinese: "分管领导", english: "leader in charge"),
    "group-leader": Words(chinese: "党小组组长", english: "group leader"),
    "contact": Words(chinese: "联系人", english: "contact"),
    "member": Words(chinese: "委员", english: "committee member"),
  ]

  /// The tag at the head of a subject.
  func tag(_ tone: Rung.Tone) -> String {
    switch (tone, language) {
    case (.notice, .chinese), (.warning, .chinese): "提醒"
    case (.urgent, .chinese): "即将到期"
    case (.overdue, .chinese): "逾期"
    case (.escalation, .chinese): "上报"
    case (.notice, .english), (.warning, .english): "Reminder"
    case (.urgent, .english): "Due soon"
    case (.overdue, .english): "Overdue"
    case (.escalation, .english): "Escalated"
    }
  }

  /// A day that is free: 劳动节假期.
  func holiday(_ name: String) -> String {
    switch language {
    case .chinese: name.isEmpty ? "放假" : "\(name)假期"
    case .english: name.isEmpty ? "a holiday" : Wording.holidays[name] ?? name
    }
  }

  func weekend(_ date: CivilDate) -> String {
    language == .chinese ? weekday(date) : "a \(weekday(date))"
  }

  private static let holidays = [
    "元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
  ]

  func zone(_ zone: Zone) -> String {
    switch (zone.identifier, language) {
    case ("Asia/Shanghai", .chinese): "北京时间"
    case ("Asia/Shanghai", .english): "Beijing time"
    case (_, .chinese): "\(zone.identifier) "
    case (_, .english): zone.identifier
    }
  }
}
