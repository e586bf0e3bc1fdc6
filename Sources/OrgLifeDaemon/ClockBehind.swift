import OrgLifeCore

/// The clock is more than a day before what was decided already: nothing is sent until somebody says which is right.
struct ClockBehind: Error, CustomStringConvertible {
  var now: String
  var through: String

  var description: String {
    "the clock says \(now), but all is decided up to \(through); set the clock right, or, where it is right now, "
      + "run “orglifectl clock accept”"
  }
}
