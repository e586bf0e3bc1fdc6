/// One input that stands for several: its pieces are parted by lines that begin with `=== ` and end with a word.
public struct Pieces {
  /// The word of the line before the piece, and the piece. Empty where no line parts them.
  public private(set) var named: [(name: String, content: [UInt8])] = []
  /// What stands before the first such line.
  public private(set) var head: [UInt8] = []

  private static let mark = Array("=== ".utf8)

  public init(_ bytes: [UInt8]) {
    var name: String?
    var content: [UInt8] = []
    var start = 0
    func line(from start: Int) -> Int { bytes[start...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count }
    while start < bytes.count {
      let end = line(from: start)
      if bytes[start..<end].starts(with: Pieces.mark) {
        keep(name, content)
        name = String(decoding: bytes[start + 4..<end], as: UTF8.self).filter { !$0.isWhitespace }
        content = []
      } else {
        content += bytes[start..<end]
      }
      start = end
    }
    keep(name, content)
  }

  private mutating func keep(_ name: String?, _ content: [UInt8]) {
    if let name { named.append((name, content)) } else { head = content }
  }
}
