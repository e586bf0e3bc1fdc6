import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import OrgLifeSchedule
import Systemd
import Varlink

/// The long-running service: it plans when a moment comes, hands deliveries to their channels, and answers
/// who asks. It waits on a timer and on sockets, and polls nothing.
public actor Daemon {
  let installation: Installation
  let clock: Wallclock
  let ledger: Ledger
  let desk: SharedDesk
  private let notify: Notify
  private let timer: RealTimeTimer
  private var lanes: [Channel.ID: [Lane]] = [:]
  var circuits: [Channel.ID: SharedCircuit] = [:]
  private var turnstiles: [Channel.ID: ChannelTurnstile] = [:]
  var processes: [Channel.ID: ChannelProcess] = [:]
  /// Lanes of earlier programmes that settle what they have.
  private var retired: [(lane: Lane, process: PluginProcess?)] = []
  /// "ok", or why the last reload was refused.
  var configuration = "ok"
  var trouble: String?
  private var isStopping = false
  private var payloadsForgottenOn: CivilDate?
  private var headToldOn: CivilDate?
  /// What the ledger knows may differ from what the disk has: it is opened again before anything is sent.
  private var mustReopen = false
  var inbox: Inbox?
  /// Why something waits in the inbox, or why it is not watched.
  var inboxTrouble: String?
  /// Files of the inbox that are being taken.
  var isSettling: Set<String> = []
  private var isReopening = false
  /// From the moment at which the disk is full until there is room again.
  private var fullDisk: FullDisk?

  /// What the look through the ledger found while the daemon ran.
  var damage: LedgerError?

  /// Why a daemon does not start or does not go on, with the exit status for it (sysexits.h).
  public struct StartFailure: Error, Sendable, CustomStringConvertible {
    public var description: String
    public var exitStatus: Int32
    /// Of the system call that failed, where it was one.
    public var errno: Int32?
  }

  /// Reads the programme, opens the ledger, and catches up with what was missed: with the programme that was
  /// in force then, so that an edit while stopped is a reload at start.
  ///
  /// - Parameter clockStart: for trying out, a local time of the programme's zone at which it is now.
  public init(installation: Installation, clockStart: String? = nil, notify: Notify) throws {
    self.installation = installation
    self.notify = notify
    let read = try Daemon.configuration(installation.config)
    clock = try Daemon.clock(startingAt: clockStart, zone: read.programme.zone)
    let folder = try StateFolder(installation)
    // A large ledger may take its time: to be brought up to date, or to be looked through after an end that was not orderly.
    let patience = StartPatience(notify)
    defer { patience.end() }
    ledger = try Daemon.ledger(folder, ballastKiB: read.programme.limits.ballastKiB)
    guard let timer = RealTimeTimer() else {
      throw StartFailure(description: "no file descriptor is left for a timer", exitStatus: 71)
    }
    self.timer = timer
    do {
      desk = SharedDesk(try Daemon.caughtUp(read, ledger: ledger, at: clock.now))
    } catch {
      throw StartFailure(
        description: "the ledger cannot be used: \(Ledger.sentence(for: error))", exitStatus: 74)
    }
    for note in read.notes { LogEntry.note(note).send() }
  }

  private static func configuration(_ folder: String) throws(StartFailure) -> ReadProgramme {
    do { return try ReadProgramme(folder: folder) } catch {
      throw StartFailure(description: "\(error)", exitStatus: 78)
    }
  }

  private static func clock(startingAt text: String?, zone: Zone) throws(StartFailure) -> Wallclock {
    guard let text else { return Wallclock() }
    guard let start = zone.timestamp(text) else {
      throw StartFailure(
        description: "--clock-start wants a local time like 2026-03-24T08:25, not “\(text)”", exitStatus: 64)
    }
    LogEntry.note("the clock is shifted: it begins at \(zone.rfc3339(start))").send()
    return Wallclock(startingAt: start)
  }

  /// Longer than any of its own writes takes; another program that has the ledger locked for longer is told.
  private static let busySeconds = 5.0

  private static func ledger(_ folder: StateFolder, ballastKiB: Int) throws(StartFailure) -> Ledger {
    do {
      return try Ledger.open(
        folder: folder.path, busySeconds: busySeconds, ballastBytes: ballastKiB * 1024, lookingLater: true)
    } catch let error as LedgerError {
      if case .inUse = error { throw StartFailure(description: "\(error)", exitStatus: 75) }
      throw StartFailure(description: "\(error)", exitStatus: 74)
    } catch {
      throw StartFailure(description: "\(error)", exitStatus: 74)
    }
  }

  private static func caughtUp(_ read: ReadProgramme, ledger: Ledger, at now: Timestamp) throws -> Desk {
    let start = try Desk.start(
      read.programme, sources: read.sources, earlier: earlier(than: read, ledger: ledger), ledger: ledger,
      at: now)
    if start.lost > 0 {
      LogEntry.note("\(start.lost) deliveries had no answer when the daemon ended; they are repeated").send()
    }
    for firing in start.firings { LogEntry.fired(firing, at: now).send() }
    if start.isRestored { LogEntry.restored(held: try ledger.countsOfOpen().held).send() }
    return start.desk
  }

  /// The programme that was in force when the daemon ended, where it is another.
  private static func earlier(than read: ReadProgramme, ledger: Ledger) throws -> Programme? {
    guard let last = try ledger.lastJoined(), last.revision != read.programme.revision else { return nil }
    do { return try ReadProgramme(stored: last.sources).programme } catch {
      LogEntry.note(
        "the programme of before cannot be read by this version; what was missed is decided by the new one: \(error)"
      ).send()
      return nil
    }
  }

  /// Serves until it is told to stop, by a signal or by cancellation.
  public func run() async throws {
    let control = try controlService()
    guard let signals = Signals() else {
      throw StartFailure(description: "no file descriptor is left for signals", exitStatus: 71)
    }
    openLanes(for: desk.snapshot.programme)
    keepAlert()
    let serving = Task { await control.run() }
    let ticking = Task { [timer] in
      for await event in timer.events { await self.woke(event) }
    }
    await turn()
    let programme = desk.snapshot.programme
    LogEntry.started(
      version: Version.current, revision: programme.revision, organisations: programme.organisations.count,
      duties: programme.duties.count
    ).send()
    notify.ready(status: statusLine(at: clock.now))
    await followInbox()
    lookThroughLedger(thenEnding: signals)
    await withTaskCancellationHandler {
      loop: for await signal in signals.stream {
        switch signal {
        case .hangUp: _ = try? await reload()
        case .interrupt, .terminate: break loop
        }
      }
    } onCancel: {
      control.stop(graceSeconds: 0)
    }
    await stop(control)
    ticking.cancel()
    _ = await serving.value
    closeLedger()
    if let damage { throw StartFailure(description: "\(damage)", exitStatus: 74) }
  }

  private func stop(_ control: VarlinkService) async {
    isStopping = true
    notify.stopping(status: "stopping")
    LogEntry.note("stopping").send()
    control.stop(graceSeconds: 1)
    timer.stop()
    leaveInbox()
    for lane in Array(lanes.values.joined()) + retired.map(\.lane) { await lane.stop() }
    await withTaskGroup(of: Void.self) { group in
      for process in processes.values.map(\.process) + retired.compactMap(\.process) {
        group.addTask { await process.stop() }
      }
    }
  }

  private func woke(_ event: RealTimeTimer.Event) async {
    if event == .clockStepped {
      LogEntry.clockStepped(to: desk.snapshot.programme.zone.rfc3339(clock.now)).send()
    }
    await turn()
  }

  /// One step: decide what is due, wake the channels, say how things stand, and wait for the next moment.
  func turn() async {
    guard !isStopping, !isReopening else { return }
    let now = clock.now
    do {
      try await reopenIfNeeded(at: now)
      try ledger.keepBallast()
      if let through = try ledger.decidedAhead(of: now) {
        let zone = desk.snapshot.programme.zone
        throw ClockBehind(now: zone.rfc3339(now), through: zone.rfc3339(through))
      }
      let firings = try desk.use { try $0.isQuiet(at: now) ? [] : $0.plan(at: now) }
      for firing in firings { LogEntry.fired(firing, at: now).send() }
      // There may be nothing else to write for hours, and a disk that is full or broken is to be known before.
      try ledger.checkWritable()
      try forgetPayloads(at: now)
      try tellHead(at: now)
      try leaveFullDisk(at: now)
      if trouble != nil {
        trouble = nil
        LogEntry.note("what kept everything from being sent is gone; sending goes on").send()
      }
      wakeLanes()
      if inboxTrouble != nil { await takeLeft() }
      try arm(at: now)
      if Watchdog.intervalSeconds != nil { notify.watchdog() }
    } catch {
      troubled(by: error)
      // Of the workers only those find something that have the news of it.
      if fullDisk != nil { wakeLanes() }
      // It looks again by itself; being killed for it would help nobody.
      notify.watchdog()
    }
    notify.status(statusLine(at: now))
  }

  /// Nothing is sent that cannot be receipted: says so and looks again in a while.
  func troubled(by error: any Error) {
    // What was under way at the end finds the ledger closed, and counts as lost at the next start.
    guard !isStopping else { return }
    let isNews = Ledger.isFullDisk(error) && tellFullDisk(at: clock.now)
    let lasting = Ledger.isFullDisk(error) ? ledger.shortage : nil
    let reason = Ledger.sentence(for: lasting ?? error)
    if Ledger.isDiskFault(error) { mustReopen = true }
    if trouble != reason { LogEntry.trouble(reason).send() }
    trouble = reason
    let wait = isNews ? 0 : min(10, Watchdog.intervalSeconds.map { $0 / 2 } ?? 10)
    timer.arm(secondsSince1970: clock.machineSeconds(of: clock.now.adding(seconds: wait)))
  }

  private struct FullDisk {
    var since: Timestamp
    var isTold = false
  }

  /// Gives the ballast up for the news that the disk is full, once each time that it is.
  ///
  /// - Returns: whether it was written now.
  private func tellFullDisk(at now: Timestamp) -> Bool {
    if fullDisk == nil {
      fullDisk = FullDisk(since: now)
      ledger.giveUpBallast()
    }
    guard let since = fullDisk?.since, fullDisk?.isTold == false else { return false }
    let isWritten = (try? desk.use { try $0.tell(diskFullSince: since, at: now) }) != nil
    fullDisk?.isTold = isWritten
    return isWritten
  }

  private func leaveFullDisk(at now: Timestamp) throws {
    guard let since = fullDisk?.since else { return }
    try desk.use { try $0.tell(diskFullSince: since, until: now) }
    fullDisk = nil
  }

  private func arm(at now: Timestamp) throws {
    var moments = [try desk.snapshot.nextMoment(after: now)]
    moments.append(try ledger.nextDelivery(after: now))
    moments += circuits.values.compactMap(\.snapshot.restsUntil).filter { $0 > now }
    moments += turnstiles.values.map { $0.turnstile.opensAt(after: now) }
    if let interval = Watchdog.intervalSeconds { moments.append(now.adding(seconds: interval / 2)) }
    timer.arm(secondsSince1970: moments.compactMap { $0 }.min().map(clock.machineSeconds(of:)))
  }

  private func forgetPayloads(at now: Timestamp) throws {
    let today = desk.snapshot.programme.zone.date(at: now)
    guard payloadsForgottenOn != today else { return }
    let retention = desk.snapshot.programme.retention
    try ledger.forgetPayloads(
      in: [.delivered], settledBefore: now.adding(seconds: Double(-retention.deliveredDays) * 86_400))
    try ledger.forgetPayloads(
      in: [.failed, .cancelled],
      settledBefore: now.adding(seconds: Double(-retention.undeliveredDays) * 86_400))
    payloadsForgottenOn = today
  }

  /// Once a day, for who compares the ledger with it later.
  private func tellHead(at now: Timestamp) throws {
    let today = desk.snapshot.programme.zone.date(at: now)
    guard headToldOn != today else { return }
    LogEntry.head(try ledger.chainHead()).send()
    headToldOn = today
  }

  /// After a fault of the disk nothing that the connection remembers is believed: answers that were not written
  /// are lost, and their deliveries are repeated as they are.
  private func reopenIfNeeded(at now: Timestamp) async throws {
    guard mustReopen else { return }
    isReopening = true
    defer { isReopening = false }
    let open = Array(lanes.values.joined()) + retired.map(\.lane)
    for lane in open { await lane.finish() }
    try ledger.reopen()
    // An answer that came is in the worker's memory only.
    for lane in open { await lane.settle(at: now) }
    let lost = try ledger.recover(at: now)
    // What an earlier lane believes to have, another may take now.
    for lane in open { await lane.stop() }
    let left = retired.compactMap(\.process)
    // Who was inside with a delivery that cannot be settled is let go, and never leaves.
    (lanes, retired, turnstiles) = ([:], [], [:])
    openLanes(for: desk.snapshot.programme)
    for process in left where !processes.values.contains(where: { $0.process === process }) {
      await process.stop()
    }
    mustReopen = false
    LogEntry.reopened(lost: lost).send()
  }

  // MARK: Channels

  private func openLanes(for programme: Programme) {
    let shared = desk
    let mornings = Mornings(programme)
    let advice = Worker.Advice(
      outsideQuietHours: mornings.outsideQuietHours, news: { shared.snapshot.news(of: $0) },
      name: { shared.snapshot.name(of: $0) }, review: { try shared.snapshot.review($0, at: $1) })
    let policy = RetryPolicy(
      firstSeconds: Double(programme.limits.retryAfterSeconds),
      giveUpAfterSeconds: Double(programme.limits.giveUpAfterHours) * 3600)
    circuits = [:]
    for channel in programme.channels {
      let place = place(of: channel)
      let settings = (try? installation.settings(of: channel)) ?? [:]
      let circuit = SharedCircuit()
      circuits[channel.id] = circuit
      let turnstile = turnstile(of: channel)
      lanes[channel.id] = (0..<channel.connections).map { _ in
        let notifier = PluginNotifier(at: place, settings: settings, revision: programme.revision)
        let worker = Worker(
          channel: channel.id, ledger: ledger, notifier: notifier, circuit: circuit,
          turnstile: turnstile, policy: policy, chance: SystemRandomNumberGenerator(), advice: advice)
        return Lane(worker: worker, notifier: notifier)
      }
    }
  }

  func place(of channel: Channel) -> PluginPlace {
    installation.unit(of: channel.id).map { .unit($0) } ?? .process(process(of: channel))
  }

  /// The process of a channel's plugin; an earlier programme's is used on where it is the same program.
  private func process(of channel: Channel) -> PluginProcess {
    let executable = installation.executable(of: channel)
    let earlier = processes[channel.id]
    if let earlier, earlier.executable == executable { return earlier.process }
    let number = (earlier?.number ?? 0) + 1
    let process = PluginProcess(
      executable: executable, keeper: installation.keeper,
      socketPath: installation.socket(of: channel, number: number),
      environment: installation.environment(of: channel),
      said: { line in LogEntry.said(line, by: channel.id).send() })
    processes[channel.id] = ChannelProcess(executable: executable, number: number, process: process)
    return process
  }

  /// The turnstile of a channel. An earlier programme's workers, which may still be at work, count where they go to the same
  /// relay: a channel that was given other settings does not wait for them.
  private func turnstile(of channel: Channel) -> SharedTurnstile {
    let (perSecond, connections) = (channel.perSecond, channel.connections)
    if let earlier = turnstiles[channel.id], earlier.settings == channel.settings {
      earlier.turnstile.set(perSecond: perSecond, connections: connections)
      return earlier.turnstile
    }
    let turnstile = SharedTurnstile(Turnstile(perSecond: perSecond, connections: connections))
    turnstiles[channel.id] = ChannelTurnstile(settings: channel.settings, turnstile: turnstile)
    return turnstile
  }

  private struct ChannelTurnstile {
    var settings: String
    var turnstile: SharedTurnstile
  }

  struct ChannelProcess {
    var executable: String
    var number: Int
    var process: PluginProcess
  }

  private func wakeLanes() {
    for lane in Array(lanes.values.joined()) + retired.map(\.lane) {
      Task { [clock] in
        await lane.drive(
          clock: clock,
          noted: { event in
            LogEntry.settled(event)?.send()
            LogEntry.turned(event)?.send()
          },
          whenDone: { result in await self.laneRested(result) })
      }
    }
  }

  private func laneRested(_ result: Result<Void, any Error>) async {
    do {
      try await dismissRetired()
      try result.get()
      await turn()
    } catch {
      troubled(by: error)
    }
  }

  /// New lanes at once. The earlier ones begin nothing new, and are let go when they have settled what they have: a reload
  /// does not wait for a slow relay.
  private func replaceLanes(for programme: Programme) async {
    for (channel, lanes) in lanes {
      let process = processes[channel]?.process
      for lane in lanes {
        await lane.retire()
        retired.append((lane, process))
      }
    }
    lanes = [:]
    let kept = Set(programme.channels.map(\.id))
    processes = processes.filter { kept.contains($0.key) }
    turnstiles = turnstiles.filter { kept.contains($0.key) }
    openLanes(for: programme)
    do { try await dismissRetired() } catch { troubled(by: error) }
  }

  /// Lets go of what has nothing to settle any more, and ends plugins that nobody uses.
  private func dismissRetired() async throws {
    var waiting: [(lane: Lane, process: PluginProcess?)] = []
    var leaving: [PluginProcess?] = []
    for entry in retired {
      if await entry.lane.isIdle { leaving.append(entry.process) } else { waiting.append(entry) }
    }
    retired = waiting
    if !leaving.isEmpty {
      // What a lane put off after its channel was removed, nobody takes any more.
      try desk.use { try $0.failStranded(at: clock.now) }
    }
    let used = waiting.compactMap(\.process) + processes.values.map(\.process)
    for process in leaving.compactMap({ $0 }) where !used.contains(where: { $0 === process }) {
      await process.stop()
    }
  }

  // MARK: Configuration

  /// Reads the configuration again. What came due before now is decided by the old one; when the new one is
  /// refused, the old one stays in force and everything that reports says so.
  func reload() async throws -> Control.ReloadAnswer {
    notify.reloading()
    defer { notify.ready(status: statusLine(at: clock.now)) }
    let now = clock.now
    do {
      let read = try ReadProgramme(folder: installation.config)
      let changed = try desk.use { try $0.putInForce(read.programme, sources: read.sources, at: now) }
      ledger.keepBallast(bytes: read.programme.limits.ballastKiB * 1024)
      if changed { await replaceLanes(for: read.programme) }
      keepAlert()
      await followInbox()
      configuration = "ok"
      LogEntry.reloaded(revision: read.programme.revision, changed: changed).send()
      await turn()
      return Control.ReloadAnswer(revision: read.programme.revision, changed: changed, notes: read.notes)
    } catch let refused as ReloadRefused {
      let first = refused.diagnostics.first?.split(separator: "\n").first.map(String.init)
      configuration = "reload refused: \(first ?? "")"
      LogEntry.reloadRefused(refused.diagnostics).send()
      throw refused
    }
  }
}
