/// A moment on the clock that goes on during suspend and that nobody sets.
struct Deadline {
  private let instant: ContinuousClock.Instant?

  static let never = Deadline(instant: nil)

  static func after(seconds: Double) -> Deadline {
    Deadline(instant: .now + .milliseconds(Int64(min(max(seconds, 0), 1e9) * 1000)))
  }

  var hasPassed: Bool { instant.map { $0 <= .now } ?? false }

  /// For `poll`: milliseconds left, rounded up; -1 for ever.
  var pollMilliseconds: Int32 {
    guard let instant else { return -1 }
    let left = ContinuousClock.now.duration(to: instant).components
    let milliseconds = left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: max(0, milliseconds))
  }
}
