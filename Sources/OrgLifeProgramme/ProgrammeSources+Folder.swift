import Glibc

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
    guard let names = ProgrammeSources.names(in: folder) else {
      throw UnreadableFolder(folder: folder, reason: String(cString: strerror(errno)))
    }
    takeIn(names, of: folder, below: "", depth: 0)
    unread.sort { $0.path < $1.path }
    self = withCatalogue()
  }

  private mutating func takeIn(_ names: [String], of folder: String, below prefix: String, depth: Int) {
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = prefix + name
      let location = folder + "/" + name
      var status = stat()
      if stat(location, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        if ProgrammeSources.isKnown(path) {
          unread.append(Unread(path: path, reason: .notAFile))
        } else if depth < 2 {
          if let names = ProgrammeSources.names(in: location) {
            takeIn(names, of: location, below: path + "/", depth: depth + 1)
          } else if ProgrammeSources.folders[path] != nil {
            unread.append(Unread(path: path, reason: .unreadable(String(cString: strerror(errno)))))
          }
        }
      } else if ProgrammeSources.isKnown(path) {
        take(location, as: path)
      } else if ProgrammeSources.looksLikeConfiguration(path) {
        unread.append(Unread(path: path, reason: .unexpected))
      }
    }
  }

  /// nil where the folder cannot be listed; `errno` tells why.
  private static func names(in folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
        })
    }
    return names
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
  private static let folders = [
    "duties.d": "yaml", "ladders.d": "yaml", "calendars": "csv", "templates": "mustache",
  ]

  private static func isKnown(_ path: String) -> Bool {
    let words = path.split(separator: "/").map(String.init)
    guard words.count == 2 else { return single.contains(path) }
    guard let ending = folders[words[0]] else { return false }
    return words[1].hasSuffix("." + ending)
  }

  private static func looksLikeConfiguration(_ path: String) -> Bool {
    let name = path.lowercased()
    if name == "facts.yaml" || name.hasPrefix("facts-") && name.hasSuffix(".yaml") { return false }
    return [".yaml", ".yml", ".csv", ".mustache"].contains { name.hasSuffix($0) }
  }

  /// A hint for a file that is not read.
  static func expectedName(near path: String, _ findings: Findings) -> String? {
    let words = path.split(separator: "/").map(String.init)
    if path.hasSuffix(".yml") { return "call it \(path.dropLast(4)).yaml" }
    if words.count == 1 { return findings.suggestion(for: path, among: single) }
    return findings.suggestion(for: words[0], among: folders.keys.sorted())
  }
}
