import OrgLifeCore
import OrgLifeMessages
import OrgLifeProgramme

extension ProgrammeReading {
  /// The same with what is wrong with the programme's own templates: each is rendered for every duty, rung and language.
  public func checkingTemplates() -> ProgrammeReading {
    guard let programme else { return self }
    let faults = TemplateFault.all(in: programme).map {
      Diagnostic(
        file: $0.file, line: $0.line, column: $0.column, severity: .error, code: "bad-template",
        message: $0.message)
    }
    guard !faults.isEmpty else { return self }
    return ProgrammeReading(programme: nil, diagnostics: diagnostics + faults, places: places)
  }
}
