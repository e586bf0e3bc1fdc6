import Fixtures
import Foundation
import Testing

/// Completion in the shells people have, each run for real.
@Suite(.timeLimit(.minutes(5))) struct CompletionTests {
  @Test func `bash, fish and zsh complete what the daemon knows, and nothing where none answers`() throws {
    let bureau = try RunningBureau()
    let added = try bureau.ask(
      "item", "add", "ZG-2026-012", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
      "2026-08-31",
      "--title", "固定资产盘点", "--by", "organ-office")
    try #require(added.status == 0, "\(added.errors)")
    let scripts = try scripts()

    for (words, expected) in [
      (["orglifectl", "list", "branch-0"], "branch-03"), (["orglifectl", "rec"], "record"),
      (["orglifectl", "record", "add", "branch-01", "member-"], "member-assembly"),
      (["orglifectl", "waive", "member-assembly/branch-01/"], "member-assembly/branch-01/2026-Q1"),
      (["orglifectl", "item", "close", "ZG"], "ZG-2026-012"),
      (["orglifectl", "item", "add", "X-1", "--owner", "b03-acc"], "b03-accountant"),
      (["orglifectl", "item", "add", "X-1", "--by", "organ-o"], "organ-office"),
      (["orglifectl", "queue", "list", "hel"], "held"),
    ] {
      let line = words.joined(separator: " ")
      let bash = try complete(bash: words, scripts, bureau.environment)
      #expect(bash.contains(expected), "bash: \(line): \(bash)")
      let fish = try complete(fish: line, scripts, bureau.environment)
      #expect(
        fish.contains { $0.split(separator: "\t").first == Substring(expected) }, "fish: \(line): \(fish)")
    }
    let fish = try complete(fish: "orglifectl item close ZG", scripts, bureau.environment)
    #expect(fish == ["ZG-2026-012\t固定资产盘点"])
    let zsh = try complete(zsh: "orglifectl item close ZG", to: "ZG-2026-012", scripts, bureau.environment)
    #expect(zsh.contains("orglifectl item close ZG-2026-012"), "\(zsh)")

    let nowhere = ["ORGLIFE_CONTROL": "/nowhere/control"]
    #expect(try complete(bash: ["orglifectl", "list", "br"], scripts, nowhere).isEmpty)
    #expect(try complete(fish: "orglifectl list br", scripts, nowhere).isEmpty)
    let named = ["orglifectl", "list", "--socket", bureau.socket, "branch-0"]
    #expect(try complete(bash: named, scripts, nowhere).contains("branch-03"))
  }

  @Test
  func `channels, deliveries and all else that has a name or a number is completed where it is asked for`()
    throws
  {
    let folder = try Scratch()
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: folder.path + "/bureau")
    let settings = try folder.text("bureau/orglifed.yaml")
    // What is due in the quiet hours stays in the queue.
    try folder.write(settings.replacing("# quiet-hours:", with: "quiet-hours:"), to: "bureau/orglifed.yaml")
    try folder.write(
      """
      duties:
      - id: transfer-letter
        name: 开具组织关系介绍信
        kind: event-offset
        after: transfer-request
        within: 5wd
        applies-to: {kinds: [branch]}
        ladder: rectification
        strength: local
        source: 本单位要求
        advice: 请开具介绍信并登记

      """, to: "bureau/duties.d/transfer.yaml")
    let bureau = try RunningBureau(at: "2026-03-30T02:00", config: folder.path + "/bureau")
    for words in [
      [
        "item", "add", "ZG-2026-012", "--organisation", "branch-03", "--owner", "b03-accountant", "--due",
        "2026-04-03", "--title", "x",
      ],
      ["silence", "add", "duty=member-assembly", "--until", "2026-05-01T00:00", "--reason", "x"],
      ["absent", "b01-secretary", "--since", "2026-03-30", "--until", "2026-06-30", "--reason", "x"],
      [
        "course", "open", "FZ-2026-003", "--organisation", "branch-03", "--owner", "b03-organiser", "--title",
        "x", "--event", "transfer-request", "--date", "2026-03-27",
      ],
    ] {
      let told = try Program.shell(
        "orglifectl", words + ["--by", "organ-office"], environment: bureau.environment)
      try #require(told.status == 0, "\(told.errors)")
    }
    let queue = try bureau.ask("queue", "list", "--json").output
    let key = try #require(queue.firstMatch(of: #/"key" ?: ?"(rectification[^"]*)"/#)).output.1
    let silence = try #require(
      try bureau.ask("silence", "list").output.firstMatch(of: #/^[0-9]+/#)
    ).output
    let spell = try #require(try bureau.ask("people", "away").output.firstMatch(of: #/\n([0-9]+)/#)).output.1
    let scripts = try scripts()

    for (line, expected) in [
      ("channel probe ma", "mail"), ("channel describe dr", "drop"), ("channel restart lo", "log"),
      ("channel add ma", "mail"), ("channel add chat --plugin fi", "filedrop"),
      ("queue show rect", String(key)), ("queue drop rect", String(key)),
      ("queue list --beginning rect", String(key)), ("explain rect", String(key)),
      ("explain member-assembly/branch-01/", "member-assembly/branch-01/2026-Q1"),
      ("preview b01-sec", "b01-secretary"),
      ("preview member-assembly/branch-01/", "member-assembly/branch-01/2026-Q1"),
      ("silence expire ", String(silence)), ("people back ", String(spell)),
      ("delegate branch-01 b01-secretary b01-deputy --role dep", "deputy"), ("course step FZ", "FZ-2026-003"),
      ("clock accept --by organ-o", "organ-office"), ("silence add o", "organisation="),
      ("duty show member-a", "member-assembly"), ("calendar explain member-a", "member-assembly"),
    ] {
      let words =
        ["orglifectl"] + line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let bash = try complete(bash: words, scripts, bureau.environment)
      #expect(bash.contains(expected), "bash: \(line): \(bash)")
      let fish = try complete(fish: words.joined(separator: " "), scripts, bureau.environment)
      #expect(
        fish.contains { $0.split(separator: "\t").first == Substring(expected) }, "fish: \(line): \(fish)")
    }
    // A matcher is one word for fish and zsh, and three for bash, which completes the last.
    let parted = ["orglifectl", "silence", "add", "duty", "=", "member-a"]
    #expect(try complete(bash: parted, scripts, bureau.environment) == ["member-assembly"])
    let halves = key.split(separator: ":", maxSplits: 1).map(String.init)
    let option = ["orglifectl", "waive", "x", "--by", "=", "organ-o"]
    #expect(try complete(bash: option, scripts, bureau.environment) == ["organ-office"])
    let colon = ["orglifectl", "queue", "show", halves[0], ":", String(halves[1].dropLast())]
    #expect(try complete(bash: colon, scripts, bureau.environment) == [halves[1]])
    let matcher = "orglifectl silence add duty=member-a"
    #expect(
      try complete(fish: matcher, scripts, bureau.environment) == ["duty=member-assembly\t支部党员大会"])
    for (line, word) in [
      (matcher, "duty=member-assembly"), ("orglifectl channel probe ma", "mail"),
      ("orglifectl queue show \(key.dropLast())", String(key)),
    ] {
      let zsh = try complete(zsh: line, to: word, scripts, bureau.environment)
      #expect(zsh.contains(word), "\(line): \(zsh)")
    }
    for line in ["silence add x=", "silence add duty=zz", "channel probe zz"] {
      #expect(try complete(fish: "orglifectl \(line)", scripts, bureau.environment).isEmpty, "\(line)")
    }
  }

  @Test func `what needs no daemon is completed from the folder that the line names`() throws {
    let scripts = try scripts()
    let nowhere = ["ORGLIFE_CONTROL": "/nowhere/control"]
    let words = ["orglifectl", "duty", "show", "--config", Bureau.folder, "member-a"]
    #expect(try complete(bash: words, scripts, nowhere) == ["member-assembly"])
    let line = words.joined(separator: " ")
    #expect(try complete(fish: line, scripts, nowhere) == ["member-assembly\t支部党员大会"])
    let empty = ["orglifectl", "duty", "show", "--config", "/nowhere", "member-a"]
    #expect(try complete(bash: empty, scripts, nowhere).isEmpty)
  }

  private func scripts() throws -> Scratch {
    let scripts = try Scratch()
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.orglifectl("--generate-completion-script", shell)
      try #require(script.status == 0)
      try scripts.write(script.output, to: shell == "zsh" ? "_orglifectl" : shell)
    }
    return scripts
  }

  private func complete(bash words: [String], _ scripts: Scratch, _ environment: [String: String]) throws
    -> [String]
  {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    // Bash makes words of their own of these signs.
    let line = words.joined(separator: " ").replacing(#/ ([:=]) ?/#) { $0.output.1 }
    let result = try Program.shell(
      "bash",
      [
        "--norc", "-c",
        """
        source '\(scripts.path)/bash'
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
        function_name=$(complete -p orglifectl | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        "$function_name" orglifectl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """,
      ], environment: environment)
    #expect(result.errors.isEmpty)
    return result.output.split(separator: "\n").map(String.init)
  }

  private func complete(fish line: String, _ scripts: Scratch, _ environment: [String: String]) throws
    -> [String]
  {
    let result = try Program.shell(
      "fish", ["--no-config", "-i", "-c", "source \(scripts.path)/fish; complete -C '\(line)'"],
      environment: environment)
    #expect(result.errors.isEmpty)
    return result.output.split(separator: "\n").map(String.init)
  }

  /// What an interactive zsh shows after the completing key, up to the word that is waited for.
  private func complete(
    zsh line: String, to word: String, _ scripts: Scratch, _ environment: [String: String]
  ) throws
    -> String
  {
    let result = try Program.shell(
      "timeout",
      [
        "--signal=KILL", "60", "zsh", "-f", "-c",
        """
        zmodload zsh/zpty
        zpty shell "zsh -f -i"
        zpty -w shell "PS1=; fpath=('\(scripts.path)' \\$fpath); autoload -U compinit; compinit -u -D; COLUMNS=200; print READY-\\$((1+1))"
        zpty -r -m shell seen '*READY-2*'
        zpty -n -w shell $'\(line)\\t'
        zpty -r -m shell seen '*\(word)*'
        print -r -- "$seen"
        zpty -d shell
        """,
      ], environment: environment)
    return result.output
  }
}
