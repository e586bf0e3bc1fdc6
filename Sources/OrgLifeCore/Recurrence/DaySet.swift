/// Days of one period, a bit each: room for a year, and no memory asked for.
struct DaySet {
  static let capacity = 6 * 64

  /// The day number of the lowest bit.
  private(set) var firstDay = 0
  /// How many words are in use; the others hold nothing.
  private(set) var wordCount = 0
  private(set) var words = InlineArray<6, UInt64>(repeating: 0)

  /// A set of at most 64 days.
  mutating func begin(at day: Int, _ bits: UInt64) {
    firstDay = day
    wordCount = 1
    words[0] = bits
  }

  /// An empty set with room for a year.
  mutating func beginYear(at day: Int) {
    firstDay = day
    wordCount = 6
    words = InlineArray(repeating: 0)
  }

  /// Adds up to 64 days, the lowest bit standing `offset` days after the first.
  mutating func add(_ bits: UInt64, at offset: Int) {
    let (word, shift) = (offset >> 6, UInt64(offset & 63))
    words[word] |= bits << shift
    if word + 1 < words.count { words[word + 1] |= bits >> (64 - shift) }
  }

  mutating func add(_ offset: Int) {
    words[offset >> 6] |= 1 << UInt64(offset & 63)
  }

  mutating func formIntersection(_ other: DaySet) {
    for word in 0..<wordCount { words[word] &= other.words[word] }
  }

  var count: Int {
    var count = 0
    for word in 0..<wordCount { count += words[word].nonzeroBitCount }
    return count
  }

  /// How many days after the first the n-th day of the set stands, counted from 0. `index` is below ``count``.
  func offset(ofDay index: Int) -> Int {
    var left = index
    for word in 0..<wordCount {
      var bits = words[word]
      let count = bits.nonzeroBitCount
      guard left < count else {
        left -= count
        continue
      }
      if left < count / 2 {
        for _ in 0..<left { bits &= bits - 1 }
        return word * 64 + bits.trailingZeroBitCount
      }
      for _ in 0..<(count - 1 - left) { bits ^= 1 << UInt64(63 - bits.leadingZeroBitCount) }
      return word * 64 + 63 - bits.leadingZeroBitCount
    }
    preconditionFailure("the set holds no day \(index)")
  }

  /// The bit at a position; 0 where there is none.
  private static func day(at position: Int, of bits: UInt64) -> UInt64 {
    var bits = bits
    if position > 0 {
      for _ in 1..<position { bits &= bits &- 1 }
      return bits & (0 &- bits)
    }
    for _ in 1..<(-position) where bits != 0 { bits ^= highest(of: bits) }
    return bits == 0 ? 0 : highest(of: bits)
  }

  private static func highest(of bits: UInt64) -> UInt64 { 1 << UInt64(63 - bits.leadingZeroBitCount) }

  /// Keeps the days at these positions: 1 is the first, -1 the last; positions that there are not are passed over.
  mutating func keep(_ positions: [Int]) {
    if wordCount == 1 {
      let bits = words[0]
      words[0] = positions.reduce(0) { $0 | DaySet.day(at: $1, of: bits) }
      return
    }
    let count = count
    guard count > 0 else { return }
    var kept = DaySet()
    kept.firstDay = firstDay
    kept.wordCount = wordCount
    for position in positions {
      let index = position > 0 ? position - 1 : count + position
      if index >= 0, index < count { kept.add(offset(ofDay: index)) }
    }
    self = kept
  }
}
