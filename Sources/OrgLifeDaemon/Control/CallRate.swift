import Synchronization

/// How often a user may call: a bucket for each, which fills steadily and is full at first.
final class CallRate: Sendable {
  static let burst = 200.0
  static let perSecond = 50.0
  /// One word about a user who calls too often in so many seconds.
  static let quietSeconds = 60.0

  enum Answer: Hashable, Sendable {
    case fine
    case tooMany(isNews: Bool)
  }

  private struct Bucket {
    var left: Double
    var seconds: Double
    var toldAt: Double?
  }

  private let buckets = Mutex<[UInt32: Bucket]>([:])

  /// Counts one call.
  ///
  /// - Parameter seconds: of a clock that never goes back.
  func count(_ user: UInt32, at seconds: Double) -> Answer {
    buckets.withLock { buckets in
      // Whoever was away so long that their bucket is full again need not be remembered.
      if buckets.count > 1000 {
        buckets = buckets.filter { seconds - $0.value.seconds < CallRate.quietSeconds }
      }
      var bucket = buckets[user] ?? Bucket(left: CallRate.burst, seconds: seconds)
      bucket.left = min(
        CallRate.burst, bucket.left + max(0, seconds - bucket.seconds) * CallRate.perSecond)
      bucket.seconds = seconds
      defer { buckets[user] = bucket }
      guard bucket.left < 1 else {
        bucket.left -= 1
        return .fine
      }
      let isNews = bucket.toldAt.map { seconds - $0 >= CallRate.quietSeconds } ?? true
      if isNews { bucket.toldAt = seconds }
      return .tooMany(isNews: isNews)
    }
  }
}
