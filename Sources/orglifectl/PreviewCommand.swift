import ArgumentParser
import OrgLifeCore
import OrgLifeDaemon

struct PreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "The very text that would go out next; nothing is sent.",
    discussion: """
      What a person gets next, from now or from a time on; or, for a key, the message of each rung that is to \
      come, to each person. It is what goes if nothing is recorded until then. A person is looked ahead for 100 \
      days.

        orglifectl preview b01-secretary
        orglifectl preview b01-secretary --at 2026-03-24
        orglifectl preview member-assembly/branch-01/2026-Q1
      """)

  @Argument(
    help: "A person's id, or the key of what is owed or of one of its rungs.",
    completion: .names(.person, .obligation))
  var about: String
  @Option(
    help: ArgumentHelp(
      "From then on, in the programme's zone [now].", valueName: "yyyy-mm-dd[Thh:mm]"))
  var at: String?
  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard let at else { return }
    let words = at.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard CivilDate(words[0]) != nil, words.count == 1 || CivilTime(words[1]) != nil else {
      throw ValidationError("--at “\(at)” is no time; write it like 2026-03-24 or 2026-03-24T08:30.")
    }
  }

  func run() async throws {
    let answer: Control.PreviewAnswer = try await daemon.call(
      "Preview", Control.PreviewQuestion(about: about, at: at))
    let preview = answer.preview
    if daemon.json { return try printJSON(schema: "preview", ["preview": preview]) }
    guard !preview.messages.isEmpty else {
      return print(
        "Nothing goes out for \(preview.about) from \(moment(preview.from)) to \(moment(preview.through)).")
    }
    for (index, message) in preview.messages.enumerated() {
      if index > 0 { print("") }
      var head = Paragraph()
      head.add(
        "--- \(moment(message.at)) to \(message.name) (\(message.person)), by "
          + message.channels.joined(separator: ", "), hang: 4)
      for rung in message.rungs { head.add("    \(rung)") }
      if let held = message.held { head.add("    waits for a person to release it: \(held)", hang: 4) }
      if message.tried > 0 { head.add("    was tried before, and goes again as it was made then") }
      print(head.text)
      print("\n\(message.subject)\n\n\(message.text)", terminator: "")
    }
  }

  private func moment(_ text: String) -> String {
    String(text.prefix(16)).replacing("T", with: " ")
  }
}
