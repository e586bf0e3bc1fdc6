import OrgLifeCore

/// When messages may leave.
public struct Mornings: Sendable {
  private let programme: Programme
  private let days: WorkingDays

  public init(_ programme: Programme) {
    self.programme = programme
    days = WorkingDays(programme.calendar)
  }

  /// The moment itself, or the next working morning where it falls into the quiet hours.
  public func outsideQuietHours(_ moment: Timestamp) -> Timestamp {
    let (date, time) = programme.zone.local(at: moment)
    guard let quiet = programme.quietHours, quiet.contains(time) else { return moment }
    let opening = max(programme.sendAt, quiet.contains(programme.sendAt) ? quiet.to : programme.sendAt)
    let day = days.next(from: time < opening ? date : date.adding(days: 1))
    return programme.zone.timestamp(of: day, at: opening)
  }

  /// The day whose digest a line that is decided now belongs to: today where today is worked.
  public func digestDay(at moment: Timestamp) -> CivilDate {
    days.next(from: programme.zone.date(at: moment))
  }

  public func digestDay(after day: CivilDate) -> CivilDate {
    days.next(from: day.adding(days: 1))
  }

  /// A digest leaves at the programme's time, or at once where that is past.
  public func digestMoment(on day: CivilDate, now: Timestamp) -> Timestamp {
    outsideQuietHours(max(now, programme.zone.timestamp(of: day, at: programme.sendAt)))
  }
}
