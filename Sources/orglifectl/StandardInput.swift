import Foundation

/// What is given in place of a file or a key, by the word “-”.
enum StandardInput {
  /// All of it, up to its end.
  ///
  /// - Throws: ``Failure`` where it cannot be read: it is closed, or a folder.
  static func bytes() throws -> [UInt8] {
    do { return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data()) } catch {
      throw Exit.saying("standard input cannot be read", Exit.cannotRead)
    }
  }
}
