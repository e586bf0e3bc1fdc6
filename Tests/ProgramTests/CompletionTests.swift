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
    let scripts = try Scratch()
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.orglifectl("--generate-completion-script", shell)
      try #require(script.status == 0)
      try scripts.write(script.output, to: shell == "zsh" ? "_orglifectl" : shell)
    }

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

  private func complete(bash words: [String], _ scripts: Scratch, _ environment: [String: String]) throws
    -> [String]
  {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let result = try Program.shell(
      "bash",
      [
        "--norc", "-c",
        """
        source '\(scripts.path)/bash'
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
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
        zpty -w shell "PS1=; fpath=('\(scripts.path)' \\$fpath); autoload -U compinit; compinit -u -D; print READY-\\$((1+1))"
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
