import Fixtures
import OrgLifeCore
import OrgLifeLedger

/// Records: some complete, some doubtful, some that lack something; corrected and confirmed.
extension Trial {
  /// A meeting of today is recorded, as well as people record them.
  mutating func hold(_ duty: String, of organisation: String, makesUpFor: String? = nil) throws {
    let today = programme.zone.date(at: now).description
    try say(.held(record(.meeting(today, of: organisation, duty: duty, makesUpFor: makesUpFor))))
  }

  mutating func elect(in organisation: String) throws {
    try hold(TrialProgramme.term, of: organisation)
  }

  private mutating func record(_ plain: MeetingRecord) -> MeetingRecord {
    var record = plain
    record.recorder = "组织委员"
    switch chance.next() % 20 {
    case 0: record.title = "处务会"
    case 1: record.nonMembersPresent = 1
    case 2: record.agenda = chance.pick([["安排值班"], ["安排值班", "学习党章"]])
    case 3: record.recorder = nil
    case 4: record.vote = .init(inFavour: 12, against: chance.pick([nil, 1]), abstaining: 0)
    case 5: record.excluded = .init(count: 1, reason: "长期外出", approvedBy: chance.pick([nil, "机关党委"]))
    default: break
    }
    return record
  }

  /// A record, one that does not count for choice, is confirmed, corrected or withdrawn.
  mutating func reviseRecord() throws {
    let every = known.duties.values.filter(\.isMeeting).map(\.id.text).sorted().flatMap { duty in
      programme.organisations.keys.map(\.text).sorted().flatMap { known.records("\(duty)/\($0)") }
    }
    let open = every.filter { !known.counts($0) }
    guard !every.isEmpty else { return }
    let standing = chance.pick(open.isEmpty || chance.once(in: 4) ? every : open)
    let key = standing.record.key
    switch chance.next() % 6 {
    case 0, 1, 2:
      let author = chance.pick(["organ-deputy", "organ-deputy", "organ-office"])
      try say(.confirmed(record: key, reason: "已核对"), by: author)
    case 3, 4: try say(.corrected(record(plain(standing.record)), reason: "更正"))
    default: try say(.withdrawn(record: key, reason: "错记"))
    }
  }

  private func plain(_ record: MeetingRecord) -> MeetingRecord {
    .meeting(
      record.date.description, of: record.organisation.text, duty: record.duty.text,
      makesUpFor: record.makesUpFor)
  }

  /// Of a record that does not count somebody is told, once.
  func checkTold(about fact: Fact) throws {
    let record: MeetingRecord
    switch fact.statement {
    case .held(let held): record = held
    case .corrected(let corrected, _): record = corrected
    default: return
    }
    let counts = known.counts(.init(record: record, isConfirmed: false))
    let version = known.versions(of: record.key)
    let wanted =
      counts
      ? []
      : known.reached(
        by: [RoleReference("organisation-commissioner")].compactMap(\.self), of: record.organisation.text,
        owner: nil, on: programme.zone.date(at: now))
    let ledger = try service().ledger
    let told = try folder.whileWell {
      try ledger.deliveries(beginning: "bulletin/record/\(record.key)/\(version)/").map(\.delivery.person)
    }
    try require(
      Set(told) == wanted,
      "\(told.map(\.text).sorted()) were told of \(record.key), not \(wanted.map(\.text).sorted())")
  }
}
