import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import Varlink

extension CompletionKind {
  /// Names that the running daemon knows. Without one, and with one that does not answer in half a second,
  /// nothing is offered and nothing is said.
  static func names(_ kinds: Control.NameKind...) -> CompletionKind {
    .custom { line, _, typed in
      let typed = NameCompletion.bare(typed)
      let names = await NameCompletion.named(kinds, prefix: typed, commandLine: line)
      return names.map { NameCompletion.word($0, for: CompletionShell.requesting) }
    }
  }

  /// Names for a verb that needs no daemon: of the folder that `--config` names; without it of the running
  /// daemon, and where none answers, of `/etc/orglifed`. What has errors offers nothing.
  static func configured(_ kind: Control.NameKind) -> CompletionKind {
    .custom { line, _, typed in
      let typed = NameCompletion.bare(typed)
      let folder = NameCompletion.value(of: "--config", in: line)
      var names: [Control.Name] = []
      if folder == nil {
        names = await NameCompletion.named([kind], prefix: typed, commandLine: line)
      }
      if names.isEmpty, let programme = try? Programme.read(folder: folder ?? "/etc/orglifed") {
        names = (programme.names(kind) ?? []).filter { $0.name.hasPrefix(typed) }
          .sorted { $0.name < $1.name }
      }
      return names.map { NameCompletion.word($0, for: CompletionShell.requesting) }
    }
  }
}

enum NameCompletion {
  static let deadlineSeconds = 0.5

  /// What there is now of these kinds and begins so, one kind after the other.
  static func named(_ kinds: [Control.NameKind], prefix: String, commandLine: [String]) async
    -> [Control.Name]
  {
    let options = DaemonOptions(socket: socket(in: commandLine))
    var names: [Control.Name] = []
    for kind in kinds {
      // Connecting and asking may take as long as each other.
      let share = deadlineSeconds / Double(2 * kinds.count)
      let some = try? await options.names(kind, prefix: prefix, deadlineSeconds: share)
      names += (some ?? []).filter(\.isCurrent)
    }
    return names
  }

  /// A word without the quotes around it.
  static func bare(_ typed: String) -> String {
    typed.trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
  }

  /// A shell that shows descriptions gets one, in its own form.
  static func word(_ name: Control.Name, for shell: CompletionShell?) -> String {
    let about = name.about.replacing(#/[\s]+/#, with: " ")
    switch shell {
    case .fish?: return about.isEmpty ? name.name : "\(name.name)\t\(about)"
    case .zsh?:
      let word = name.name.replacing(":", with: "\\:")
      return about.isEmpty ? word : "\(word):\(about)"
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
  static func socket(in words: [String]) -> String? { value(of: "--socket", in: words) }

  static func value(of option: String, in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word.hasPrefix("\(option)=") { return String(word.dropFirst(option.count + 1)) }
      if word == option, index + 1 < words.count, !words[index + 1].isEmpty { return words[index + 1] }
    }
    return nil
  }
}
