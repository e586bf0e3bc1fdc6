import CLinux
import Glibc

/// A folder in which each delivery puts one file, whole and never twice, with the plugin's own state beside it.
///
/// A file is prepared in the state folder, then a marker says that it is whole, then it is renamed into the drop. A marker
/// whose prepared file is gone therefore means that the file reached the drop, even when a reader has taken it since.
public actor DropFolder {
  private nonisolated let executor = BlockingExecutor("filedrop")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: String
  private let statePath: String
  private let mode: mode_t

  /// - Parameters:
  ///   - path: made when only its last part is missing.
  ///   - state: the plugin's own, on the same file system; made likewise.
  ///   - mode: permissions of the files.
  public init(path: String, state: String, mode: UInt32) {
    self.path = path
    statePath = state
    self.mode = mode
  }

  private struct Folders {
    var drop: Folder
    var prepared: Folder
    var markers: Folder
  }

  /// Puts a file there, once: asked again with the same key it finds out what became of the earlier attempt.
  ///
  /// - Parameter name: one name, no path; another one for another key.
  public func deliver(_ bytes: [UInt8], name: String, key: String) -> Outcome {
    do throws(SystemFault) {
      return try place(bytes, name, Array(key.utf8), in: try open())
    } catch {
      return Self.outcome(error)
    }
  }

  /// Whether files can be made here and renamed into the drop; leaves nothing behind.
  ///
  /// - Throws: ``ChannelUnusable``.
  public func probe() throws {
    do throws(SystemFault) {
      let folders = try open()
      let name = ".probe-\(getpid())"
      folders.prepared.remove(name)
      try folders.prepared.create(name, [], mode: mode)
      defer { folders.prepared.remove(name) }
      var here = stat()
      var there = stat()
      guard fstat(folders.prepared.descriptor, &here) == 0, fstat(folders.drop.descriptor, &there) == 0 else {
        throw SystemFault("look at \(path)")
      }
      guard here.st_dev == there.st_dev else { throw SystemFault("rename into \(path)", EXDEV) }
      guard faccessat(folders.drop.descriptor, ".", W_OK | X_OK, 0) == 0 else {
        throw SystemFault("write into \(path)")
      }
    } catch {
      throw ChannelUnusable(Self.sentence(error))
    }
  }

  /// Removes markers of 90 days ago and more, at most a thousand at a time: the daemon repeats nothing so old.
  public func forgetOldMarkers() {
    guard let prepared = try? Folder("\(statePath)/prepared"),
      let markers = try? Folder("\(statePath)/markers"),
      let list = opendir(markers.path)
    else { return }
    defer { closedir(list) }
    var removed = 0
    while removed < 1000, let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard !name.hasPrefix("."), fstatat(markers.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
        time(nil) - status.st_mtim.tv_sec > 90 * 86400, (try? prepared.has(name)) == false
      else { continue }
      markers.remove(name)
      removed += 1
    }
  }

  private func open() throws(SystemFault) -> Folders {
    let drop = try Folder.made(path, mode: 0o750)
    _ = try Folder.made(statePath, mode: 0o700)
    return Folders(
      drop: drop, prepared: try Folder.made("\(statePath)/prepared", mode: 0o700),
      markers: try Folder.made("\(statePath)/markers", mode: 0o700))
  }

  private func place(
    _ bytes: [UInt8], _ name: String, _ key: [UInt8], in folders: Folders
  ) throws(SystemFault) -> Outcome {
    let marker = try folders.markers.contents(name, limit: 4096)
    let isMarked = marker == Array(key.prefix(4096))
    if let marker, !isMarked, !key.starts(with: marker) {
      return .deferred(
        reason: "\(name) stands for another delivery in \(statePath)/markers; move that marker away",
        kind: .configuration)
    }
    if isMarked {
      guard try folders.prepared.has(name) else {
        try folders.drop.sync()
        return .accepted(detail: "\(path)/\(name), by an earlier attempt")
      }
      return try rename(bytes, name, in: folders)
    }
    // Neither a torn marker nor a prepared file without a marker means anything.
    guard folders.markers.remove(name), folders.prepared.remove(name) else {
      throw SystemFault("clear what an earlier attempt left in \(statePath)")
    }
    try folders.prepared.create(name, bytes, mode: mode)
    CrashPoint.dropPrepared.pass()
    do throws(SystemFault) {
      try folders.prepared.sync()
      try folders.markers.create(name, Array(key.prefix(4096)), mode: 0o600)
      try folders.markers.sync()
      CrashPoint.dropMarked.pass()
    } catch {
      // Only a prepared file without a marker may go.
      if folders.markers.remove(name) { folders.prepared.remove(name) }
      throw error
    }
    return try rename(bytes, name, in: folders)
  }

  private func rename(_ bytes: [UInt8], _ name: String, in folders: Folders) throws(SystemFault) -> Outcome {
    var result = orglife_rename_new(folders.prepared.descriptor, name, folders.drop.descriptor, name)
    if result == -EINVAL || result == -ENOSYS {
      // A file system that cannot say "unless it exists".
      guard try !folders.drop.has(name) else { return try met(bytes, name, in: folders) }
      result =
        renameat(folders.prepared.descriptor, name, folders.drop.descriptor, name) == 0 ? 0 : -errno
    }
    if result == -EEXIST { return try met(bytes, name, in: folders) }
    guard result == 0 else { throw SystemFault("rename into \(path)", -result) }
    CrashPoint.dropRenamed.pass()
    try folders.drop.sync()
    try folders.prepared.sync()
    CrashPoint.dropSynced.pass()
    return .accepted(detail: "\(path)/\(name)")
  }

  /// The name is there already: ours when the state folder was lost and the bytes are the same, else somebody's.
  private func met(_ bytes: [UInt8], _ name: String, in folders: Folders) throws(SystemFault) -> Outcome {
    if (try? folders.drop.contents(name, limit: bytes.count + 1)) == bytes {
      folders.prepared.remove(name)
      return .accepted(detail: "\(path)/\(name), there already with the same bytes")
    }
    return .deferred(
      reason: "\(path)/\(name) is there already and not ours; move it away", kind: .configuration)
  }

  private static func outcome(_ fault: SystemFault) -> Outcome {
    let isTemporary = [EINTR, EAGAIN, EMFILE, ENFILE, ENOMEM].contains(fault.code)
    return .deferred(reason: sentence(fault), kind: isTemporary ? .temporary : .configuration)
  }

  private static func sentence(_ fault: SystemFault) -> String {
    let todo =
      switch fault.code {
      case ENOSPC, EDQUOT: "; free some space there"
      case EACCES, EPERM: "; let the channel's user write there"
      case ENOENT: "; make its parent folder"
      case EROFS: "; it is mounted read-only"
      case EXDEV: "; put `state` on the same file system as `folder`"
      case ELOOP, ENOTDIR: "; something else is in its place"
      default: ""
      }
    return "cannot \(fault.doing): \(String(cString: strerror(fault.code)))\(todo)"
  }
}
