import ArgumentParser
import OrgLifeDaemon
import Testing

@testable import orglifectl

/// What the beginning of a name means.
@Suite(.timeLimit(.minutes(1))) struct NameTests {
  private static let names = [
    ("ZG-1", false), ("ZG-12", true), ("ZG-2", true), ("ZG-30", true), ("ZG-31", false),
  ]
  .map { Control.Name(name: $0.0, about: "", isCurrent: $0.1) }

  @Test(arguments: [
    ("ZG-1", NameMatch.asGiven, "it is whole, though closed"), ("ZG-12", .asGiven, "it is whole"),
    ("ZG-3", .taken("ZG-30"), "what is closed is not meant"),
    ("ZG-", .ambiguous(["ZG-12", "ZG-2", "ZG-30"]), ""),
    ("ZH", .asGiven, "the daemon says that there is none"), ("", .asGiven, "an empty name begins everything"),
  ])
  func `a beginning is completed where only one current name begins so`(
    given: String, match: NameMatch, why: Comment
  ) {
    #expect(NameMatch(given, among: Self.names) == match, why)
  }

  @Test func `a shell that shows what a name stands for gets it in its own form`() {
    let name = Control.Name(name: "b:1", about: "第一\n党支部", isCurrent: true)
    #expect(NameCompletion.word(name, for: .bash) == "b:1")
    #expect(NameCompletion.word(name, for: .fish) == "b:1\t第一 党支部")
    #expect(NameCompletion.word(name, for: .zsh) == "b\\:1:第一 党支部")
    let silent = Control.Name(name: "b:1", about: "", isCurrent: true)
    #expect(NameCompletion.word(silent, for: .fish) == "b:1")
    #expect(NameCompletion.word(silent, for: .zsh) == "b\\:1")
  }

  @Test func `a script that tells no place of the cursor has it at the end`() {
    let words = ["---completion", "list", "--", "positional@0", "2"]
    let line = ["orglifectl", "list", "br"]
    #expect(NameCompletion.mended(words + line) == words + ["2"] + line)
    #expect(NameCompletion.mended(words + ["1"] + line) == words + ["1"] + line)
    #expect(NameCompletion.mended(["list", "--", "1", "2", "x"]) == ["list", "--", "1", "2", "x"])
  }

  @Test(arguments: [
    (["orglifectl", "list", "--socket", "/a", "b"], "/a"), (["orglifectl", "--socket=/b", "list"], "/b"),

    (["orglifectl", "list", "--socket", ""], nil), (["orglifectl", "list"], nil),
  ])
  func `completion asks where the unfinished line says`(words: [String], socket: String?) {
    #expect(NameCompletion.socket(in: words) == socket)
  }
}
