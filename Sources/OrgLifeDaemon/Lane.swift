import OrgLifeCore
import OrgLifeDispatch

/// One worker of one channel, driven until nothing more may leave.
actor Lane {
  private var worker: Worker
  private let notifier: any Notifier
  private var isRunning = false
  private var isWanted = false
  private var isStopped = false
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
      while isWanted, !isStopped {
        isWanted = false
        steps: while !isStopped {
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
    self.worker = worker
    if hasWorked { await notifier.rest() }
    isRunning = false
    for continuation in waiting { continuation.resume() }
    waiting = []
    if case .failure = result { return await whenDone(result) }
    if hasWorked { await whenDone(result) }
  }

  /// Stops, and returns when what was under way is settled.
  func finish() async {
    isStopped = true
    while isRunning {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

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
