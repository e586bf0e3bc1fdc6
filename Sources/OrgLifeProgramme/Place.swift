/// Where something stands in a file. Lines and columns count from 1, columns in Unicode scalars.
public struct Place: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  /// The path inside the programme's folder.
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String { "\(file):\(line):\(column)" }

  /// Whether it stands in what comes with the program.
  public var isShipped: Bool {
    file.hasPrefix(DutyEntries.catalogueFolder + "/") || file.hasPrefix(DutyEntries.overlayFolder + "/")
  }

  public static func < (left: Place, right: Place) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// A value and where it was read.
struct Placed<Value> {
  var value: Value
  var place: Place
}

extension Placed: Sendable where Value: Sendable {}
