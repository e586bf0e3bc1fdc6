import ArgumentParser
import Foundation

/// How this program ends, as its help says.
enum Exit {
  static let no = ExitCode(1)
  static let notRunning = ExitCode(3)
  static let noSuchThing = ExitCode(4)
  static let usage = ExitCode(64)
  static let cannotRead = ExitCode(66)
  static let cannotWrite = ExitCode(73)
  static let inUse = ExitCode(75)
  static let notPermitted = ExitCode(77)
  static let configuration = ExitCode(78)

  /// Why this program ends without having done what was asked, and the status to end with.
  static func saying(_ text: String, _ code: ExitCode) -> Failure {
    Failure(message: text, code: code)
  }

  /// The status as a word, for programs that read JSON.
  static func word(_ code: ExitCode) -> String {
    switch code {
    case notRunning: "notRunning"
    case noSuchThing: "noSuchThing"
    case usage: "usage"
    case cannotRead: "cannotRead"
    case cannotWrite: "cannotWrite"
    case inUse: "inUse"
    case notPermitted: "notPermitted"
    case configuration: "configuration"
    default: "no"
    }
  }
}

/// What was asked was not done. Thrown up to the program's end, which says it and leaves with its status.
struct Failure: Error {
  var message: String
  var code: ExitCode
  /// What may have been meant, where a beginning fits more than one name.
  var candidates: [String] = []
}
