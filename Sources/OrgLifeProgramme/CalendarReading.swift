import OrgLifeCore

/// One calendar file read by itself.
public struct CalendarReading: Sendable {
  public let diagnostics: [Diagnostic]
  /// In order; empty where no row could be read.
  public let years: [Int]

  public init(_ bytes: [UInt8], file: String = "calendar") {
    let findings = Findings()
    var reader = CalendarReader(findings)
    reader.read(bytes, file: file)
    years = Set(reader.entries.keys.map(\.year)).sorted()
    diagnostics = findings.diagnostics
  }

  public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}
