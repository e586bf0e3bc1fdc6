import Foundation
import OrgLifeCore
import OrgLifeLedger
import OrgLifeProgramme
import OrgLifeSchedule

/// A programme that was in force, with the files it was read from: it tells where things stood then.
struct Edition: Sendable {
  var programme: Programme
  /// nil for a programme that was never put in force by a daemon.
  var joinedAt: Timestamp?
  let roster: Roster
  private var places = ProgrammePlaces()
  private var sources: ProgrammeSources?

  init(_ programme: Programme) {
    self.programme = programme
    roster = Roster(programme)
  }

  /// - Returns: nil where this version cannot read those files any more.
  init?(_ joined: Ledger.Joined) {
    guard
      let sources = try? JSONDecoder().decode(ProgrammeSources.self, from: Data(joined.sources)),
      case let reading = ProgrammeReader.read(sources), let programme = reading.programme
    else { return nil }
    self.init(programme)
    joinedAt = joined.joinedAt
    places = reading.places
    self.sources = sources
  }

  func quote(duty: Duty.ID) -> Explanation.Quote? { places.duties[duty].map { quote($0) } }
  func quote(organisation: Organisation.ID) -> Explanation.Quote? {
    places.organisations[organisation].map { quote($0) }
  }
  func quote(ladder: Ladder.ID) -> Explanation.Quote? { places.ladders[ladder].map { quote($0) } }

  /// Where the roster has a person; the line itself holds addresses and is not told.
  func quote(person: Person.ID) -> Explanation.Quote? {
    places.people[person].map { Explanation.Quote(file: $0.file, line: $0.line) }
  }

  func quote(rung: Rung, of duty: Duty.ID) -> Explanation.Quote? {
    guard let ladder = programme.duty(duty).flatMap({ programme.ladders[$0.ladder] }),
      let index = ladder.rungs.firstIndex(where: { $0.name == rung.name }),
      let places = places.rungs[ladder.id], places.indices.contains(index)
    else { return nil }
    return quote(places[index])
  }

  /// The appointment by which a person holds a role on a day.
  func quote(
    _ person: Person.ID, as role: RoleReference, for organisation: Organisation.ID, on date: CivilDate
  )
    -> Explanation.Quote?
  {
    guard let unit = roster.unit(of: role, for: organisation, on: date),
      let index = programme.appointments.firstIndex(where: {
        $0.person == person && $0.organisation == unit && $0.role == role.role && $0.span.contains(date)
      }), places.appointments.indices.contains(index)
    else { return nil }
    return quote(places.appointments[index])
  }

  private func quote(_ place: Place) -> Explanation.Quote {
    Explanation.Quote(file: place.file, line: place.line, text: sources?.line(at: place))
  }
}
