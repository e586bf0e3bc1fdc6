import Foundation
import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme
import PluginKit
import Varlink

/// A person's right to be forgotten.
extension Daemon {
  func erase(_ question: Control.EraseQuestion, for peer: Peer) async throws -> Control.EraseAnswer {
    let programme = desk.snapshot.programme
    let caller = Caller(peer: peer, programme: programme)
    guard caller.isAdministrator else {
      throw Refusal.notPermitted("only root and the daemon's own user may erase a person")
    }
    let author = try caller.author(by: question.by)
    guard let person = Person.ID(question.person) else { throw VarlinkFault.invalidParameter("person") }
    guard !question.reason.allSatisfy(\.isWhitespace) else {
      throw Refusal.refused("erasing needs a reason: it is kept, and all else about it is not")
    }
    guard programme.people[person] == nil else {
      throw Refusal.refused(
        "\(person) stands in the roster in force; take them out of people.csv and appointments.csv, run "
          + "“orglifectl reload”, and erase then")
    }
    let editions = try ledger.everyJoined().map(Self.sources)
    let subject = Self.subject(person, in: editions.compactMap { $0 })
    guard !subject.isNamed(in: question.reason), !Self.words(of: question.reason).contains(person.text) else {
      throw Refusal.refused("the reason names them, and it is kept for good; say it without the name")
    }
    var left = left(of: subject)
    let answer = try ledger.erase(
      subject, author: author, reason: question.reason, at: clock.now, isRehearsal: !question.confirmed
    ) { stored, mark in try Self.rewritten(stored, without: subject, mark) }
    switch answer {
    case .underWay(let keys): throw Refusal.refused(Self.underWay(keys, person))
    case .unknown:
      // Asked again, memory and files are cleared once more: an earlier time may have ended before that.
      if question.confirmed {
        try desk.use { try $0.learnAnew() }
        left += clear()
      }
      return Control.EraseAnswer(
        erased: false, rows: Erasure.Rows(), soughtFor: subject.words, left: left)
    case .erased(let erasure):
      if question.confirmed {
        CrashPoint.erased.pass()
        try desk.use { try $0.learnAnew() }
        left += clear()
        LogEntry.erased(rows: erasure.rows.total, mark: erasure.mark, author: author).send()
      }
      return Control.EraseAnswer(
        erased: question.confirmed, mark: erasure.mark.text, rows: erasure.rows, soughtFor: subject.words,
        left: left)
    }
  }

  /// Overwrites what was deleted. That may fail when all is erased already, and may be asked again.
  ///
  /// - Returns: what keeps it from that.
  private func clear() -> [String] {
    do {
      guard try !ledger.scrub() else { return [] }
      return [
        "what was deleted is in the ledger's log still, as another program reads it: end that program, and ask again"
      ]
    } catch {
      return [
        "what was deleted is in the ledger's files still: \(Ledger.sentence(for: error)); then ask again"
      ]
    }
  }

  /// Words as ids are written.
  private static func words(of text: String) -> Set<String> {
    let own: Set<Character> = ["-", ".", "_"]
    return Set(
      text.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || own.contains($0)) }.map(String.init))
  }

  private static func underWay(_ keys: [String], _ person: Person.ID) -> String {
    let shown = keys.prefix(10).map { "\n  \($0)" }.joined()
    let more = keys.count > 10 ? "\n  and more" : ""
    return
      "these deliveries are to \(person), or were tried with bytes that may name them, and are under way; wait until "
      + "they are settled, or end them with “orglifectl queue drop” or “expire”:\(shown)\(more)"
  }

  private static func sources(_ stored: [UInt8]) -> ProgrammeSources? {
    try? JSONDecoder().decode(ProgrammeSources.self, from: Data(stored))
  }

  private static func subject(_ person: Person.ID, in editions: [ProgrammeSources]) -> ErasureSubject {
    let traits = editions.compactMap { $0.traits(of: person) }
    return ErasureSubject(
      person: person, logins: Set(traits.compactMap(\.login)).subtracting(["root"]),
      words: traits.reduce(into: []) { $0.formUnion($1.words) })
  }

  private static func rewritten(
    _ stored: [UInt8], without subject: ErasureSubject, _ mark: Person.ID
  ) throws -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // What no version can read any more can tell nothing but names.
    guard let sources = sources(stored) else {
      return Array(try encoder.encode(ProgrammeSources(files: [:])))
    }
    return try sources.erasing(
      subject.person, as: mark, words: subject.words, markedBy: ErasureSubject.mark
    ).map { Array(try encoder.encode($0)) }
  }

  /// Where something of the person may be that is not in the ledger's rows.
  private func left(of subject: ErasureSubject) -> [String] {
    var left: [String] = []
    if let sources = (try? ledger.lastJoined()).flatMap({ $0 }).flatMap({ Self.sources($0.sources) }) {
      for path in sources.paths(holding: subject.words) {
        left.append("\(path) of the configuration in force has one of these names: change it, and reload")
      }
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: installation.state)) ?? []
    for name in names.sorted() where name.hasPrefix("ledger-before-restore-") {
      left.append("\(installation.state)/\(name) is an earlier ledger: delete it when it is not needed")
    }
    left.append(
      "backups of the ledger, the journal, the mailboxes and folders that messages went to, and what the disk keeps of "
        + "overwritten blocks are out of reach")
    return left
  }
}
