import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct SilenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: "Put reminders off until a time, for a reason.",
    discussion: """
      What falls due in that time goes on the working morning after it, as far as it is still owed: one \
      message for each matter. Nothing is dropped, and what is owed stays owed.

        orglifectl silence add organisation=branch-01 \\
          --until 2026-06-01T00:00 --reason 机构调整
        orglifectl silence list
        orglifectl silence expire 12
      """,
    subcommands: [Add.self, List.self, Expire.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a silence, or give one other times.",
      discussion: """
        Matchers say what it is about; where there are several, all must apply:
          duty=ID           one duty
          organisation=ID   one unit
          under=ID          a unit and all below it
          obligation=KEY    keys that begin so, by whole words

        The same matchers again take the place of the silence before. On the working morning before the day \
        of its end, whoever began it is reminded. Messages that are on their way already leave all the same; \
        “orglifectl queue hold” stops those.

          orglifectl silence add duty=member-assembly under=committee \\
            --until 2026-03-01T00:00 --reason 春节
          orglifectl silence add organisation=branch-01 --from 2026-05-01T00:00 \\
            --until 2026-06-01T00:00 --reason 机构调整
        """)

    @Argument(
      help: ArgumentHelp(
        "What it is about: duty=, organisation=, under=, obligation=.", valueName: "matcher"),
      completion: .matchers)
    var matchers: [String]
    @Option(help: ArgumentHelp("From when, in the programme's zone [now].", valueName: "yyyy-mm-ddThh:mm"))
    var from: String?
    @Option(help: ArgumentHelp("Until when, in the programme's zone.", valueName: "yyyy-mm-ddThh:mm"))
    var until: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
      for (name, text) in [("from", from), ("until", until)] {
        guard let text else { continue }
        let words = text.split(separator: "T", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, CivilDate(words[0]) != nil, CivilTime(words[1]) != nil else {
          throw ValidationError("--\(name) “\(text)” is no time; write it like 2026-06-01T00:00.")
        }
      }
      try checkReason(reason)
      _ = try matched()
    }

    func run() async throws {
      var question = try matched()
      if let by = author.by { question.by = try await daemon.whole(by, .person) }
      let taken: Control.SilenceTaken = try await daemon.call("AddSilence", question)
      if daemon.json { return try printJSON(schema: "silence", taken) }
      print(SilencePrinter.text(of: taken, isEnded: false))
    }

    private func matched() throws -> Control.NewSilence {
      var question = Control.NewSilence(from: from, until: until, reason: reason, by: nil)
      for text in matchers {
        let words = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        let (name, value) = words.count == 2 ? (words[0], words[1]) : ("obligation", text)
        guard !value.isEmpty else { throw ValidationError("“\(text)” names nothing.") }
        let place: WritableKeyPath<Control.NewSilence, String?>
        switch name {
        case "duty": place = \.duty
        case "organisation": place = \.organisation
        case "under": place = \.under
        case "obligation": place = \.obligation
        default:
          throw ValidationError(
            "“\(name)” is no matcher; there are duty=, organisation=, under= and obligation=.")
        }
        guard question[keyPath: place] == nil else {
          throw ValidationError("\(name)= is given twice; begin one silence for each.")
        }
        question[keyPath: place] = value
      }
      return question
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Silences that are in force or ahead, with what waits for their end.",
      discussion: """
          orglifectl silence list
          orglifectl silence list --all --json
        """)

    @Flag(help: "Those that are over, too.") var all = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.SilencesAnswer = try await daemon.call(
        "ListSilences", Control.SilencesQuestion(all: all))
      if daemon.json { return try printJSON(schema: "silences", answer) }
      guard !answer.silences.isEmpty else { return print("# nothing is silenced") }
      print(answer.silences.map(SilencePrinter.text).joined(separator: "\n"))
    }
  }

  struct Expire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End silences now; what waited goes on the next working morning.",
      discussion: """
          orglifectl silence expire 12
          orglifectl silence list | orglifectl silence expire - --reason 调整完成
        """)

    @Argument(
      help: ArgumentHelp(
        "Its number, as “silence list” shows it; - for standard input.", valueName: "number"),
      completion: .names(.silence))
    var silence: String
    @Option(help: "Why.") var reason: String?
    @OptionGroup var author: AuthorOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
      try checkReason(reason)
      guard silence == "-" || Int64(silence) != nil else {
        throw ValidationError("“\(silence)” is no number of a silence; “orglifectl silence list” shows them.")
      }
    }

    func run() async throws {
      var by = author.by
      if let given = by { by = try await daemon.whole(given, .person) }
      let speaker = by
      try await KeyArgument.each(silence) { line in
        guard let id = Int64(line.prefix { $0 != " " }) else {
          throw Exit.saying("“\(line)” does not begin with the number of a silence", Exit.noSuchThing)
        }
        let taken: Control.SilenceTaken = try await daemon.call(
          "ExpireSilence", Control.SilenceEnding(silence: id, reason: reason, by: speaker))
        if daemon.json { return try printJSON(schema: "silence", taken) }
        print(SilencePrinter.text(of: taken, isEnded: true))
      }
    }
  }
}
