import OrgLifeCore

/// The files that a programme is read from, by content: they can be stored and read again later.
public struct ProgrammeSources: Hashable, Sendable {
  /// A file in the folder that was not taken in.
  public struct Unread: Hashable, Codable, Sendable {
    public enum Reason: Hashable, Codable, Sendable {
      /// It looks like configuration, but not like a file that is read.
      case unexpected
      case tooLarge
      case notAFile
      case unreadable(String)
    }

    public var path: String
    public var reason: Reason

    public init(path: String, reason: Reason) {
      self.path = path
      self.reason = reason
    }
  }

  /// By the path inside the folder.
  public var files: [String: [UInt8]]
  public var unread: [Unread]

  public init(files: [String: [UInt8]], unread: [Unread] = []) {
    self.files = files
    self.unread = unread
  }

  public var paths: [String] { files.keys.sorted() }

  /// The paths in one folder, sorted.
  func files(in folder: String) -> [String] { paths.filter { $0.hasPrefix(folder + "/") } }

  /// The SHA-256 of all paths and contents: the same for the same content, whatever the folder.
  public var revision: String {
    var all: [UInt8] = []
    for path in paths {
      let content = files[path] ?? []
      all += Array("\(path)\n\(Digest(of: content))\n".utf8)
    }
    return Digest(of: all).description
  }
}
