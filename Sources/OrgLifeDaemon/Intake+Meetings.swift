import OrgLifeCore
import OrgLifeProgramme
import OrgLifeSchedule

extension Intake {
  /// Says a fault of a record as a refusal, in English and, where the programme speaks Chinese, in Chinese too.
  func judging<Value>(_ body: () throws(RecordFault) -> Value) throws(Refusal) -> Value {
    do { return try body() } catch {
      let words = error.words
      let text = programme.language == .chinese ? "\(words.english)\n\(words.chinese)" : words.english
      throw error.namesNothing ? .noSuchThing(text) : .refused(text)
    }
  }

  /// Whether a meeting can have been held so. The answer is the day on which it was.
  func check(_ record: MeetingRecord) throws(RecordFault) -> CivilDate {
    try checkParticulars(record)
    if let known = desk.facts.meeting(record.key)?.record, known != record {
      throw RecordFault(
        Words(
          chinese: "\(record.key)已登记过，内容不同；如登记有误，请更正或撤回原记录",
          english: "\(record.key) is recorded already with other particulars; correct that record "
            + "(orglifectl record correct \(record.key) …) or withdraw it first: "
            + "orglifectl record withdraw \(record.key) --reason …"))
    }
    return record.date
  }

  func checkCorrection(_ record: MeetingRecord, _ reason: String) throws(RecordFault) -> CivilDate {
    guard desk.facts.meeting(record.key) != nil else {
      throw RecordFault(
        Words(
          chinese: "没有\(record.key)这条记录，无从更正",
          english:
            "there is no record \(record.key) to correct; “orglifectl record list” shows what is recorded"),
        namesNothing: true)
    }
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw RecordFault(Words(chinese: "更正须说明原因", english: "a correction needs a reason"))
    }
    try checkParticulars(record)
    return record.date
  }

  private func checkParticulars(_ record: MeetingRecord) throws(RecordFault) {
    guard let organisation = programme.organisations[record.organisation] else {
      throw RecordFault(
        Words(
          chinese: "没有\(record.organisation)这个组织", english: "there is no organisation \(record.organisation)"),
        namesNothing: true)
    }
    guard let duty = programme.duty(record.duty) else {
      throw RecordFault(
        Words(
          chinese: "没有\(record.duty)这个事项",
          english:
            "there is no duty \(record.duty); there are \(programme.duties.map(\.id.text).joined(separator: ", "))"
        ), namesNothing: true)
    }
    guard duty.isMeeting else {
      throw RecordFault(
        duty.step == nil
          ? Words(
            chinese: "\(duty.name.chinese)不是会议，按事项提交、销号，不在此登记",
            english: "\(duty.id) is no meeting: its items are submitted and closed, not recorded")
          : Words(
            chinese: "\(duty.name.chinese)是发展党员等流程中的一步，不在此登记",
            english: "\(duty.id) is a step of a course: orglifectl course step NUMBER \(duty.id) --date …"))
    }
    guard duty.appliesTo.covers(organisation) else {
      throw RecordFault(
        Words(
          chinese: "\(organisation.name.chinese)不适用\(duty.name.chinese)",
          english: "\(duty.id) does not apply to \(organisation.id), a \(organisation.kind.rawValue)"))
    }
    guard record.date <= today else {
      throw RecordFault(
        Words(
          chinese: "\(record.date)还没有到（今天是\(today)），请开会后再登记",
          english:
            "\(record.date) has not come yet: record the meeting when it was held (today is \(today))"))
    }
    guard organisation.life.contains(record.date) else {
      throw RecordFault(
        Words(
          chinese: "\(organisation.name.chinese)在\(record.date)尚未成立或已经撤销",
          english: "\(organisation.id) did not exist on \(record.date)"))
    }
    try checkNumbers(record)
    if let name = record.makesUpFor { try checkMakeUp(record, for: name, duty) }
    if let finding = Judgement.shortfall(of: record, by: duty.quorumRule) {
      throw RecordFault(finding.refusal)
    }
  }

  private func checkNumbers(_ record: MeetingRecord) throws(RecordFault) {
    let nonMembers = record.nonMembersPresent ?? 0
    guard nonMembers >= 0, nonMembers <= max(0, record.present) else {
      throw RecordFault(
        Words(
          chinese: "非党员出席\(nonMembers)人多于实到\(record.present)人",
          english: "\(nonMembers) of \(record.present) present cannot be no members"))
    }
    let fault = Quorum.Count.fault(
      due: record.due, excluded: record.excluded?.count ?? 0, present: record.membersPresent,
      written: record.written ?? 0, inFavour: record.vote?.inFavour)
    if let fault { throw RecordFault(fault) }
    guard (0...Quorum.Count.most).contains(record.attending ?? 0) else {
      throw RecordFault(
        Words(
          chinese: "列席人数应在0到\(Quorum.Count.most)之间",
          english: "numbers of people are from 0 to \(Quorum.Count.most)")
      )
    }
    let votes = [record.vote?.inFavour, record.vote?.against, record.vote?.abstaining].compactMap { $0 }
    guard votes.allSatisfy({ (0...Quorum.Count.most).contains($0) }),
      votes.reduce(0, +) <= record.membersPresent + (record.written ?? 0)
    else {
      throw RecordFault(
        Words(
          chinese: "赞成、反对、弃权合计多于可计票的\(record.membersPresent + (record.written ?? 0))人",
          english:
            "in favour, against and abstaining are more than the \(record.membersPresent + (record.written ?? 0)) who can vote"
        ))
    }
  }

  private func checkMakeUp(
    _ record: MeetingRecord, for name: String, _ duty: Duty
  ) throws(RecordFault) {
    guard let cycle = duty.cycle else {
      throw RecordFault(
        Words(
          chinese: "\(duty.name.chinese)按任期办理，不存在补开",
          english: "\(duty.id) is owed by terms of office, and makes up for no period"))
    }
    guard let period = Period(name), period.cycle == cycle else {
      throw RecordFault(
        Words(
          chinese: "“\(name)”不是\(duty.name.chinese)的周期",
          english: "“\(name)” is no period of \(duty.id); it goes by the \(cycle.rawValue)"))
    }
    guard period.lastDay < record.date else {
      throw RecordFault(
        Words(
          chinese: "\(record.date)在\(name)结束（\(period.lastDay)）之前，不是补开",
          english: "\(record.date) is no make-up for \(name), which ends on \(period.lastDay)"))
    }
  }

  /// A second person of the roster says that a doubted record is right as it stands.
  func checkConfirmation(_ key: String) throws(Refusal) -> CivilDate {
    guard let meeting = desk.facts.meeting(key) else {
      throw .noSuchThing("there is no record \(key); “orglifectl record list” shows what is recorded")
    }
    guard let person = Person.ID(author), programme.people[person] != nil else {
      throw .notPermitted("\(author) is nobody in the roster; a record is confirmed by a person: --by PERSON")
    }
    guard author != Fact.speaker(meeting.author) else {
      throw .notPermitted("\(author) recorded \(key); confirming it takes somebody else: --by PERSON")
    }
    guard meeting.confirmation == nil else { return today }
    switch desk.planner.agenda.judgement(of: meeting, at: desk.facts.lastRecordedAt) {
    case .awaitingConfirmation: return today
    case .counts: throw .refused("\(key) counts already; there is nothing to confirm")
    case .incomplete, .notApplicable:
      throw .refused(
        "\(key) is not doubted but lacks something; correct it: orglifectl record correct \(key) …")
    }
  }

  /// The record that a row states. A day behind the period that the row names makes it a make-up for that period.
  func record(of row: RecordRow) throws(RecordFault) -> MeetingRecord {
    var (record, period) = try row.read(in: programme)
    guard let period else { return record }
    guard period.cycle == programme.duty(record.duty)?.cycle else {
      throw RecordFault(
        line: row.line,
        Words(
          chinese: "“\(period)”不是\(programme.duty(record.duty)?.name.chinese ?? record.duty.text)的周期",
          english: "“\(period)” is no period of \(record.duty)"))
    }
    if isOf(period, record) { return record }
    guard period.lastDay < record.date else {
      throw RecordFault(
        line: row.line,
        Words(
          chinese: "\(record.date)早于周期\(period)，请核对日期或周期",
          english: "\(record.date) is before the period \(period); check which of the two is right"))
    }
    record.makesUpFor = period.description
    return record
  }

  /// Whether a meeting of that day is one of the period, a day that was moved over the period's edge included.
  private func isOf(_ period: Period, _ record: MeetingRecord) -> Bool {
    let agenda = desk.planner.agenda
    let key = "\(record.duty)/\(record.organisation)/\(period)"
    guard let obligation = agenda.obligation(key, facts: desk.facts, knownAt: now) else {
      return period.contains(record.date)
    }
    return agenda.isRecorded(record, for: obligation, facts: desk.facts)
  }
}
