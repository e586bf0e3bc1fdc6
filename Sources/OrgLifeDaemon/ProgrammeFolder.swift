import Foundation
import OrgLifeCore
import OrgLifeProgramme

/// A configuration that was refused, with every reason in it.
public struct ReloadRefused: Error, Sendable, CustomStringConvertible {
  public var diagnostics: [String]

  public var description: String { diagnostics.joined(separator: "\n") }
}

/// A programme with the files it was read from.
struct ReadProgramme: Sendable {
  var programme: Programme
  /// As the ledger keeps them.
  var sources: [UInt8]
  /// What is odd but no error.
  var notes: [String]

  init(folder: String) throws {
    let sources: ProgrammeSources
    do { sources = try ProgrammeSources(folder: folder) } catch {
      throw ReloadRefused(diagnostics: ["\(error)"])
    }
    try self.init(sources)
  }

  /// A programme of earlier times, from what the ledger kept.
  init(stored: [UInt8]) throws {
    try self.init(JSONDecoder().decode(ProgrammeSources.self, from: Data(stored)))
  }

  private init(_ sources: ProgrammeSources) throws {
    let reading = ProgrammeReader.read(sources).checkingTemplates()
    guard let programme = reading.programme else {
      throw ReloadRefused(diagnostics: reading.errors.map(\.description))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    self.programme = programme
    self.sources = Array(try encoder.encode(sources))
    notes = reading.diagnostics.map(\.description)
  }
}
