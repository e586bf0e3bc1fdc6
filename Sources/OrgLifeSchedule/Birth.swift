import OrgLifeCore

/// Why an obligation is owed from its moment on.
public enum Birth: String, Codable, Sendable {
  /// Its period began.
  case began
  case dutyInForce = "duty in force"
  case organisationFormed = "organisation formed"
  case inService = "in service"
  case adopted
  case entered
  case extended
}

extension Agenda {
  public func birth(of obligation: Obligation, facts: Facts) -> Birth {
    if obligation.bornAt == inServiceSince { return .inService }
    if let item = obligation.item {
      let isMoved = facts.items[item.number]?.extensions.contains { $0.at == obligation.bornAt }
      return isMoved == true ? .extended : .entered
    }
    if obligation.course != nil { return .entered }
    if obligation.term != nil, obligation.word.contains("~") { return .extended }
    let day = programme.zone.date(at: obligation.bornAt)
    if obligation.bornAt < inServiceSince, facts.adoptedFrom(knownAt: .distantFuture) == day {
      return .adopted
    }
    if let period = obligation.period, obligation.fixedDay != nil || period.firstDay < day {
      if programme.organisations[obligation.organisation]?.life.from == day { return .organisationFormed }
      if duty(obligation.duty)?.effective.from == day { return .dutyInForce }
    }
    return .began
  }
}
