import Foundation

/// A file that only takes up room. When the disk is full it is given up, so that the receipts of what was sent
/// already can still be written, and the news that the disk is full.
struct Ballast: Sendable {
  let path: String
  var bytes: Int

  /// So many bytes have to be free before it is made: it is no use where the rest of the disk is full again at once.
  var wantedRoom: Int { 4 * bytes }

  /// Makes the file where it is missing and there is room for it several times over, and cuts off what is too much of it.
  /// Asked again it does nothing.
  ///
  /// - Returns: whether it is there.
  @discardableResult
  func keep() -> Bool {
    guard bytes > 0 else { return false }
    var status = stat()
    if stat(path, &status) == 0, Int(status.st_size) >= bytes {
      return Int(status.st_size) == bytes || truncate(path, off_t(bytes)) == 0
    }
    var room = statvfs()
    guard statvfs(URL(fileURLWithPath: path).deletingLastPathComponent().path, &room) == 0,
      room.f_bavail * room.f_frsize > UInt(wantedRoom)
    else { return false }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Blocks, not a hole: a hole would give nothing back.
    guard posix_fallocate(descriptor, 0, off_t(bytes)) == 0 else {
      unlink(path)
      return false
    }
    return true
  }

  /// Gives the room up.
  ///
  /// - Returns: whether there was any.
  func free() -> Bool { unlink(path) == 0 }
}
