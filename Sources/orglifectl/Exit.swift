import ArgumentParser
import Foundation
import OrgLifeDaemon
import Varlink

/// How this program ends, as its help says.
enum Exit {
  static let no = ExitCode(1)
  static let notRunning = ExitCode(3)
  static let noSuchThing = ExitCode(4)
  static let usage = ExitCode(64)
  static let cannotRead = ExitCode(66)
  static let cannotWrite = ExitCode(73)
  static let notPermitted = ExitCode(77)
  static let configuration = ExitCode(78)

  /// Says why on standard error, and gives the status to end with.
  static func saying(_ text: String, _ code: ExitCode) -> ExitCode {
    FileHandle.standardError.write(Data("orglifectl: \(text)\n".utf8))
    return code
  }
}

/// One JSON value on one line, keys sorted, so that the same answer is the same bytes.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
