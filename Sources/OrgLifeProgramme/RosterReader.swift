import OrgLifeCore

/// `people.csv`: who is reminded and who answers.
struct RosterReader {
  static let file = "people.csv"
  private static let ownColumns = ["id", "name", "name_en", "language", "login"]

  private(set) var people: [Person.ID: Person] = [:]
  private(set) var roll = Roll<Person>("person")
  /// Columns that hold addresses; nil where the file has no header to tell.
  private(set) var addressColumns: [Placed<String>]?

  init(_ bytes: [UInt8]?, mailColumns: Set<String>, _ findings: Findings) {
    guard let bytes,
      let table = CSVTable(
        bytes, file: RosterReader.file, required: RosterReader.ownColumns + ["email"], findings: findings)
    else {
      roll.isComplete = false
      return
    }
    if !table.isComplete { roll.isComplete = false }
    let columns = table.header.filter { !RosterReader.ownColumns.contains($0.value) }
    addressColumns = columns
    people.reserveCapacity(table.rows.count)
    var logins: [String: Place] = [:]
    for row in table.rows { read(row, columns.map(\.value), mailColumns, &logins, findings) }
  }

  private mutating func read(
    _ row: CSVTable.Row, _ columns: [String], _ mailColumns: Set<String>, _ logins: inout [String: Place],
    _ findings: Findings
  ) {
    let id: Placed<Person.ID>? = row.required("id", .identifier())
    let name = row.required("name", .line)
    let english = row.optional("name_en", .line)
    let language: Placed<Language>? = row.optional("language", .choice())
    let login = row.optional("login", .line)
    if let login {
      if let first = logins[login.value] {
        findings.error(
          "duplicate-id", login.place,
          "the login “\(shown(login.value))” is given again; it stands already at \(first)",
          hint: "a login belongs to one person")
      }
      logins[login.value] = login.place
    }
    var addresses: [String: String] = [:]
    for column in columns {
      let form: FieldForm<String> = mailColumns.contains(column) ? .mailAddress : .line
      if let address = row.optional(column, form) { addresses[column] = address.value }
    }
    guard let id else {
      roll.isComplete = false
      return
    }
    guard roll.enter(id, findings), let name else { return }
    people[id.value] = Person(
      id: id.value, name: Words(chinese: name.value, english: english?.value ?? name.value),
      language: language?.value, login: login?.value, addresses: addresses)
  }
}
