import OrgLifeCore

/// What a programme consists of, in numbers.
public struct ProgrammeSummary: Hashable, Codable, Sendable {
  public struct Year: Hashable, Codable, Sendable {
    public var year: Int
    public var status: WorkingDayCalendar.Status
  }

  public var revision: String
  public var organisations: Int
  /// By the kind's word in the files, without kinds of which there is none.
  public var organisationsByKind: [String: Int]
  public var duties: Int
  public var ladders: Int
  public var rungs: Int
  public var people: Int
  public var appointments: Int
  public var calendarYears: [Year]
  public var channels: [String]

  public init(of programme: Programme) {
    revision = programme.revision
    organisations = programme.organisations.count
    organisationsByKind = programme.organisations.values.reduce(into: [:]) {
      $0[$1.kind.rawValue, default: 0] += 1
    }
    duties = programme.duties.count
    ladders = programme.ladders.count
    rungs = programme.ladders.values.reduce(0) { $0 + $1.rungs.count }
    people = programme.people.count
    appointments = programme.appointments.count
    calendarYears = programme.calendar.years.sorted { $0.key < $1.key }.map {
      Year(year: $0.key, status: $0.value)
    }
    channels = programme.channels.map(\.id.text)
  }

  /// A few lines of at most 80 columns.
  public var text: String {
    let kinds = Organisation.Kind.allCases.compactMap { kind in
      organisationsByKind[kind.rawValue].map { "\($0) \(kind.rawValue)" }
    }
    let years = calendarYears.map { $0.status == .official ? "\($0.year)" : "\($0.year) (provisional)" }
    let counts = [
      counted(duties, "duty", "duties"), counted(ladders, "ladder", "ladders"),
      counted(rungs, "rung", "rungs"),
      counted(people, "person", "people"), counted(appointments, "appointment", "appointments"),
    ]
    return [
      wrapped(counted(organisations, "organisation", "organisations") + ": ", kinds),
      wrapped("", counts), wrapped("calendar: ", years), wrapped("channels: ", channels),
    ].joined(separator: "\n")
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private func wrapped(_ title: String, _ words: [String]) -> String {
    var lines: [String] = []
    var line = title
    for (index, word) in words.enumerated() {
      let piece = word + (index + 1 < words.count ? ", " : "")
      if line.count + piece.count > 80, !line.isEmpty {
        lines.append(line)
        line = "  "
      }
      line += piece
    }
    lines.append(line)
    return lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }.joined(separator: "\n")
  }
}
