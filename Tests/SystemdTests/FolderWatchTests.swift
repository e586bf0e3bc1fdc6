import Foundation
import Systemd
import Testing

/// What arrives in a folder, told by the kernel.
@Suite(.timeLimit(.minutes(1))) struct FolderWatchTests {
  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("orglife-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func `a file is told when it was written to its end or renamed into the folder, and not before`()
    async throws
  {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/there before"))
    let watch = try FolderWatch(path: path)
    var events = watch.events.makeAsyncIterator()
    var next: FolderWatch.Event?

    let file = open(path + "/登记.csv", O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    #expect(write(file, "half", 4) == 4)
    // Read only, created in a folder below, renamed away: none of it is an arrival.
    close(open(path + "/there before", O_RDONLY))
    #expect(mkdir(path + "/below", 0o700) == 0)
    close(open(path + "/below/a", O_WRONLY | O_CREAT, 0o600))
    #expect(rename(path + "/there before", path + "/below/b") == 0)
    #expect(rename(path + "/below/a", path + "/renamed.csv") == 0)
    next = await events.next()
    #expect(next == .arrived("renamed.csv"))
    close(file)
    next = await events.next()
    #expect(next == .arrived("登记.csv"))

    watch.stop()
    next = await events.next()
    #expect(next == nil)
  }

  @Test func `a folder that is removed is told as gone`() async throws {
    let path = try folder()
    let watch = try FolderWatch(path: path)
    var events = watch.events.makeAsyncIterator()
    var next: FolderWatch.Event?
    #expect(rmdir(path) == 0)
    next = await events.next()
    #expect(next == .gone)
  }

  @Test func `what is no folder cannot be watched, and it is said why`() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data().write(to: URL(fileURLWithPath: path + "/file"))
    #expect(throws: FolderWatch.WatchError(code: ENOENT)) { _ = try FolderWatch(path: path + "/nowhere") }
    #expect(throws: FolderWatch.WatchError(code: ENOTDIR)) { _ = try FolderWatch(path: path + "/file") }
  }
}
