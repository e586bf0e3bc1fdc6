import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

struct DutyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duty", abstract: "What is owed by whom and why: the duties of the configuration.",
    discussion: """
      The catalogue that ships, the overlays that are switched on, and the office's own files, joined. No daemon is \
      needed.

        orglifectl duty list
        orglifectl duty show member-assembly
      """,
    subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every duty, and those that are switched off.",
      discussion: """
        STRENGTH is how binding the source is; MARK how sure it is that the source says so.

          orglifectl duty list --config examples/bureau
        """)

    @OptionGroup var source: CalendarSource
    @Flag(help: "Print JSON.") var json = false

    private struct Answer: Encodable {
      var duties: [DutyPage]
    }

    func run() throws {
      let (programme, places) = try source.reading()
      let pages =
        programme.duties.map { DutyPage($0, programme, places) }
        + programme.switchedOff.map { DutyPage($0.duty, programme, places, switchedOff: $0.reason) }
      if json { return try printJSON(schema: "duties", Answer(duties: pages)) }
      var table = Table("ID", "KIND", "STRENGTH", "MARK", "NAME")
      for page in pages {
        table.add(
          page.id, page.switchedOff == nil ? page.kind : "off", page.strength, page.mark ?? "-", page.name)
      }
      print(table.text(width: outputWidth, style: .ofThisProcess))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One duty whole, with the file and line of each value.",
      discussion: """
          orglifectl duty show party-day --config examples/bureau
        """)

    @Argument(help: "The duty's id.", completion: .configured(.duty)) var duty: Duty.ID
    @OptionGroup var source: CalendarSource
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let (programme, places) = try source.reading()
      let off = programme.switchedOff.first { $0.duty.id == self.duty }
      guard let duty = programme.duty(duty) ?? off?.duty else {
        throw Exit.saying(
          "there is no duty \(duty); “orglifectl duty list” shows them", Exit.noSuchThing)
      }
      let page = DutyPage(duty, programme, places, switchedOff: off?.reason)
      if json { return try printJSON(schema: "duty", page) }
      print(page.text)
    }
  }
}
