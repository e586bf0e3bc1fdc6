import OrgLifeCore
import OrgLifeDispatch

/// One worker of one channel, driven until nothing more may leave.
actor Lane {
  private var worker: Worker
  private let notifier: any Notifier
  private var isRunning = false
  private var isWanted = false
  private var isStopped = false
  private var isRetired = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(worker: Worker, notifier: any Notifier) {
    self.worker = worker
    self.notifier = notifier
  }

  /// Runs until the outbox has nothing for this channel. Called while it runs, it returns at once, and the
  /// running call looks once more.
  func drive(
    clock: Wallclock, noted: @Sendable (Worker.Event) async -> Void,
    whenDone: @Sendable (Result<Void, any Error>) async -> Void
  ) async {
    isWanted = true
    guard !isRunning else { return }
    isRunning = true
    // The actor is entered again while a step is awaited, so the step works on a copy.
    var worker = self.worker
    var hasWorked = false
    var result = Result<Void, any Error>.success(())
    do {
      // What is under way is carried to its end even when nothing new may begin.
      while isWanted || !worker.isIdle, !isStopped, !(isRetired && worker.isIdle) {
        isWanted = false
        steps: while !isStopped, !(isRetired && worker.isIdle) {
          switch try await worker.advance(at: clock.now) {
          case .idle: break steps
          case .working: hasWorked = true
          case .done(let event): await noted(event)
          }
        }
      }
    } catch {
      result = .failure(error)
    }
    if hasWorked { await notifier.rest() }
    worker.leave()
    self.worker = worker
    isRunning = false
    for continuation in waiting { continuation.resume() }
    waiting = []
    if case .failure = result { return await whenDone(result) }
    if hasWorked { await whenDone(result) }
  }

  /// From now on it takes nothing new; what is under way is settled.
  func retire() { isRetired = true }

  /// Takes nothing new, and returns when nothing runs: what was under way is settled, or could not be.
  func finish() async {
    retire()
    while isRunning {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  /// Whether it has no delivery.
  var isIdle: Bool { !isRunning && worker.isIdle }

  /// Writes the answer that could not be written when it came, where there is one. Only after ``finish()``.
  func settle(at now: Timestamp) async {
    var worker = self.worker
    guard worker.hasAnswer else { return }
    // Where its attempt is not in the ledger either, the delivery is counted as lost.
    _ = try? await worker.advance(at: now)
    self.worker = worker
  }

  /// Begins nothing new. What is under way is settled, or counted as lost at the next start.
  func stop() async {
    isStopped = true
  }
}
