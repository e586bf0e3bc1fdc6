import Glibc
import OrgLifeCore
import OrgLifeLedger
import PluginKit
import Systemd

extension Daemon {
  /// The inbox while it is watched.
  struct Inbox {
    var folder: InboxFolder
    var watch: FolderWatch
    var following: Task<Void, Never>
  }

  /// Watches the folder that the programme names, if it is another than before, and takes what lies there.
  ///
  /// What was dropped while nobody watched may be half written still: it is taken once it was left alone for a while.
  func followInbox() async {
    let path = desk.snapshot.programme.inbox.map { $0.replacing("${state}", with: installation.state) }
    guard path != inbox?.folder.path || inboxTrouble != nil else { return }
    leaveInbox()
    inboxTrouble = nil
    guard let path else { return }
    do {
      let folder = try InboxFolder(path: path)
      // Before it is read: what comes in between is told and found, and taken once.
      let watch = try FolderWatch(path: path)
      inbox = Inbox(
        folder: folder, watch: watch,
        following: Task { for await event in watch.events { await self.inboxHas(event) } })
    } catch {
      inboxTrouble = "the inbox \(path) cannot be watched: \(error)"
      LogEntry.inboxTrouble(inboxTrouble ?? "").send()
      return
    }
    await takeAllThatLies()
  }

  func leaveInbox() {
    inbox?.watch.stop()
    inbox?.following.cancel()
    inbox = nil
  }

  private func inboxHas(_ event: FolderWatch.Event) async {
    switch event {
    case .arrived(let name): await takeFromInbox(name)
    case .overflowed: await takeAllThatLies()
    case .gone:
      inboxTrouble =
        "the inbox \(inbox?.folder.path ?? "") was removed or moved away; make it again and reload"
      LogEntry.inboxTrouble(inboxTrouble ?? "").send()
    }
  }

  private func takeAllThatLies() async {
    guard let folder = inbox?.folder else { return }
    await takeLeft()
    for name in folder.names() { await takeWhenQuiet(name) }
  }

  /// What was moved but not settled: the daemon ended, or the ledger could not be written.
  func takeLeft() async {
    guard let folder = inbox?.folder else { return }
    for name in folder.left() { await settle(name) }
  }

  /// Nobody tells when a file that lay there was written to the end; one that was left alone so long is whole.
  private static let quietSeconds = 10.0

  private func takeWhenQuiet(_ name: String) async {
    guard let age = inbox?.folder.secondsSinceWritten(name, at: Wallclock.machineNow) else { return }
    // A moment that lies ahead says nothing: the clock was set back, or a copy kept a wrong time.
    if age >= Self.quietSeconds || age < -Self.quietSeconds { return await takeFromInbox(name) }
    Task {
      try? await Task.sleep(for: .seconds(Self.quietSeconds - age + 0.1))
      await self.takeWhenQuiet(name)
    }
  }

  private func takeFromInbox(_ name: String) async {
    guard InboxFolder.isMeant(name), let folder = inbox?.folder else { return }
    // A name in another encoding, as some file servers write it, cannot be said back to the kernel.
    guard !name.contains("\u{FFFD}") else {
      inboxTrouble = "a file in the inbox has a name that is not UTF-8 (\(name)): rename it, and it is taken"
      return LogEntry.inboxTrouble(inboxTrouble ?? "").send()
    }
    guard folder.secondsSinceWritten(name, at: 0) != nil else { return }
    do {
      guard let moved = try folder.take(name) else { return }
      CrashPoint.inboxMoved.pass()
      await settle(moved)
    } catch {
      inboxTrouble = "\(error)"
      LogEntry.inboxTrouble("\(error)").send()
    }
  }

  /// Takes the rows of a file that was moved, and moves it on.
  private func settle(_ name: String) async {
    guard let folder = inbox?.folder, !isSettling.contains(name) else { return }
    isSettling.insert(name)
    defer { isSettling.remove(name) }
    do {
      let outcomes = try taken(name, of: folder)
      CrashPoint.inboxTaken.pass()
      try folder.settle(name, reasons: outcomes.reasons)
      CrashPoint.inboxSettled.pass()
      LogEntry.inboxFile(name, outcomes).send()
    } catch {
      // It stays where it is, and is looked at again with the next step.
      inboxTrouble = "\(name) waits in the inbox: \(Ledger.sentence(for: error))"
      LogEntry.inboxTrouble(inboxTrouble ?? "").send()
      if Ledger.isDiskFault(error) { troubled(by: error) }
      return
    }
    inboxTrouble = nil
    await turn()
  }

  private func taken(_ name: String, of folder: InboxFolder) throws -> [RowOutcome] {
    let bytes: [UInt8]
    do { bytes = try folder.read(name) } catch { return [RowOutcome(error)] }
    let now = clock.now
    return try desk.use { desk in
      try desk.plan(at: now)
      return try desk.take(bytes, name: name, at: now)
    }
  }
}
