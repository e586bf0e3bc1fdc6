import FoundationEssentials
import Glibc
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

// MARK: From a folder

extension ProgrammeSources {
  /// The folder itself cannot be read.
  public struct UnreadableFolder: Error, Hashable, CustomStringConvertible {
    public let folder: String
    public let reason: String

    public var description: String { "the configuration folder \(folder) cannot be read: \(reason)" }
  }

  /// Takes in the files that are known by name, and notes YAML and CSV files that are not.
  ///
  /// Hidden files are passed over, and so are `facts.yaml` and `facts-*.yaml`, which are for simulations.
  public init(folder: String) throws(UnreadableFolder) {
    self.init(files: [:])
    var status = stat()
    guard stat(folder, &status) == 0 else {
      throw UnreadableFolder(folder: folder, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw UnreadableFolder(folder: folder, reason: "it is not a folder")
    }
    do {
      try takeIn(folder, below: "", depth: 0)
    } catch {
      throw UnreadableFolder(folder: folder, reason: "\(error)")
    }
    unread.sort { $0.path < $1.path }
  }

  private mutating func takeIn(_ folder: String, below prefix: String, depth: Int) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    where !name.hasPrefix(".") {
      let path = prefix + name
      let location = folder + "/" + name
      var status = stat()
      if stat(location, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        if depth < 2 { try takeIn(location, below: path + "/", depth: depth + 1) }
      } else if ProgrammeSources.isKnown(path) {
        take(location, as: path)
      } else if ProgrammeSources.looksLikeConfiguration(path) {
        unread.append(Unread(path: path, reason: .unexpected))
      }
    }
  }

  private mutating func take(_ location: String, as path: String) {
    // O_NONBLOCK: a pipe of that name must not stop the daemon.
    let descriptor = open(location, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      unread.append(Unread(path: path, reason: .unreadable(String(cString: strerror(errno)))))
      return
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      unread.append(Unread(path: path, reason: .notAFile))
      return
    }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while content.count <= SourceText.largestFile {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        unread.append(Unread(path: path, reason: .unreadable(String(cString: strerror(errno)))))
        return
      }
      if count == 0 {
        files[path] = content
        return
      }
      content += piece[..<count]
    }
    unread.append(Unread(path: path, reason: .tooLarge))
  }

  private static let single = [
    SettingsReader.file, OrganisationReader.file, RosterReader.file, AppointmentReader.file,
  ]
  private static let folders = ["duties.d": "yaml", "ladders.d": "yaml", "calendars": "csv"]

  private static func isKnown(_ path: String) -> Bool {
    let words = path.split(separator: "/").map(String.init)
    guard words.count == 2 else { return single.contains(path) }
    guard let ending = folders[words[0]] else { return false }
    return words[1].hasSuffix("." + ending)
  }

  private static func looksLikeConfiguration(_ path: String) -> Bool {
    let name = path.lowercased()
    if name == "facts.yaml" || name.hasPrefix("facts-") && name.hasSuffix(".yaml") { return false }
    return [".yaml", ".yml", ".csv"].contains { name.hasSuffix($0) }
  }

  /// A hint for a file that is not read.
  static func expectedName(near path: String, _ findings: Findings) -> String? {
    let words = path.split(separator: "/").map(String.init)
    if path.hasSuffix(".yml") { return "call it \(path.dropLast(4)).yaml" }
    if words.count == 1 { return findings.suggestion(for: path, among: single) }
    return findings.suggestion(for: words[0], among: folders.keys.sorted())
  }
}

// MARK: In the ledger

extension ProgrammeSources: Codable {
  private enum CodingKeys: String, CodingKey {
    case files, unread
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    files = try container.decode([String: Data].self, forKey: .files).mapValues { Array($0) }
    unread = try container.decodeIfPresent([Unread].self, forKey: .unread) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(files.mapValues { Data($0) }, forKey: .files)
    try container.encode(unread, forKey: .unread)
  }
}
