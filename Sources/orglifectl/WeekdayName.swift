import OrgLifeCore

extension Weekday {
  /// For people: `Friday`.
  var name: String { "\(self)".prefix(1).uppercased() + "\(self)".dropFirst() }
}
