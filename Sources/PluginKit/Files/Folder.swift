import CLinux
import Glibc

/// A system call that failed.
struct SystemFault: Error {
  var doing: String
  var code: Int32

  init(_ doing: String, _ code: Int32 = errno) {
    self.doing = doing
    self.code = code
  }
}

/// A folder held open: whatever happens to its path, names are looked up in this very folder.
final class Folder {
  let descriptor: Int32
  let path: String

  /// - Throws: ``SystemFault`` with `ENOENT` when it is not there.
  init(_ path: String) throws(SystemFault) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFault("open the folder \(path)") }
  }

  deinit { close(descriptor) }

  /// Opens it, making its last part when that is missing.
  static func made(_ path: String, mode: mode_t) throws(SystemFault) -> Folder {
    if mkdir(path, mode) != 0 && errno != EEXIST { throw SystemFault("make the folder \(path)") }
    return try Folder(path)
  }

  func sync() throws(SystemFault) {
    guard fsync(descriptor) == 0 else { throw SystemFault("sync the folder \(path)") }
  }

  /// A new file with all its bytes on the disk; nothing of it is left when that fails.
  func create(_ name: String, _ bytes: [UInt8], mode: mode_t) throws(SystemFault) {
    let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemFault("make a file in \(path)") }
    defer { close(file) }
    do throws(SystemFault) {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          write(file, $0.baseAddress?.advanced(by: written), bytes.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw SystemFault("write a file in \(path)") }
        written += count
      }
      guard fchmod(file, mode) == 0 else { throw SystemFault("set the mode of a file in \(path)") }
      guard fsync(file) == 0 else { throw SystemFault("sync a file in \(path)") }
    } catch {
      remove(name)
      throw error
    }
  }

  /// The bytes of a regular file, at most `limit`; nil when there is no such name.
  ///
  /// - Throws: ``SystemFault`` for anything else of that name, such as a link.
  func contents(_ name: String, limit: Int) throws(SystemFault) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw SystemFault("open \(path)/\(name)")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SystemFault("read \(path)/\(name)", EINVAL)
    }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
      let more = bytes.withUnsafeMutableBytes {
        read(file, $0.baseAddress?.advanced(by: count), limit - count)
      }
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else { throw SystemFault("read \(path)/\(name)") }
      if more == 0 { break }
      count += more
    }
    return Array(bytes[..<count])
  }

  /// - Throws: ``SystemFault`` when it cannot be known.
  func has(_ name: String) throws(SystemFault) -> Bool {
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return true }
    guard errno == ENOENT else { throw SystemFault("look for \(path)/\(name)") }
    return false
  }

  /// False when it is still there.
  @discardableResult
  func remove(_ name: String) -> Bool { unlinkat(descriptor, name, 0) == 0 || errno == ENOENT }
}
