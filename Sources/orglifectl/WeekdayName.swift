import OrgLifeCore

extension Weekday {
  /// For people: `Friday`.
  var name: String { "\(self)".prefix(1).uppercased() + "\(self)".dropFirst() }

  /// For tables: `Fri`.
  var short: String { String(name.prefix(3)) }
}
