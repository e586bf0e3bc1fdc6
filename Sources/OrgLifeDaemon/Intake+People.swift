import OrgLifeCore
import OrgLifeLedger
import OrgLifeSchedule

/// What is said of people: who acts for whom, who is away, who has seen what.
extension Intake {
  func check(_ delegation: Delegation) throws(Refusal) {
    guard let organisation = desk.programme.organisations[delegation.organisation] else {
      throw .noSuchThing("there is no organisation \(delegation.organisation)")
    }
    for person in [delegation.from, delegation.to] where desk.programme.people[person] == nil {
      throw .noSuchThing("there is no person \(person)")
    }
    try check(from: delegation.since, to: delegation.until)
    guard delegation.from != delegation.to else { throw .refused("nobody hands a role to themselves") }
    func holds(_ person: Person.ID, on day: CivilDate, _ isOne: (Role) -> Bool) -> Bool {
      desk.programme.appointments.contains {
        $0.person == person && $0.organisation == organisation.id && isOne($0.role) && $0.span.contains(day)
      }
    }
    guard holds(delegation.from, on: delegation.since, { $0 == delegation.role }) else {
      throw .refused(
        "\(delegation.from) is not \(delegation.role) of \(organisation.id) on \(delegation.since), and has nothing to hand over"
      )
    }
    let isOfCommittee = { (day: CivilDate) in
      holds(delegation.to, on: day) { RoleName.committee.contains($0.text) }
    }
    if delegation.role.text == RoleName.secretary,
      !isOfCommittee(delegation.since) || !isOfCommittee(delegation.until)
    {
      throw .refused(
        "\(delegation.to) is neither deputy nor of the committee of \(organisation.id) from \(delegation.since) to \(delegation.until)："
          + "《中国共产党支部工作条例（试行）》第十四条，书记缺席的可以委托副书记或者委员")
    }
    guard holds(delegation.to, on: delegation.since, { _ in true }) else {
      throw .refused("\(delegation.to) has no role in \(organisation.id) on \(delegation.since)")
    }
    let running = desk.facts.delegations.filter {
      $0.endedAt == nil && $0.said.until >= delegation.since && delegation.until >= $0.said.since
    }.map(\.said)
    let isCircle = running.contains {
      $0.from == delegation.to && $0.to == delegation.from && $0.role == delegation.role
    }
    if isCircle {
      throw .refused(
        "\(delegation.to) handed the same role to \(delegation.from) for these days: that is a circle")
    }
    try line(delegation.reason, "reason")
  }

  func check(_ leave: Leave) throws(Refusal) {
    guard desk.programme.people[leave.person] != nil else {
      throw .noSuchThing("there is no person \(leave.person)")
    }
    try check(from: leave.since, to: leave.until)
    try line(leave.reason, "reason")
  }

  private func check(from since: CivilDate, to until: CivilDate) throws(Refusal) {
    guard since <= until else { throw .refused("\(since) to \(until) is no stretch of days") }
    guard until >= today else { throw .refused("\(until) is past already") }
    guard since.days(until: until) <= 366 else {
      throw .refused("\(since) to \(until) is more than a year; change the roster instead")
    }
  }

  func checkRecall(_ fact: Int64) throws(Refusal) {
    let endings =
      desk.facts.delegations.filter { $0.id == fact }.map(\.endedAt)
      + desk.facts.leaves.filter { $0.id == fact }.map(\.endedAt)
    guard let ended = endings.first else {
      throw .noSuchThing("there is no delegation or leave \(fact); “orglifectl people away” shows them")
    }
    guard ended == nil else { throw .refused("\(fact) is over already") }
  }

  func check(_ seen: Acknowledgement) throws(Refusal) {
    let agenda = desk.planner.agenda
    guard let obligation = agenda.obligation(seen.obligation, facts: desk.facts, knownAt: now),
      let duty = agenda.duty(obligation.duty)
    else {
      throw .noSuchThing("nothing is owed under \(seen.obligation); “orglifectl list --keys” shows the keys")
    }
    guard let promised = seen.promised else { return }
    guard promised >= today else { throw .refused("\(promised) is past already") }
    let latest = agenda.days.adding(Acknowledgement.longestInWorkingDays, to: today)
    guard promised <= latest else {
      throw .refused(
        "\(promised) is more than \(Acknowledgement.longestInWorkingDays) working days ahead; promise \(latest) at the latest"
      )
    }
    if let earlier = desk.facts.promise(of: seen.obligation, knownAt: .distantFuture),
      earlier.promised != promised
    {
      throw .refused(
        "\(earlier.by) promised \(earlier.promised.map(\.description) ?? "") already; a day is promised once")
    }
    let kept = try? desk.ledger.case(seen.obligation)
    let next = agenda.nextHigherRung(
      of: obligation, rule: kept?.rule ?? agenda.rule(of: duty), marks: kept?.marks ?? [:], facts: desk.facts,
      after: now)
    if let next, desk.programme.zone.date(at: next) <= promised {
      throw .refused(
        "it is carried up on \(desk.programme.zone.date(at: next)); a promise cannot reach past that day")
    }
  }
}
