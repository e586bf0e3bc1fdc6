import ArgumentParser
import OrgLifeCore

extension Quorum.Rule: ExpressibleByArgument {}

/// What a record says beside when, who and how many.
struct MeetingParticulars: ParsableArguments {
  @Option(help: "Where the minutes are.") var reference: String?
  @Option(help: ArgumentHelp("The period it makes up for, for instance 2026-Q1.", valueName: "period"))
  var makesUpFor: String?
  @Option(help: "What the meeting was called.") var title: String?
  @Option(help: "Who took the minutes (记录人).") var recorder: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("What was discussed, each point a word of its own.", valueName: "point"))
  var agenda: [String] = []
  @Option(help: "Due but not counted (不计入应到).") var excluded: Int?
  @Option(help: ArgumentHelp("Why they are not counted.", valueName: "why")) var excludedBecause: String?
  @Option(help: ArgumentHelp("Who approved that.", valueName: "who")) var excludedApprovedBy: String?
  @Option(help: "How many sat in without counting (列席).") var attending: Int?
  @Option(help: ArgumentHelp("Present but no members (非党员出席).", valueName: "n"))
  var nonMembersPresent: Int?
  @Option(help: "How many absent members wrote their opinion before.") var written: Int?
  @Option(help: ArgumentHelp("What was voted on, where not by the duty's own rule.", valueName: "kind"))
  var vote: Quorum.Rule?
  @Option(help: "Votes in favour.") var inFavour: Int?
  @Option(help: "Votes against.") var against: Int?
  @Option(help: "Abstentions.") var abstaining: Int?
  @Flag(help: "The superior Party organisation consented to another time.") var superiorConsented = false

  /// Says in a record what is given here, and leaves the rest of it as it is.
  func apply(to record: inout MeetingRecord) throws {
    record.reference = reference ?? record.reference
    record.makesUpFor = makesUpFor ?? record.makesUpFor
    record.title = title ?? record.title
    record.recorder = recorder ?? record.recorder
    if !agenda.isEmpty { record.agenda = agenda }
    record.attending = attending ?? record.attending
    record.nonMembersPresent = nonMembersPresent ?? record.nonMembersPresent
    record.written = written ?? record.written
    if superiorConsented { record.superiorConsented = true }
    try applyExclusion(to: &record)
    applyVote(to: &record)
  }

  private func applyExclusion(to record: inout MeetingRecord) throws {
    guard excluded != nil || excludedBecause != nil || excludedApprovedBy != nil else { return }
    guard let count = excluded ?? record.excluded?.count else {
      throw ValidationError("--excluded: say how many are not counted.")
    }
    record.excluded =
      count == 0
      ? nil
      : MeetingRecord.Exclusion(
        count: count, reason: excludedBecause ?? record.excluded?.reason,
        approvedBy: excludedApprovedBy ?? record.excluded?.approvedBy)
  }

  private func applyVote(to record: inout MeetingRecord) {
    guard vote != nil || inFavour != nil || against != nil || abstaining != nil else { return }
    var counted = record.vote ?? MeetingRecord.Vote()
    counted.rule = vote ?? counted.rule
    counted.inFavour = inFavour ?? counted.inFavour
    counted.against = against ?? counted.against
    counted.abstaining = abstaining ?? counted.abstaining
    record.vote = counted
  }
}
