import OrgLifeCore
import OrgLifeProgramme
import OrgLifeSchedule
import Varlink

extension Daemon {
  func records(_ question: Control.RecordsQuestion) throws -> [Control.Record] {
    let desk = desk.snapshot
    let now = max(clock.now, desk.facts.lastRecordedAt)
    if let name = question.organisation {
      guard let id = Organisation.ID(name), desk.programme.organisations[id] != nil else {
        throw Refusal.noSuchThing("there is no organisation \(name)")
      }
    }
    return desk.facts.everyMeeting
      .filter { question.organisation == nil || $0.record.organisation.text == question.organisation }
      .filter { question.all == true || $0.withdrawnAt == nil }
      .map { desk.told($0, at: now) }
      .filter { question.open != true || !["counts", "corrected", "withdrawn"].contains($0.state) }
      .sorted { ($0.meeting.date, $0.key, $0.recordedAt) < ($1.meeting.date, $1.key, $1.recordedAt) }
  }

  func take(_ question: Control.RowsQuestion, for peer: Peer) async throws -> [RowOutcome] {
    let caller = Caller(peer: peer, programme: desk.snapshot.programme)
    let author = try caller.author(by: question.by)
    // Who may speak for others is taken at the word of a row that names one of them.
    let speaker: @Sendable (Person.ID?) -> String = { named in
      guard question.by == nil, caller.isAdministrator, let named else { return author }
      return named.text
    }
    let now = clock.now
    if question.dryRun == true {
      return try desk.snapshot.judging(question.rows, author: speaker, at: now).outcomes
    }
    let outcomes = try desk.use { desk in
      try desk.plan(at: now)
      return try desk.take(question.rows, author: speaker, at: now)
    }
    await turn()
    return outcomes
  }

  /// How many are due, as far as the configuration says.
  func due(_ question: Control.DueQuestion) throws -> Control.DueAnswer {
    let programme = desk.snapshot.programme
    guard let organisation = Organisation.ID(question.organisation).flatMap({ programme.organisations[$0] })
    else {
      throw Refusal.noSuchThing("there is no organisation \(question.organisation)")
    }
    guard let rule = Quorum.Rule(rawValue: question.kind) else {
      throw VarlinkFault.invalidParameter("kind")
    }
    let count = organisation.count(on: programme.zone.date(at: clock.now))
    if rule == .committee, let committee = count?.committee {
      return Control.DueAnswer(
        due: committee,
        source: Words(
          chinese: "配置中\(organisation.name.chinese)的委员数（\(count?.from.description ?? "")起）",
          english:
            "the committee of \(organisation.id) in the configuration, from \(count?.from.description ?? "") on"
        ))
    }
    if rule != .committee, rule != .democraticLife, let voters = count?.voters {
      return Control.DueAnswer(
        due: voters,
        source: Words(
          chinese: "配置中\(organisation.name.chinese)有表决权的党员数（\(count?.from.description ?? "")起）",
          english:
            "the members of \(organisation.id) with voting rights in the configuration, from \(count?.from.description ?? "") on"
        ))
    }
    switch rule {
    case .committee, .democraticLife:
      throw Refusal.refused(
        "the configuration does not say how many \(rule.people.english) \(organisation.id) has; give --due")
    case .assembly, .admission, .confirmation, .election:
      guard let members = count?.members ?? organisation.members else {
        throw Refusal.refused(
          "the configuration does not say how many members \(organisation.id) has; give --due")
      }
      return Control.DueAnswer(
        due: members,
        source: Words(
          chinese: "配置中\(organisation.name.chinese)的党员数；预备党员等无表决权的，用 --excluded 扣除",
          english:
            "the members of \(organisation.id) in the configuration; take those without voting rights, "
            + "such as probationary members, off with --excluded"))
    }
  }
}

extension Desk {
  /// What the record that a statement is about is worth by now; nil where it is about none, or about one that is over.
  func judgement(of statement: Fact.Statement, at now: Timestamp) -> Judgement? {
    switch statement {
    case .held, .corrected, .confirmed:
      facts.meeting(statement.key).map {
        planner.agenda.judgement(of: $0, at: max(now, facts.lastRecordedAt))
      }
    default: nil
    }
  }

  fileprivate func told(_ meeting: Facts.Meeting, at now: Timestamp) -> Control.Record {
    let (record, zone, language) = (meeting.record, programme.zone, programme.language)
    let judgement = planner.agenda.judgement(of: meeting, at: now)
    let isOver = meeting.withdrawnAt != nil
    let isCorrected = isOver && facts.versions(record.key).contains { $0.knownSince == meeting.withdrawnAt }
    return Control.Record(
      key: record.key, meeting: record,
      organisationName: programme.organisations[record.organisation]?.name[language]
        ?? record.organisation.text,
      dutyName: programme.duty(record.duty)?.name[language] ?? record.duty.text,
      state: isOver ? (isCorrected ? "corrected" : "withdrawn") : judgement.word,
      reasons: isOver ? [] : judgement.reasons, recordedAt: zone.rfc3339(meeting.knownSince),
      by: meeting.author,
      confirmation: meeting.confirmation.map {
        Control.Confirmation(by: $0.by, at: zone.rfc3339($0.at), reason: $0.reason)
      }, passed: record.outcome(of: programme.duty(record.duty))?.passes)
  }
}
