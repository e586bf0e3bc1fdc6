import OrgLifeCore

/// `appointments.csv`: who is what, where, from when to when.
struct AppointmentReader {
  static let file = "appointments.csv"

  /// An appointment with the places of what it refers to.
  struct PlacedAppointment {
    var appointment: Appointment
    var person: Place
    var organisation: Place
    var role: Place
  }

  private(set) var appointments: [PlacedAppointment] = []
  private(set) var isComplete = true

  init(_ bytes: [UInt8]?, _ findings: Findings) {
    let columns = ["person", "organisation", "role", "from", "to"]
    guard let bytes,
      let table = CSVTable(bytes, file: AppointmentReader.file, required: columns, findings: findings)
    else {
      isComplete = false
      return
    }
    isComplete = table.isComplete
    for column in table.header where !columns.contains(column.value) {
      findings.error(
        "unknown-column", column.place, "there is no column “\(shown(column.value))”",
        hint: findings.suggestion(for: column.value, among: columns)
          ?? "the columns are \(columns.joined(separator: ","))")
    }
    appointments.reserveCapacity(table.rows.count)
    var seen: [Appointment: Place] = [:]
    for row in table.rows { read(row, &seen, findings) }
  }

  private mutating func read(_ row: CSVTable.Row, _ seen: inout [Appointment: Place], _ findings: Findings) {
    let person: Placed<Person.ID>? = row.required("person", .identifier())
    let organisation: Placed<Organisation.ID>? = row.required("organisation", .identifier())
    let role: Placed<Role>? = row.required("role", .identifier())
    let span = findings.span(row.optional("from", .date), row.optional("to", .date), from: "from", to: "to")
    guard let person, let organisation, let role else {
      isComplete = false
      return
    }
    let appointment = Appointment(
      person: person.value, organisation: organisation.value, role: role.value, span: span)
    if let first = seen[appointment] {
      findings.warning(
        "duplicate-appointment", row.place, "this row is the same as the one at \(first)", hint: "delete it")
      return
    }
    seen[appointment] = row.place
    if RoleReference(role.value.text)?.role == nil {
      findings.error(
        "bad-value", role.place, "“\(role.value)” cannot be a role: the word has a meaning of its own")
    }
    appointments.append(
      PlacedAppointment(
        appointment: appointment, person: person.place, organisation: organisation.place, role: role.place))
  }
}
