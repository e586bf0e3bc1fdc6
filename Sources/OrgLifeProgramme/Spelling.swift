/// Which known word was probably meant.
enum Spelling {
  /// At most three words that differ by few letters, nearest first.
  static func nearest(to word: String, among known: some Sequence<String>) -> [String] {
    let wanted = Array(word.lowercased().unicodeScalars)
    guard wanted.count <= 64 else { return [] }
    let allowed = wanted.count <= 4 ? 1 : max(2, wanted.count / 3)
    var best: [(distance: Int, word: String)] = []
    for candidate in known {
      let letters = Array(candidate.lowercased().unicodeScalars)
      guard abs(letters.count - wanted.count) <= allowed else { continue }
      let distance = distance(wanted, letters)
      guard distance <= allowed, distance < letters.count else { continue }
      best.append((distance, candidate))
    }
    best.sort { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let first = best.first else { return [] }
    return best.prefix(3).filter { $0.distance <= first.distance + 1 }.map(\.word)
  }

  /// Letters put in, left out, replaced or exchanged with a neighbour.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for (column, other) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
