/// From a day to a day, both included; open where nil.
public struct DateSpan: Hashable, Codable, Sendable {
  public var from: CivilDate?
  public var to: CivilDate?

  public init(from: CivilDate? = nil, to: CivilDate? = nil) {
    self.from = from
    self.to = to
  }

  public func contains(_ date: CivilDate) -> Bool {
    if let from, date < from { return false }
    if let to, date > to { return false }
    return true
  }
}
