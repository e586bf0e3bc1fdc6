import OrgLifeCore
import OrgLifeSchedule

/// A programme of so many branches with twelve duties, four reminders each, and a secretary for every branch.
struct Province {
  private let planner: Planner
  private let known = Planner.Known(facts: Facts(), cases: [:])
  private let zone: Zone

  private static func made<Value>(_ value: Value?) -> Value {
    guard let value else { fatalError("a name or time of the benchmark is wrong") }
    return value
  }

  init(branches: Int, calendar: WorkingDayCalendar) {
    let made = Self.made(Zone("Asia/Shanghai"))
    zone = made
    let secretary = Self.made(Role(RoleName.secretary))
    let ladder = Self.made(Ladder.ID("four"))
    let rungs = [7, 3, 1, 0].map {
      Rung(
        anchor: .period, offset: DayOffset(-$0, .working), to: [RoleReference(climb: 0, role: secretary)],
        tone: .notice, delivery: .single)
    }
    let cycles: [Cycle] = [
      .month, .month, .month, .quarter, .quarter, .quarter, .quarter, .halfYear, .halfYear, .year, .year,
      .year,
    ]
    let duties = cycles.enumerated().map { number, cycle in
      Duty(
        id: Self.made(Duty.ID("duty-\(number)")), name: Words(chinese: "义务", english: "Duty"),
        kind: .quota(.init(cycle: cycle)), appliesTo: .init(kinds: [.branch]), ladder: ladder,
        strength: .must,
        source: Words(chinese: "条例", english: "Rules"))
    }
    var organisations: [Organisation.ID: Organisation] = [:]
    var people: [Person.ID: Person] = [:]
    var appointments: [Appointment] = []
    organisations.reserveCapacity(branches)
    people.reserveCapacity(branches)
    for number in 0..<branches {
      let id = Self.made(Organisation.ID("branch-\(number)"))
      let person = Self.made(Person.ID("p\(number)"))
      organisations[id] = Organisation(id: id, name: Words(chinese: "支部", english: "Branch"), kind: .branch)
      people[person] = Person(id: person, name: Words("书记"))
      appointments.append(Appointment(person: person, organisation: id, role: secretary, span: DateSpan()))
    }
    let programme = Programme(
      revision: "benchmark", zone: made, language: .chinese, sendAt: Self.made(CivilTime(hour: 9, minute: 0)),
      channels: [],
      defaultChannels: [], organisations: organisations, duties: duties,
      ladders: [ladder: Ladder(id: ladder, rungs: rungs)], people: people, appointments: appointments,
      calendar: calendar)
    planner = Planner(programme: programme, inServiceSince: Self.made(made.timestamp("2025-12-01T00:00")))
  }

  /// Every firing of 2026, planned day by day as the daemon would.
  func planYear() -> Tally {
    var tally = Tally()
    var through = Self.made(zone.timestamp("2026-01-01T00:00"))
    let end = Self.made(zone.timestamp("2027-01-01T00:00"))
    while through < end {
      let now = through.adding(seconds: 86_400)
      for firing in planner.firings(after: through, upTo: now, known: known) {
        tally.results += firing.recipients.count
        tally.checksum &+= UInt64(firing.dueAt.milliseconds / 1000)
      }
      through = now
    }
    return tally
  }

  func nextMoment() -> Tally {
    let next = planner.nextMoment(after: Self.made(zone.timestamp("2026-03-24T12:00")), known: known)
    return Tally(results: 1, checksum: UInt64((next?.milliseconds ?? 0) / 1000))
  }
}
