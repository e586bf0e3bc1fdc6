import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule

extension Daemon {
  func status() throws -> Control.Status {
    let now = clock.now
    let desk = desk.snapshot
    let zone = desk.programme.zone
    let service = try ledger.service()
    let counts = try ledger.counts()
    let forecast = try desk.forecast(after: now)
    return Control.Status(
      version: Version.current, revision: desk.programme.revision, configuration: configuration,
      clockShifted: clock.isShifted, now: zone.rfc3339(now),
      inServiceSince: zone.rfc3339(service.inServiceSince),
      plannedThrough: zone.rfc3339(try desk.decidedThrough(at: now)),
      next: forecast.map { Control.Next(at: zone.rfc3339($0.at), reminders: $0.firings.count) },
      overdue: try desk.overdueCount(at: now),
      deliveries: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
      warnings: warnings(desk, counts, at: now), line: statusLine(at: now))
  }

  /// `next 09:00 Tue: 3 reminders; 1 overdue; 0 held`, and before it what is wrong.
  func statusLine(at now: Timestamp) -> String {
    let desk = desk.snapshot
    do {
      let counts = try ledger.countsOfOpen()
      var parts: [String] = []
      if let trouble { parts.append("NOTHING IS SENT: \(trouble)") }
      if clock.isShifted { parts.append("clock shifted to \(desk.programme.zone.rfc3339(now))") }
      if configuration != "ok" { parts.append(configuration) }
      let down = openings.map { "\($0.channel) is down" }
      parts += down
      parts.append(try next(desk, at: now))
      parts.append("\(try desk.overdueCount(at: now)) overdue")
      parts.append("\(counts.held) held")
      if counts.failed > 0 { parts.append("\(counts.failed) failed") }
      return parts.joined(separator: "; ")
    } catch {
      return "NOTHING IS SENT: \(error)"
    }
  }

  private func next(_ desk: Desk, at now: Timestamp) throws -> String {
    guard let (at, firings) = try desk.forecast(after: now) else { return "nothing is due in sight" }
    let zone = desk.programme.zone
    let (date, time) = zone.local(at: at)
    let days = zone.date(at: now).days(until: date)
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday.rawValue - 1]
    let day = days < 7 ? weekday : "\(weekday) \(date)"
    return "next \(time) \(day): \(firings.count) \(firings.count == 1 ? "reminder" : "reminders")"
  }

  /// The channels that are down, by name.
  private var openings: [(channel: Channel.ID, opening: Circuit.Opening)] {
    circuits.compactMap { channel, circuit in circuit.snapshot.opening.map { (channel, $0) } }
      .sorted { $0.0 < $1.0 }
  }

  private func warnings(_ desk: Desk, _ counts: [Delivery.State: Int], at now: Timestamp) -> [String] {
    var warnings: [String] = []
    if let trouble { warnings.append("nothing is sent: \(trouble)") }
    if configuration != "ok" { warnings.append("\(configuration); the programme before it is in force") }
    for (channel, opening) in openings {
      warnings.append(
        "channel \(channel) is down since \(desk.programme.zone.rfc3339(opening.since)): \(opening.reason)")
    }
    if let failed = counts[.failed] {
      warnings.append("\(failed) deliveries failed: orglifectl queue list failed")
    }
    if let held = counts[.held] {
      warnings.append("\(held) deliveries wait for release: orglifectl queue list held")
    }
    let doubted = try? records(Control.RecordsQuestion(organisation: nil, all: false, open: true))
    let waiting = doubted.map { records in
      ["awaiting confirmation", "incomplete"].map { state in records.count { $0.state == state } }
    }
    if let waiting, waiting.contains(where: { $0 > 0 }) {
      warnings.append(
        "records that do not count as they stand: \(waiting[0]) to be confirmed by a person, \(waiting[1]) incomplete: "
          + "orglifectl record list --open")
    }
    if let inboxTrouble { warnings.append(inboxTrouble) }
    let today = desk.programme.zone.date(at: now)
    let years = Set([today.year, today.adding(days: 60).year]).sorted()
    for year in years where desk.programme.calendar.status(of: year) != .official {
      warnings.append("the working days of \(year) are provisional: its holidays were not read from a notice")
    }
    return warnings
  }
}
