import Glibc

/// What a plugin says on standard error, as lines that a log can bear: of a length, and after so many in a window of time
/// only counted.
///
/// Each delivery that the plugin is asked for allows a few lines more, so that one whose deliveries are lines, as the log
/// channel's are where there is no journal, is never cut short.
public struct PluginSpeech: Sendable {
  public struct Line: Hashable, Sendable {
    /// As syslog counts: 3 is an error, 6 information. A line says it by `<3>` in front.
    public var priority: Int
    public var text: String

    public init(priority: Int = 6, text: String) {
      self.priority = priority
      self.text = text
    }
  }

  /// A longer line is cut here.
  public static let longestBytes = 4096
  public static let linesInAWindow = 100
  public static let windowSeconds = 10.0
  public static let linesOfADelivery = 4
  private static let mostOfDeliveries = 400

  private var line: [UInt8] = []
  private var spokenInWindow = 0
  private var granted = 0
  private var unsaid = 0
  private var last: [UInt8] = []

  public init() {}

  /// The last line that had anything in it, said or not; nil where there was none.
  public var lastWords: String? { last.isEmpty ? nil : String(Self.read(last).text.prefix(300)) }

  public mutating func forgetLastWords() { last = [] }

  /// Whether something was said since the last window ended, so that this one has to end too.
  public var isCounting: Bool { spokenInWindow > 0 }

  /// A delivery is asked for.
  public mutating func grant() {
    granted = min(granted + Self.linesOfADelivery, Self.mostOfDeliveries)
  }

  /// Takes what was read, and gives the lines that it ends.
  public mutating func hear(_ bytes: UnsafeRawBufferPointer) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
      let end = memchr(base, 10, rest.count).map { rest.startIndex + (UnsafeRawPointer($0) - base) }
      let piece = rest[..<(end ?? rest.endIndex)]
      // One byte more than is said tells that it was cut.
      line += piece.prefix(Self.longestBytes + 1 - line.count)
      guard let end else { break }
      lines += finishLine()
      rest = rest[(end + 1)...]
    }
    return lines
  }

  /// The window is over: says how many lines were not said in it.
  public mutating func endWindow() -> Line? {
    defer { (spokenInWindow, unsaid) = (0, 0) }
    guard unsaid > 0 else { return nil }
    return Line(priority: 4, text: "… \(unsaid) more line\(unsaid == 1 ? "" : "s")")
  }

  /// The plugin's process is gone: what it had begun to say, if anything.
  public mutating func finish() -> [Line] { finishLine() }

  private mutating func finishLine() -> [Line] {
    guard !line.isEmpty else { return [] }
    last = line
    line = []
    if granted > 0 {
      granted -= 1
    } else if spokenInWindow < Self.linesInAWindow {
      spokenInWindow += 1
    } else {
      unsaid += 1
      return []
    }
    return [Self.read(last)]
  }

  /// Without control characters, which reach terminals.
  private static func read(_ bytes: [UInt8]) -> Line {
    var bytes = bytes[...]
    var priority = 6
    if bytes.count >= 3, bytes.first == UInt8(ascii: "<"), bytes[bytes.startIndex + 2] == UInt8(ascii: ">"),
      let digit = Optional(bytes[bytes.startIndex + 1]),
      (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit)
    {
      priority = Int(digit - UInt8(ascii: "0"))
      bytes = bytes.dropFirst(3)
    }
    let isCut = bytes.count > longestBytes
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes.prefix(longestBytes), as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: if scalar == "\t" { text.append(" ") }
      default: text.append(scalar)
      }
    }
    return Line(priority: priority, text: String(text) + (isCut ? "…" : ""))
  }
}
