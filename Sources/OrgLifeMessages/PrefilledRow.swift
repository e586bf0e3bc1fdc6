import OrgLifeCore
import OrgLifeSchedule

/// A row of records as a branch officer gets it: what is known is filled in, the rest is to be written behind it.
///
/// Its columns are those that the reader of record files knows, in its order.
struct PrefilledRow {
  var organisation: Organisation.ID
  var duty: Duty.ID
  var period: Period

  static func header(_ language: Language) -> String {
    switch language {
    case .chinese: "组织,事项,周期,日期,主持人,实到,应到,记录存放"
    case .english: "organisation,duty,period,date,chair,present,due,reference"
    }
  }

  /// Ids and periods hold nothing that CSV would have to quote.
  var text: String { "\(organisation),\(duty),\(period),,,,," }
}

extension Matter {
  /// nil where no meeting is owed, or whoever reads it stands above the unit that holds it.
  var prefilledRow: PrefilledRow? {
    guard !isFromAbove, let period = obligation.period else { return nil }
    return PrefilledRow(organisation: obligation.organisation, duty: obligation.duty, period: period)
  }
}
