import ArgumentParser
import Foundation
import OrgLifeDaemon
import Varlink

extension CompletionKind {
  /// Names that the running daemon knows. Without one, and with one that does not answer in half a second,
  /// nothing is offered and nothing is said.
  static func names(_ kind: Control.NameKind) -> CompletionKind {
    .custom { words, _, typed in
      await NameCompletion.words(kind, typed: typed, commandLine: words)
    }
  }
}

enum NameCompletion {
  static let deadlineSeconds = 0.5

  static func words(_ kind: Control.NameKind, typed: String, commandLine: [String]) async -> [String] {
    let options = DaemonOptions(socket: socket(in: commandLine))
    let prefix = typed.trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
    let names = try? await options.names(kind, prefix: prefix, deadlineSeconds: deadlineSeconds / 2)
    return (names ?? []).filter(\.isCurrent).map { word($0, for: CompletionShell.requesting) }
  }

  /// A shell that shows descriptions gets one, in its own form.
  static func word(_ name: Control.Name, for shell: CompletionShell?) -> String {
    let about = name.about.replacing(#/[\s]+/#, with: " ")
    guard !about.isEmpty else { return name.name }
    switch shell {
    case .fish?: return "\(name.name)\t\(about)"
    case .zsh?: return "\(name.name.replacing(":", with: "\\:")):\(about)"
    default: return name.name
    }
  }

  /// The request of a completion script, with the place of the cursor where it is missing: fish 3 tells none
  /// when it completes a line that is not the one being typed (`complete -C`), as its add-ons do.
  static func mended(_ arguments: [String]) -> [String] {
    guard arguments.first == "---completion", let dashes = arguments.firstIndex(of: "--"),
      dashes + 3 < arguments.count, Int(arguments[dashes + 2]) != nil, Int(arguments[dashes + 3]) == nil
    else { return arguments }
    var mended = arguments
    mended.insert("\(arguments[arguments.count - 1].count)", at: dashes + 3)
    return mended
  }

  /// What `--socket` names on a command line that is not finished.
  static func socket(in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word.hasPrefix("--socket=") { return String(word.dropFirst("--socket=".count)) }
      if word == "--socket", index + 1 < words.count, !words[index + 1].isEmpty { return words[index + 1] }
    }
    return nil
  }
}
