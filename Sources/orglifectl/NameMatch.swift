import OrgLifeCore
import OrgLifeDaemon
import Varlink

/// What a name means that may be only the beginning of one.
enum NameMatch: Equatable {
  /// It is whole, or nothing begins so and the daemon may say what is wrong with it.
  case asGiven
  /// The only current name that begins so.
  case taken(String)
  case ambiguous([String])

  init(_ given: String, among names: [Control.Name]) {
    guard !given.isEmpty, !names.contains(where: { $0.name == given }) else {
      self = .asGiven
      return
    }
    let current = Set(names.filter { $0.isCurrent && $0.name.hasPrefix(given) }.map(\.name)).sorted()
    switch current.count {
    case 0: self = .asGiven
    case 1: self = .taken(current[0])
    default: self = .ambiguous(current)
    }
  }
}

extension DaemonOptions {
  /// The name that was meant: completed, and said to be, where its beginning was typed.
  ///
  /// - Throws: ``Failure`` with the first ten candidates where more than one begins so.
  func whole(_ given: String, _ kind: Control.NameKind) async throws -> String {
    let names: [Control.Name]
    do throws(VarlinkError) {
      names = try await self.names(kind, prefix: given, deadlineSeconds: 30)
    } catch {
      // A daemon of an earlier version knows no names; then what was typed must be whole.
      if case .fault(let fault) = error, fault.name.hasPrefix("org.varlink.service.MethodNot") {
        return given
      }
      throw failure(for: error)
    }
    switch NameMatch(given, among: names) {
    case .asGiven: return given
    case .taken(let name):
      StandardError.ofThisProcess.note("\(given) is taken as \(name)")
      return name
    case .ambiguous(let candidates):
      let more = candidates.count > 10 ? "; the first 10 of \(candidates.count)" : ""
      throw Failure(
        message: "\(given) may mean more than one \(kind.rawValue)\(more):", code: Exit.noSuchThing,
        candidates: Array(candidates.prefix(10)))
    }
  }

  func whole<Noun>(_ given: Identifier<Noun>, _ kind: Control.NameKind) async throws -> Identifier<Noun> {
    Identifier(try await whole(given.text, kind)) ?? given
  }
}
