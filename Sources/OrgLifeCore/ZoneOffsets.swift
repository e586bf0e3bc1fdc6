/// The offsets of a zone from 2020 to 2040, so that the planner, which asks for millions, need not ask the database.
///
/// They are found by asking for each day and then, where two days differ, for the second of the change: no zone
/// changes its clocks twice within a day.
struct ZoneOffsets: Hashable, Sendable {
  /// 2020-01-01T00:00:00Z and 2040-01-01T00:00:00Z.
  private static let first: Int64 = 18_262 * 86_400
  private static let end: Int64 = 25_567 * 86_400

  /// Milliseconds at which an offset begins to hold; the first is the beginning.
  private let starts: [Int64]
  private let offsets: [Int]
  /// Where clocks are never changed, their offset.
  private let only: Int?

  /// - Parameter offset: what the database says of a second since 1970.
  init(_ offset: (Int64) -> Int) {
    var starts = [Self.first * 1000]
    var offsets = [offset(Self.first)]
    var held = offsets[0]
    for day in stride(from: Self.first + 86_400, through: Self.end, by: 86_400) {
      let new = offset(day)
      guard new != held else { continue }
      var before = day - 86_400
      var after = day
      while after - before > 1 {
        let middle = (before + after) / 2
        if offset(middle) == held { before = middle } else { after = middle }
      }
      starts.append(after * 1000)
      offsets.append(new)
      held = new
    }
    self.starts = starts
    self.offsets = offsets
    only = offsets.count == 1 ? offsets[0] : nil
  }

  /// nil outside these years.
  func seconds(at instant: Timestamp) -> Int? {
    index(at: instant.milliseconds).map { offsets[$0] }
  }

  /// The offset that holds from one instant to the other; nil where it changes between them, and outside these years.
  func seconds(from first: Timestamp, to last: Timestamp) -> Int? {
    guard first.milliseconds >= Self.first * 1000, last.milliseconds < Self.end * 1000 else { return nil }
    if let only { return only }
    guard let index = index(at: first.milliseconds),
      index + 1 == starts.count || last.milliseconds < starts[index + 1]
    else { return nil }
    return offsets[index]
  }

  private func index(at moment: Int64) -> Int? {
    guard moment >= Self.first * 1000, moment < Self.end * 1000 else { return nil }
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= moment { low = middle } else { high = middle }
    }
    return low
  }
}
