import Glibc
import OrgLifeCore
import OrgLifeProgramme

/// The folder into which an office system or a person drops files of records, and the folders below it: `done` and `refused`
/// for what was taken and what was not, `.taking` for what is being looked at.
///
/// A file is moved into `.taking` before it is read, so that what is dropped under the same name meanwhile is another file.
/// Only the daemon writes to the three.
struct InboxFolder {
  let path: String
  private let inbox: Descriptor
  private let taking: Descriptor
  private let done: Descriptor
  private let refused: Descriptor

  struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
  }

  /// Opens the folder, and makes it and those below where they are missing; its parent has to be there.
  init(path: String) throws(Failure) {
    self.path = path
    if mkdir(path, 0o770) != 0, errno != EEXIST { throw Failure("cannot make \(path)") }
    inbox = try Descriptor(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path)
    taking = try InboxFolder.below(inbox, ".taking", path)
    done = try InboxFolder.below(inbox, "done", path)
    refused = try InboxFolder.below(inbox, "refused", path)
  }

  private static func below(_ folder: Descriptor, _ name: String, _ path: String) throws(Failure)
    -> Descriptor
  {
    if mkdirat(folder.number, name, 0o750) != 0, errno != EEXIST {
      throw Failure("cannot make \(path)/\(name)")
    }
    // Whoever may write to the inbox could have put a link there.
    return try Descriptor(
      openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), "\(path)/\(name)")
  }

  /// A descriptor that is closed when nobody has it any more.
  private final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32, _ path: String) throws(Failure) {
      guard number >= 0 else { throw Failure("cannot open \(path)") }
      self.number = number
    }

    deinit { close(number) }
  }

  // MARK: What lies there

  /// Names that may be those of dropped files: no hidden ones, and none that programs give to what is not whole yet.
  static func isMeant(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.hasPrefix("~") && !name.hasSuffix("~")
      && !["done", "refused"].contains(name)
      && ![".tmp", ".part", ".partial", ".crdownload", ".swp"].contains(where: name.lowercased().hasSuffix)
  }

  /// What was dropped, by name.
  func names() -> [String] { InboxFolder.names(in: inbox.number).filter(InboxFolder.isMeant) }

  /// What was being looked at when the daemon ended.
  func left() -> [String] { InboxFolder.names(in: taking.number) }

  private static func names(in folder: Int32) -> [String] {
    let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let list = fdopendir(copy) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// How long ago a file was last written to; nil where nothing of that name is to be taken: it is gone, a folder, or empty.
  func secondsSinceWritten(_ name: String, at now: Double) -> Double? {
    var found = stat()
    guard fstatat(inbox.number, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    switch found.st_mode & S_IFMT {
    case S_IFDIR: return nil
    case S_IFREG where found.st_size == 0: return nil
    default: return now - (Double(found.st_mtim.tv_sec) + Double(found.st_mtim.tv_nsec) / 1e9)
    }
  }

  // MARK: Taking

  /// Moves a dropped file to where it is looked at.
  ///
  /// - Returns: its name there; nil where it is gone.
  func take(_ name: String) throws(Failure) -> String? {
    let free = InboxFolder.free(name, in: taking.number)
    guard renameat(inbox.number, name, taking.number, free) == 0 else {
      if errno == ENOENT { return nil }
      throw Failure("cannot move \(path)/\(name)")
    }
    return free
  }

  /// The bytes of a file that is being looked at. A link, a pipe, a device or a file that is too large is not read.
  func read(_ name: String) throws(RecordFault) -> [UInt8] {
    let file = openat(taking.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      // Of a socket or a device without a driver the same is to be said as of a pipe.
      if [ELOOP, ENXIO, ENODEV].contains(errno) { throw InboxFolder.notAFile }
      let reason = String(cString: strerror(errno))
      throw RecordFault(Words(chinese: "文件读不出来：\(reason)", english: "the file cannot be read: \(reason)"))
    }
    defer { close(file) }
    var found = stat()
    guard fstat(file, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { throw InboxFolder.notAFile }
    guard found.st_nlink == 1 else {
      throw RecordFault(
        Words(
          chinese: "文件还有别的硬链接，请放入一份单独的副本", english: "the file has another hard link; drop a copy of its own"))
    }
    guard found.st_size <= RecordFile.largest else {
      throw RecordFault(
        Words(
          chinese: "文件有\(found.st_size)字节，最多收4 MiB",
          english: "the file has \(found.st_size) bytes; at most 4 MiB are taken"))
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= RecordFile.largest {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let reason = String(cString: strerror(errno))
        throw RecordFault(Words(chinese: "文件读不出来：\(reason)", english: "the file cannot be read: \(reason)"))
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static let notAFile = RecordFault(
    Words(chinese: "只收普通文件，不收链接、管道或设备", english: "only regular files are taken, no links, pipes or devices"))

  /// Moves a file that was looked at to where it stays.
  ///
  /// - Parameter reasons: why some of it was not taken, as lines; nil where all of it was.
  func settle(_ name: String, reasons: String?) throws(Failure) {
    let (target, folder) = reasons == nil ? (done, "done") : (refused, "refused")
    let free = InboxFolder.free(name, in: target.number)
    // The reasons first: a file without them would leave its owner in the dark.
    if let reasons { try write(reasons, as: free + InboxFolder.reasonsSuffix) }
    guard renameat(taking.number, name, target.number, free) == 0 || errno == ENOENT else {
      throw Failure("cannot move \(name) to \(path)/\(folder)")
    }
    _ = fsync(target.number)
  }

  private static let reasonsSuffix = ".reasons.txt"

  private func write(_ text: String, as name: String) throws(Failure) {
    let new = ".new"
    _ = unlinkat(refused.number, new, 0)
    let file = openat(refused.number, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw Failure("cannot write \(path)/refused/\(name)") }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("cannot write \(path)/refused/\(name)") }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0, renameat(refused.number, new, refused.number, name) == 0 else {
      throw Failure("cannot write \(path)/refused/\(name)")
    }
  }

  /// The name, or where it is there already the name with a number: `a~2.csv`. Room is left for ``reasonsSuffix``.
  private static func free(_ name: String, in folder: Int32) -> String {
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    let ending = name[dot...].utf8.count <= 16 ? String(name[dot...]) : ""
    var stem = String(ending.isEmpty ? name[...] : name[..<dot])
    while stem.utf8.count + ending.utf8.count > 220 { stem.removeLast() }
    var found = stat()
    var candidate = stem + ending
    var number = 1
    while fstatat(folder, candidate, &found, AT_SYMLINK_NOFOLLOW) == 0 {
      number += 1
      candidate = "\(stem)~\(number)\(ending)"
    }
    return candidate
  }
}
