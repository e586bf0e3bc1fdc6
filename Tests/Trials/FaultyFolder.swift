import FaultyDisk
import Foundation

/// A folder in memory whose SQLite files fail when they are told to.
final class FaultyFolder: Sendable {
  enum Manner: Sendable { case full, write, read }

  let path: String

  init() throws {
    guard faulty_register() == 0 else { throw Failure(what: "SQLite took no other disk") }
    let memory = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    path = "\(memory)/orglife-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard faulty_set(path, FAULTY_NONE, 0) != 0 else { throw Failure(what: "there are too many disks") }
  }

  deinit {
    faulty_forget(path)
    try? FileManager.default.removeItem(atPath: path)
  }

  struct Failure: Error { var what: String }

  func fail(_ manner: Manner, afterOperations count: Int) {
    let faulty: faulty_manner =
      switch manner {
      case .full: FAULTY_FULL
      case .write: FAULTY_WRITE
      case .read: FAULTY_READ
      }
    _ = faulty_set(path, faulty, Int64(count))
  }

  func mend() { _ = faulty_set(path, FAULTY_NONE, 0) }

  /// What the trial itself reads is no step of the daemon, and never fails.
  func whileWell<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    faulty_pause(path, 1)
    defer { faulty_pause(path, 0) }
    return try body()
  }

  var hasFailed: Bool { faulty_failures(path) > 0 }
}
