import OrgLifeCore
import OrgLifeDaemon

/// One line of `doctor`: what was looked at, how it is, and what to do.
struct DoctorCheck: Encodable, Hashable {
  enum Result: String, Encodable {
    case ok, warn, fail
  }

  var name: String
  var result: Result
  var finding: String
  /// nil where there is nothing to do.
  var todo: String?

  init(_ name: String, _ result: Result, _ finding: String, todo: String? = nil) {
    self.name = name
    self.result = result
    self.finding = finding
    self.todo = todo
  }
}

/// What a programme alone tells about whether everybody is reached.
enum DoctorRules {
  static func checks(of programme: Programme, today: CivilDate) -> [DoctorCheck] {
    [calendar(programme, today), operatorReached(programme), people(programme, today)]
  }

  static func channel(_ probed: Control.ProbedChannel) -> DoctorCheck {
    let down = probed.downSince.map { ", down since \($0)" } ?? ""
    guard probed.usable else {
      return DoctorCheck(
        "channel", .fail, "\(probed.channel)\(down): \(probed.reason ?? "it cannot send")",
        todo: probed.advice)
    }
    guard let because = probed.downBecause else {
      return DoctorCheck("channel", .ok, "\(probed.channel) answers")
    }
    return DoctorCheck(
      "channel", .warn, "\(probed.channel) answers\(down): \(because)",
      todo: "nothing, if this is mended: it is tried again by itself within a quarter of an hour")
  }

  /// - Parameter free: bytes that are free where the ledger is.
  static func disk(free: Int64, at path: String) -> DoctorCheck {
    let megabytes = free / 1_048_576
    let finding = "\(megabytes) MiB are free at \(path)"
    let todo = "make room: what cannot be written to the ledger is not sent"
    if megabytes < 64 { return DoctorCheck("disk", .fail, finding, todo: todo) }
    return DoctorCheck("disk", megabytes < 1024 ? .warn : .ok, finding, todo: megabytes < 1024 ? todo : nil)
  }

  private static func calendar(_ programme: Programme, _ today: CivilDate) -> DoctorCheck {
    let years = Set([today.year, today.adding(days: 60).year]).sorted()
    let missing = years.filter { programme.calendar.status(of: $0) != .official }
    guard missing.isEmpty else {
      return DoctorCheck(
        "calendar", .warn,
        "the holidays of \(missing.map(String.init).joined(separator: ", ")) are not loaded",
        todo: "orglifectl calendar import, once the notice is published")
    }
    return DoctorCheck("calendar", .ok, "official for \(years.map(String.init).joined(separator: ", "))")
  }

  private static func operatorReached(_ programme: Programme) -> DoctorCheck {
    guard let person = programme.operatorPerson else {
      return DoctorCheck(
        "operator", .warn, "nobody is named: nobody is told what the service has to tell",
        todo: "write “operator: ID” into orglifed.yaml")
    }
    let channels = programme.defaultChannels.filter { programme.reaches(person, over: $0) }
    guard !channels.isEmpty else {
      return DoctorCheck(
        "operator", .fail, "no default channel reaches \(person)", todo: "give them an address in people.csv")
    }
    let names = channels.map(\.text).joined(separator: ", ")
    return channels.count == 1
      ? DoctorCheck(
        "operator", .warn, "\(person) is reached by \(names) only: when it fails, nobody is told",
        todo: "add another default channel that reaches them")
      : DoctorCheck("operator", .ok, "\(person), by \(names)")
  }

  /// People who hold a role today and whom no default channel reaches.
  private static func people(_ programme: Programme, _ today: CivilDate) -> DoctorCheck {
    let holders = Set(programme.appointments.filter { $0.span.contains(today) }.map(\.person))
    let unreached = holders.filter { person in
      !programme.defaultChannels.contains { programme.reaches(person, over: $0) }
    }.sorted()
    guard unreached.isEmpty else {
      let shown = unreached.prefix(10).map(\.text).joined(separator: ", ")
      let more = unreached.count > 10 ? " and \(unreached.count - 10) more" : ""
      return DoctorCheck(
        "people", .warn, "no default channel reaches \(shown)\(more)", todo: "add addresses in people.csv")
    }
    return DoctorCheck("people", .ok, "\(holders.count) hold a role today, and each is reached")
  }
}
