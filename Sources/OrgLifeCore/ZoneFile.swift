import Glibc

/// What the machine's database of time zones says of one zone: a TZif file (RFC 9636), read once.
///
/// The system keeps these files up to date. The database that comes with Swift is as old as the program, and had
/// several megabytes of the idle daemon's memory.
struct ZoneFile: Hashable, Sendable {
  static let folder = "/usr/share/zoneinfo"

  /// Seconds since 1970 at which another offset begins to hold, ascending.
  private let changes: [Int64]
  /// The offset from each of them on.
  private let offsets: [Int]
  /// The one before the first of them.
  private let earliest: Int
  /// What holds after the last of them.
  private let rule: ZoneRule?

  /// nil where the database has no such zone, or one that cannot be read.
  init?(name: String) {
    guard ZoneFile.isName(name), let bytes = ZoneFile.read("\(ZoneFile.folder)/\(name)") else { return nil }
    self.init(bytes)
  }

  /// - Parameter bytes: a file of version 2 or later.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes)
    // The first block is for readers who know no years after 2038.
    guard let old = Header(&reader), old.version >= UInt8(ascii: "2"),
      reader.take(old.bytes(ofTime: 4)) != nil,
      let header = Header(&reader), header.types > 0
    else { return nil }
    var changes: [Int64] = []
    for _ in 0..<header.changes {
      guard let moment = reader.integer(8), moment > changes.last ?? Int64.min else { return nil }
      changes.append(moment)
    }
    guard let indices = reader.take(header.changes) else { return nil }
    var types: [Int] = []
    for _ in 0..<header.types {
      guard let offset = reader.integer(4), abs(offset) <= 26 * 3600, reader.take(2) != nil else {
        return nil
      }
      types.append(Int(offset))
    }
    guard indices.allSatisfy({ Int($0) < types.count }), reader.take(header.rest(ofTime: 8)) != nil,
      let footer = reader.footer()
    else { return nil }
    self.changes = changes
    offsets = indices.map { types[Int($0)] }
    earliest = types[0]
    if footer.isEmpty {
      rule = nil
    } else {
      guard let read = ZoneRule(footer) else { return nil }
      rule = read
    }
  }

  func offset(at second: Int64) -> Int {
    guard let last = changes.last else { return rule?.offset(at: second) ?? earliest }
    if second >= last { return rule?.offset(at: second) ?? offsets[offsets.count - 1] }
    var low = -1
    var high = changes.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if changes[middle] <= second { low = middle } else { high = middle }
    }
    return low < 0 ? earliest : offsets[low]
  }

  // MARK: Names

  /// The zones of countries, which is who one may have meant; the database knows more names.
  static let namesOfCountries: Set<String> = {
    let table = String(decoding: read("\(folder)/zone.tab") ?? [], as: UTF8.self)
    return Set(
      table.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: "\t")
        return line.hasPrefix("#") || fields.count < 3 ? nil : String(fields[2])
      })
  }()

  /// Whether it may be asked for: no path, and none of the files that are no zone's name.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return name != "Factory"
      && parts.allSatisfy { part in
        part.utf8.first.map(capitals.contains) == true
          && part.utf8.allSatisfy {
            capitals.contains($0) || letters.contains($0) || digits.contains($0) || "_-+".utf8.contains($0)
          }
      }
  }

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // The largest has a few kilobytes.
    let most = 1 << 20
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      var got = 1
      while got > 0, count < most {
        got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), most - count)
        count += max(0, got)
      }
    }
    return bytes.isEmpty || bytes.count == most ? nil : Array(bytes)
  }

  // MARK: Reading

  private struct Header {
    let version: UInt8
    let changes: Int
    let types: Int
    private let letters: Int
    private let leaps: Int
    private let indicators: Int

    init?(_ reader: inout Reader) {
      guard let start = reader.take(5), Array(start.prefix(4)) == Array("TZif".utf8),
        let version = start.last,
        reader.take(15) != nil
      else { return nil }
      var counts: [Int] = []
      for _ in 0..<6 {
        guard let count = reader.integer(4), (0...100_000).contains(count) else { return nil }
        counts.append(Int(count))
      }
      self.version = version
      indicators = counts[0] + counts[1]
      leaps = counts[2]
      changes = counts[3]
      types = counts[4]
      letters = counts[5]
    }

    /// Of the whole block that this one is the head of.
    func bytes(ofTime size: Int) -> Int { changes * (size + 1) + types * 6 + rest(ofTime: size) }

    /// Of what comes after the types.
    func rest(ofTime size: Int) -> Int { letters + leaps * (size + 4) + indicators }
  }

  private struct Reader {
    private var left: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { left = bytes[...] }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard left.count >= count else { return nil }
      defer { left = left.dropFirst(count) }
      return left.prefix(count)
    }

    /// Of so many bytes, the first one the highest, with a sign.
    mutating func integer(_ size: Int) -> Int64? {
      guard let bytes = take(size) else { return nil }
      let value = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
      let shift = Int64(64 - 8 * size)
      return (value << shift) >> shift
    }

    /// What stands between two ends of lines.
    func footer() -> String? {
      guard left.first == UInt8(ascii: "\n"), let end = left.dropFirst().firstIndex(of: UInt8(ascii: "\n"))
      else { return nil }
      return String(decoding: left[(left.startIndex + 1)..<end], as: UTF8.self)
    }
  }
}
