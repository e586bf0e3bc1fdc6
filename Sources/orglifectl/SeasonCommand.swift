import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct SeasonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "season",
    abstract: "The superior's notice of the year: when a yearly duty is held.",
    discussion: """
      It holds for the organisation and all below it; the last one told for a unit, or for the nearest above \
      it, counts. Reminders that have gone do not go again; what is to come goes by the new days.

        orglifectl season organisational-life --year 2026 \\
          --organisation organ-committee --from 2026-12-01 --to 2027-02-28 \\
          --reference 组通〔2026〕18号
      """)

  @Argument(help: "The duty's id.", completion: .names(.duty)) var duty: Duty.ID
  @Option(help: ArgumentHelp("The year for which it is held.", valueName: "yyyy")) var year: Int
  @Option(
    help: ArgumentHelp("For whom, with all below.", valueName: "organisation"),
    completion: .names(.organisation))
  var organisation: Organisation.ID
  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd")) var from: CivilDate
  @Option(help: ArgumentHelp("The last day; it may lie in the next year.", valueName: "yyyy-mm-dd"))
  var to: CivilDate
  @Option(help: "The notice: its number or title.") var reference: String
  @OptionGroup var author: AuthorOptions
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var statement = Control.Statement(by: author.by)
    statement.notice = SeasonNotice(
      duty: try await daemon.whole(duty, .duty),
      organisation: try await daemon.whole(organisation, .organisation), year: year, from: from, to: to,
      reference: reference)
    try await daemon.tell("AnnounceSeason", statement, done: "set")
  }
}
