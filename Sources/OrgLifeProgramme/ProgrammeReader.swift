import OrgLifeCore

/// What a reading of a programme's files gave.
public struct ProgrammeReading: Sendable {
  /// nil where there is any error.
  public var programme: Programme?
  /// Of all files, sorted by file, line and column.
  public var diagnostics: [Diagnostic]
  /// Where each thing stands in the files, as far as it was read.
  public var places: ProgrammePlaces

  public init(programme: Programme?, diagnostics: [Diagnostic], places: ProgrammePlaces) {
    self.programme = programme
    self.diagnostics = diagnostics
    self.places = places
  }

  public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}

/// Where the things of a programme stand in its files, for explanations that quote file and line.
public struct ProgrammePlaces: Sendable {
  public var organisations: [Organisation.ID: Place]
  public var duties: [Duty.ID: Place]
  /// Where each value of a duty was written: an overlay's stand in another file than the rest.
  public var dutyKeys: [Duty.ID: [Key]] = [:]
  public var ladders: [Ladder.ID: Place]
  /// Of each ladder, in the order of its rungs.
  public var rungs: [Ladder.ID: [Place]]
  public var people: [Person.ID: Place]
  public var calendarDays: [CivilDate: Place]
  /// The rows of appointments.csv, in the order of the programme's appointments.
  public var appointments: [Place]

  /// A key of an entry.
  public struct Key: Hashable, Sendable {
    public var name: String
    public var place: Place
  }

  public init(
    organisations: [Organisation.ID: Place] = [:], duties: [Duty.ID: Place] = [:],
    ladders: [Ladder.ID: Place] = [:], rungs: [Ladder.ID: [Place]] = [:], people: [Person.ID: Place] = [:],
    appointments: [Place] = [], calendarDays: [CivilDate: Place] = [:]
  ) {
    self.organisations = organisations
    self.duties = duties
    self.ladders = ladders
    self.rungs = rungs
    self.people = people
    self.calendarDays = calendarDays
    self.appointments = appointments
  }
}

/// Files to a programme, checked and joined.
public enum ProgrammeReader {
  /// A pure function of the bytes: the same sources always give the same reading. All errors of all files are
  /// found in one pass; only a file whose syntax is broken hides what stands behind the break.
  public static func read(_ sources: ProgrammeSources) -> ProgrammeReading {
    let findings = Findings()
    reportUnread(sources, findings)

    let settings = SettingsReader(document(SettingsReader.file, sources, findings), findings)
    let organisations = OrganisationReader(document(OrganisationReader.file, sources, findings), findings)
    var entries = DutyEntries(findings)
    for file in Catalogue.dutyFiles(settings, sources, findings) + sources.files(in: "duties.d") {
      entries.read(document(file, sources, findings), file: file)
    }
    var duties = DutyReader(findings)
    duties.read(entries)
    var ladders = LadderReader(findings)
    for file in sources.files(in: "ladders.d") + Catalogue.ladderFiles(settings, sources) {
      ladders.read(document(file, sources, findings), file: file)
    }
    let mailColumns = Set(
      ["email"] + settings.channels.filter { $0.plugin == "email" }.compactMap(\.addressColumn))
    let roster = RosterReader(
      bytes(RosterReader.file, sources, findings), mailColumns: mailColumns, findings)
    let appointments = AppointmentReader(bytes(AppointmentReader.file, sources, findings), findings)
    var calendars = CalendarReader(findings)
    for file in sources.files(in: "calendars") {
      if let bytes = sources.files[file] { calendars.read(bytes, file: file) }
    }
    let calendar = calendars.calendar(provisional: settings.provisionalYears)

    ReferenceCheck(
      settings: settings, organisations: organisations, duties: duties, ladders: ladders, roster: roster,
      appointments: appointments, findings: findings
    ).run()

    var places = ProgrammePlaces(
      organisations: organisations.roll.places, duties: duties.roll.places, ladders: ladders.roll.places,
      rungs: ladders.rungs.mapValues { $0.map(\.place) }, people: roster.roll.places,
      appointments: appointments.appointments.map(\.person), calendarDays: calendars.places)
    places.dutyKeys = duties.keys
    var reading = ProgrammeReading(programme: nil, diagnostics: findings.diagnostics, places: places)
    guard !findings.hasErrors, let zone = settings.zone, let language = settings.language,
      let sendAt = settings.sendAt
    else { return reading }
    var programme = Programme(
      revision: sources.revision, zone: zone, language: language, sendAt: sendAt,
      quietHours: settings.quietHours, limits: settings.limits, channels: settings.channels,
      defaultChannels: settings.defaultChannels.map(\.value),
      operatorPerson: settings.operatorPerson?.value, organisations: organisations.organisations,
      duties: duties.duties, ladders: ladders.ladders, people: roster.people,
      appointments: appointments.appointments.map(\.appointment), calendar: calendar)
    programme.retention = settings.retention
    programme.recordWords = settings.recordWords
    programme.inbox = settings.inbox
    programme.switchedOff = duties.switchedOff
    for file in sources.files(in: "templates") {
      let name = String(file.dropFirst("templates/".count))
      programme.templates[name] = sources.files[file].map { String(decoding: $0, as: UTF8.self) }
    }
    reading.programme = programme
    return reading
  }

  private static func bytes(_ file: String, _ sources: ProgrammeSources, _ findings: Findings) -> [UInt8]? {
    if let bytes = sources.files[file] { return bytes }
    if !sources.unread.contains(where: { $0.path == file }) {
      findings.error("missing-file", Place(file: file), "the file is missing")
    }
    return nil
  }

  private static func document(_ file: String, _ sources: ProgrammeSources, _ findings: Findings)
    -> YAMLValue?
  {
    bytes(file, sources, findings).flatMap { YAMLDocument.read($0, file: file, findings: findings) }
  }

  private static func reportUnread(_ sources: ProgrammeSources, _ findings: Findings) {
    for unread in sources.unread {
      let place = Place(file: unread.path)
      switch unread.reason {
      case .unexpected:
        findings.warning(
          "unexpected-file", place, "this file is not read",
          hint: ProgrammeSources.expectedName(near: unread.path, findings)
            ?? "move it out of the folder, or into duties.d, ladders.d or calendars")
      case .tooLarge:
        findings.error(
          "file-too-large", place, "the file has more than 4 MiB",
          hint: "check that this is the right file, or split it")
      case .notAFile:
        findings.error("not-a-file", place, "this is not a plain file", hint: "delete it")
      case .unreadable(let reason):
        findings.error(
          "unreadable-file", place, "the file cannot be read: \(reason)",
          hint: "the user orglifed must be able to read it")
      }
    }
  }
}
