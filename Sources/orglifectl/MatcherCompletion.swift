import ArgumentParser
import OrgLifeDaemon

extension CompletionKind {
  /// The matchers of a silence: `duty=`, `organisation=`, `under=`, `obligation=`, then what there is of each.
  static var matchers: CompletionKind {
    .custom { line, _, typed in
      await MatcherCompletion.words(
        typed: NameCompletion.bare(typed), commandLine: line, for: CompletionShell.requesting)
    }
  }
}

enum MatcherCompletion {
  private static let matchers: [(sign: String, kind: Control.NameKind)] = [
    ("duty=", .duty), ("organisation=", .organisation), ("under=", .organisation),
    ("obligation=", .obligation),
  ]

  /// What may stand where a matcher is being typed.
  static func words(typed: String, commandLine: [String], for shell: CompletionShell?) async -> [String] {
    let begun = matchers.filter { typed.hasPrefix($0.sign) }
    let fitting = begun.isEmpty ? matchers.filter { $0.sign.hasPrefix(typed) } : begun
    // A shell but fish sets a space behind the only candidate, and a matcher does not end with its sign.
    guard fitting.count == 1, !begun.isEmpty || shell != .fish else { return fitting.map(\.sign) }
    // Bash would quote the sign.
    if begun.isEmpty, shell == .bash { return [] }
    let (sign, kind) = fitting[0]
    let names = await NameCompletion.named(
      [kind], prefix: String(typed.dropFirst(sign.count)), commandLine: commandLine)
    return names.map { name in
      NameCompletion.word(
        Control.Name(name: sign + name.name, about: name.about, isCurrent: name.isCurrent), for: shell)
    }
  }
}
