/// Somebody in the roster. Ordinary members need not be in it: only who is reminded or answers for something.
public struct Person: Hashable, Codable, Sendable {
  public typealias ID = Identifier<Person>

  public var id: ID
  public var name: Words
  /// nil means the programme's language.
  public var language: Language?
  /// The Unix login of this person on the daemon's machine, which makes a caller this person.
  public var login: String?
  /// By the name of the roster's column (`email`), where it is not empty.
  public var addresses: [String: String]

  public init(
    id: ID, name: Words, language: Language? = nil, login: String? = nil,
    addresses: [String: String] = [:]
  ) {
    self.id = id
    self.name = name
    self.language = language
    self.login = login
    self.addresses = addresses
  }
}

/// A role in an organisation, from a day to a day.
public struct Appointment: Hashable, Codable, Sendable {
  public var person: Person.ID
  public var organisation: Organisation.ID
  public var role: Role
  public var span: DateSpan

  public init(person: Person.ID, organisation: Organisation.ID, role: Role, span: DateSpan) {
    self.person = person
    self.organisation = organisation
    self.role = role
    self.span = span
  }
}
