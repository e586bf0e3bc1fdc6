/// What one planning step writes, all of it or nothing: the cases it touched, the marks it made, the
/// deliveries that leave, and the instant up to which all rungs are now decided.
public struct Step: Sendable {
  public var plannedThrough: Timestamp
  public var cases: [Case]
  public var deliveries: [Delivery]

  public init(plannedThrough: Timestamp, cases: [Case] = [], deliveries: [Delivery] = []) {
    self.plannedThrough = plannedThrough
    self.cases = cases
    self.deliveries = deliveries
  }
}
