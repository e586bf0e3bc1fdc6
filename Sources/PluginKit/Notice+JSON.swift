import FoundationEssentials

extension Notice {
  /// The whole notice as JSON, one member a line, names in alphabetical order, with a line break at the end.
  public var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    // Strings, lists and maps of strings: there is nothing in a notice that JSON cannot say.
    guard let data = try? encoder.encode(self) else { preconditionFailure("a notice is JSON") }
    return [UInt8](data) + [10]
  }
}
