import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import Varlink

/// Where the daemon is, and who speaks.
struct DaemonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The daemon's control socket [$ORGLIFE_CONTROL, or /run/orglifed/control].", valueName: "path"),
    completion: .file())
  var socket: String?

  @Flag(help: "Print JSON.")
  var json = false

  init() {}

  init(socket: String?) {
    self.socket = socket
    json = false
  }

  /// Where the daemon is asked.
  var path: String {
    socket ?? ProcessInfo.processInfo.environment["ORGLIFE_CONTROL"] ?? "/run/orglifed/control"
  }

  /// Calls one method of the daemon, and turns its errors into sentences and exit statuses.
  func call<Answer: Decodable & Sendable>(
    _ method: String, _ parameters: some Encodable & Sendable = NoParameters(),
    returning: Answer.Type = Answer.self
  ) async throws -> Answer {
    do throws(VarlinkError) {
      return try await ask(method, parameters, deadlineSeconds: 120)
    } catch {
      throw failure(for: error)
    }
  }

  /// What there is whose name begins so.
  func names(_ kind: Control.NameKind, prefix: String, deadlineSeconds: Double) async throws(VarlinkError)
    -> [Control.Name]
  {
    let answer: Control.NamesAnswer = try await ask(
      "ListNames", Control.NamesQuestion(kind: kind, prefix: prefix), deadlineSeconds: deadlineSeconds)
    return answer.names
  }

  private func ask<Answer: Decodable & Sendable>(
    _ method: String, _ parameters: some Encodable & Sendable, deadlineSeconds: Double
  ) async throws(VarlinkError) -> Answer {
    let client = try await VarlinkClient.connect(to: path, timeoutSeconds: min(10, deadlineSeconds))
    defer { client.close() }
    return try await client.call(
      "\(Control.interface).\(method)", parameters: parameters, returning: Answer.self,
      deadlineSeconds: deadlineSeconds)
  }

  func failure(for error: VarlinkError) -> Failure {
    let path = path
    switch error {
    case .cannotConnect(_, let reason)
    where access(path, F_OK) == 0 && access(path, W_OK) != 0 && errno == EACCES:
      return Exit.saying(
        "you may not talk to the daemon (\(path): \(reason)); ask the administrator to add your login to the "
          + "group of that socket", Exit.notPermitted)
    case .cannotConnect(_, let reason):
      return Exit.saying(
        "no daemon answers at \(path) (\(reason)); is it running? Try “systemctl status orglifed”, or name its "
          + "socket with --socket", Exit.notRunning)
    case .fault(let fault):
      let reason = fault.parameters["reason"]?.string ?? "\(fault)"
      switch fault.name {
      case "\(Control.interface).NoSuchThing": return Exit.saying(reason, Exit.noSuchThing)
      case "\(Control.interface).NotPermitted": return Exit.saying(reason, Exit.notPermitted)
      case "\(Control.interface).ReloadRefused":
        return Exit.saying(
          "the new configuration was refused; the one before stays in force\n\(diagnostics(of: fault))",
          Exit.configuration)
      case "org.varlink.service.InvalidParameter":
        let name = fault.parameters["parameter"]?.string ?? "?"
        return Exit.saying("the daemon cannot read “\(name)”; see --help for how it is written", Exit.usage)
      default: return Exit.saying(reason, Exit.no)
      }
    default: return Exit.saying("the daemon did not answer: \(error)", Exit.no)
    }
  }

  private func diagnostics(of fault: VarlinkFault) -> String {
    guard case .array(let texts)? = fault.parameters["diagnostics"] else { return "" }
    return texts.compactMap(\.string).joined(separator: "\n")
  }
}

/// Who says so.
struct AuthorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The person of the roster who says so [whose login you are]. Only root may speak for another.",
      valueName: "person"), completion: .names(.person))
  var by: String?
}

extension DaemonOptions {
  /// Tells the daemon something, and prints whether it was news.
  func tell(_ method: String, _ statement: Control.Statement, done: String) async throws {
    var statement = statement
    if let by = statement.by { statement.by = try await whole(by, .person) }
    let taken: Control.Taken = try await call(method, statement)
    if json {
      try printJSON(schema: "taken", ["taken": taken])
    } else {
      let word = taken.note == nil ? done : "noted"
      print(taken.isNew ? "\(word): \(taken.key)" : "known already, nothing changed: \(taken.key)")
      if let note = taken.note { print(note) }
      guard let judgement = taken.judgement, judgement != "counts" else { return }
      let reasons = (taken.reasons ?? []).map(\.english).joined(separator: "; ")
      print(wrapped("it does not count yet, \(judgement): \(reasons)", to: outputWidth, indent: 2))
      if judgement == "awaiting confirmation" {
        print(
          wrapped(
            "somebody else confirms it: orglifectl record confirm \(taken.key) --reason …", to: outputWidth,
            indent: 2))
      }
    }
  }
}
