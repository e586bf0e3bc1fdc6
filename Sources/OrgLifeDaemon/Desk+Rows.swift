import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme
import OrgLifeSchedule

extension Desk {
  /// Rows as they would be taken one after the other: what each comes to, and what is to be written for it.
  struct Rows {
    var outcomes: [RowOutcome] = []
    var entries: [Ledger.Entry] = []
  }

  /// Works out what rows come to; nothing is written.
  ///
  /// - Parameter author: who says what a row states, given the person whom it names.
  func judging(_ rows: [RecordRow], author: (Person.ID?) -> String, at now: Timestamp) throws -> Rows {
    // What the rows before say is known to the next one, and to nobody else.
    var trial = self
    var judged = Rows()
    for row in rows {
      let person = row[.by].flatMap { named in
        Person.ID(named).flatMap { programme.people[$0]?.id }
          ?? programme.people.values.only(where: { [$0.name.chinese, $0.name.english].contains(named) })?.id
      }
      let author = author(person)
      do throws(RecordFault) {
        let intake = Intake(desk: trial, now: now, author: author)
        let record = try intake.record(of: row)
        if let known = trial.known(record, line: row.line) {
          judged.outcomes.append(known)
          continue
        }
        let validOn = try intake.check(record)
        judged.outcomes.append(trial.outcome(of: record, line: row.line))
        let statement = Fact.Statement.held(record)
        judged.entries.append(Ledger.Entry(statement: statement, validOn: validOn, author: author))
        trial.suppose(
          Fact(
            id: trial.facts.lastID + 1, validOn: validOn, recordedAt: max(now, trial.facts.lastRecordedAt),
            author: author, statement: statement))
      } catch {
        judged.outcomes.append(RowOutcome(RecordFault(line: row.line, error.words)))
      }
    }
    for index in judged.entries.indices {
      judged.entries[index].deliveries = try letters(
        about: judged.entries[index].statement, by: judged.entries[index].author, at: now)
    }
    return judged
  }

  /// Takes rows, all that can be taken in one write, together with what is to be kept of the file that they came from.
  ///
  /// - Parameter file: makes that of the outcomes; nil where they came otherwise.
  mutating func take(
    _ rows: [RecordRow], author: (Person.ID?) -> String,
    from file: (([RowOutcome]) throws -> InboxFile)? = nil,
    at now: Timestamp
  ) throws -> [RowOutcome] {
    let judged = try judging(rows, author: author, at: now)
    let kept = try file.map { try $0(judged.outcomes) }
    guard !judged.entries.isEmpty || kept != nil else { return judged.outcomes }
    for (fact, isNew) in try learn(judged.entries, from: kept, at: now) where isNew {
      try endSettled(by: fact.statement, at: now)
    }
    return judged.outcomes
  }

  /// What a row comes to that says what was said before; nil where it is news.
  ///
  /// A file that is read again must not bring back what was corrected or withdrawn since.
  private func known(_ record: MeetingRecord, line: Int) -> RowOutcome? {
    guard let earlier = facts.versions(record.key).last(where: { $0.record == record }) else { return nil }
    if earlier.withdrawnAt == nil { return RowOutcome(line: line, outcome: .known, key: record.key) }
    if facts.meeting(record.key) != nil {
      return RowOutcome(
        line: line, outcome: .known, key: record.key,
        reasons: [Words(chinese: "此后已更正，以更正后的为准", english: "it was corrected since; the correction stands")])
    }
    return RowOutcome(
      line: line, outcome: .refused, key: record.key,
      reasons: [
        Words(
          chinese: "同样的记录此前已撤回；确要重新登记的，请在主机上用 orglifectl record 登记",
          english:
            "the same record was withdrawn before; to record it anew all the same, use “orglifectl record”")
      ])
  }

  private func outcome(of record: MeetingRecord, line: Int) -> RowOutcome {
    let judgement = planner.agenda.judgement(of: record)
    let outcome: RowOutcome.Kind =
      switch judgement {
      case .counts: .recorded
      case .awaitingConfirmation: .awaiting
      case .incomplete, .notApplicable: .incomplete
      }
    return RowOutcome(line: line, outcome: outcome, key: record.key, reasons: judgement.reasons)
  }
}

extension Sequence {
  /// The only element of which something holds; nil where there is none or more than one.
  fileprivate func only(where isMeant: (Element) -> Bool) -> Element? {
    let found = filter(isMeant)
    return found.count == 1 ? found[0] : nil
  }
}
