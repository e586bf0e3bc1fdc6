import Foundation

/// A disk in memory that ends with the test.
public final class SmallDisk {
  public let path: String

  public static let isPossible: Bool = geteuid() == 0 && (try? SmallDisk(mebibytes: 1)) != nil

  /// - Parameter folder: made where it is missing; nil for one of its own.
  public init(mebibytes: Int, at folder: String? = nil) throws {
    path = folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("disk-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m") == 0 else {
      rmdir(path)
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Takes all the room there is.
  public func fill() throws {
    let descriptor = open(path + "/filler", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    while write(descriptor, page, page.count) == page.count {}
  }

  public func empty() throws { try FileManager.default.removeItem(atPath: path + "/filler") }

  public func makeReadOnly() throws {
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }
}
