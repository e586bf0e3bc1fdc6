import Dispatch

/// For a plugin whose calls block, such as an SMTP session or an `fsync`: make the type that blocks an actor with this
/// executor, and its methods run one after the other on a thread of their own.
///
/// ```swift
/// actor Relay {
///   private nonisolated let executor = BlockingExecutor("relay")
///   nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
public final class BlockingExecutor: SerialExecutor {
  private let queue: DispatchQueue

  public init(_ label: String) { queue = DispatchQueue(label: label) }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
