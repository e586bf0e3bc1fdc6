import Fuzzing
import OrgLifeCore
import OrgLifeProgramme

/// A file of facts, as `orglifectl simulate --facts` reads it; and the same bytes as a year's calendar.
enum FactsTrial {
  static func run(_ input: [UInt8]) {
    guard let programme = base.programme else {
      return hold(false, "the small programme has no fault: \(base.diagnostics)")
    }
    let (statements, diagnostics) = FactsFile.read(input, file: "facts.yaml", programme: programme)
    hold(statements.map(\.at) == statements.map(\.at).sorted(), "facts are in order")
    let lines = Lines(input)
    for diagnostic in diagnostics {
      hold(lines.hold(line: diagnostic.line, column: diagnostic.column), "a place in the file: \(diagnostic)")
      hold(diagnostic.message.isOneLine && diagnostic.hint?.isOneLine != false, "one line: \(diagnostic)")
      hold(diagnostic.message.utf8.count <= 1000, "not endless: \(diagnostic)")
    }
    if statements.isEmpty, diagnostics.isEmpty {
      hold(String(decoding: input, as: UTF8.self).contains("facts"), "what says nothing is reported")
    }
  }

  private static let base = ProgrammeReader.read(ProgrammeSources(files: Base.files))
}

@_cdecl("LLVMFuzzerTestOneInput")
public func trial(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FactsTrial.run(bytes(start, count))
  return 0
}
