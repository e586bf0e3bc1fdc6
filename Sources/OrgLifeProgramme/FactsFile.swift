import OrgLifeCore

/// The YAML form of facts, for `orglifectl simulate --facts`.
public enum FactsFile {
  /// The statements sorted by the moment at which they are learned, in the order of the file where that is the
  /// same, and all diagnostics. Statements with an error are left out.
  public static func read(_ bytes: [UInt8], file: String, programme: Programme) -> (
    statements: [TimedStatement], diagnostics: [Diagnostic]
  ) {
    let findings = Findings()
    var reader = FactsReader(programme, findings)
    if let document = YAMLDocument.read(bytes, file: file, findings: findings) { reader.read(document, file) }
    let sorted = reader.statements.enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }
    return (sorted.map(\.element), findings.diagnostics)
  }
}
