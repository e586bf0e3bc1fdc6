import Foundation
import Testing

/// A program of this build, run as people run it.
enum Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  static func path(_ name: String) throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    for candidate in [own] + CommandLine.arguments where candidate.hasPrefix("/") {
      var folder = URL(fileURLWithPath: candidate).deletingLastPathComponent()
      while folder.path != "/" {
        let path = folder.appendingPathComponent(name).path
        if access(path, X_OK) == 0, !isFolder(path) { return path }
        folder.deleteLastPathComponent()
      }
    }
    throw Missing(name: name)
  }

  struct Missing: Error {
    var name: String
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  static func start(
    _ name: String, _ arguments: [String], input: Any? = nil, output: Any? = nil, errors: Any? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path(name))
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "80", "LC_ALL": "C.UTF-8"]
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Runs a program of the system to its end, in the checkout, with the programs of this build on its path.
  static func shell(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
  ) throws -> Result {
    let folder = try Scratch()
    let built = URL(fileURLWithPath: try path("orglifectl")).deletingLastPathComponent().path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.currentDirectoryURL = root
    process.environment = [
      "PATH": "\(built):/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8", "TERM": "xterm",
    ].merging(environment) { _, last in last }
    process.standardInput = FileHandle.nullDevice
    if let input {
      try folder.write(input, to: "in")
      process.standardInput = FileHandle(forReadingAtPath: folder.path + "/in")
    }
    process.standardOutput = try folder.handle("out")
    process.standardError = try folder.handle("err")
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
  }

  /// Runs `orglifectl` to its end. Both outputs go to files, so that neither can fill a pipe.
  static func orglifectl(_ arguments: String...) throws -> Result { try orglifectl(arguments) }

  static func orglifectl(_ arguments: [String]) throws -> Result {
    let folder = try Scratch()
    let process = try start(
      "orglifectl", arguments, output: try folder.handle("out"), errors: try folder.handle("err"))
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
  }
}

/// A folder that is gone when the test is.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("orglife-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func handle(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }
}
