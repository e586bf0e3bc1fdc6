import OrgLifeCore

/// What a digest's line is made of.
extension Wording {
  func line(head: String, parts: [String], key: String) -> String {
    switch language {
    case .chinese: "\(head)：\(parts.joined(separator: "，"))（\(key)）"
    case .english: "\(head): \(parts.joined(separator: ", ")) (\(key))"
    }
  }

  func time(due: CivilDate, today: CivilDate, daysLeft left: Int) -> String {
    let day = short(due)
    return switch language {
    case .chinese where due < today: "已于\(day)到期"
    case .chinese where due == today: "今天到期"
    case .chinese: left > 0 ? "\(day)到期，还有\(left)个工作日" : "\(day)到期，其间已无工作日"
    case .english where due < today: "was due \(day)"
    case .english where due == today: "due today"
    case .english: "due \(day), \(daysLeft(left))"
    }
  }

  /// A day on which something is held, not by which it is due.
  func time(held day: CivilDate, today: CivilDate, daysLeft left: Int) -> String {
    let text = short(day)
    return switch language {
    case .chinese where day < today: "原定\(text)举行"
    case .chinese where day == today: "定于今天举行"
    case .chinese: left > 0 ? "定于\(text)举行，还有\(left)个工作日" : "定于\(text)举行，其间已无工作日"
    case .english where day < today: "was to be held \(text)"
    case .english where day == today: "held today"
    case .english: "held \(text), \(daysLeft(left))"
    }
  }

  func progress(_ done: Int, of needed: Int) -> String {
    language == .chinese ? "应开\(needed)次，已登记\(done)次" : "\(done) of \(needed) recorded"
  }

  var submitted: String {
    language == .chinese ? "已报完成，待第二人审核" : "reported as done, waits for a second person"
  }

  func vacant(_ role: String) -> String {
    language == .chinese ? "\(role)暂缺，由您接收" : "nobody is \(role) at present"
  }

  func late(_ moment: String) -> String {
    language == .chinese ? "原定\(moment)提醒，因系统停机推迟" : "late: was to leave \(moment), the system was down"
  }

  var provisional: String { language == .chinese ? "日期暂定" : "date provisional" }

  /// That an earlier reminder did not reach these people.
  func missed(_ names: [String]) -> String {
    switch language {
    case .chinese: "此前的提醒没有送到\(list(names))"
    case .english: "an earlier reminder did not reach \(list(names))"
    }
  }
}
