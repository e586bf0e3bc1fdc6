import Fixtures
import Foundation
import Testing

/// One page of what commonly goes wrong.
@Suite(.timeLimit(.minutes(5))) struct DoctorTests {
  @Test func `a service that runs has no failure, and each line fits`() throws {
    let bureau = try RunningBureau()
    let page = try bureau.ask("doctor", "--config", Bureau.folder, "--state", bureau.folder.path)
    #expect(page.status == 0, "\(page.output)\(page.errors)")
    for name in ["configuration", "daemon", "clock", "disk", "calendar", "operator", "people"] {
      #expect(page.output.contains(" \(name)"), "\(page.output)")
    }
    #expect(page.output.contains("it is shifted"))
    #expect(!page.output.contains("another programme than that"), "\(page.output)")
    #expect(page.output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(page.output)")
  }

  @Test func `what is broken fails, with what to do`() throws {
    let result = try Program.orglifectl(
      "doctor", "--config", "/nowhere", "--socket", "/nowhere/control", "--state", "/nowhere")
    #expect(result.status == 1)
    #expect(result.output.contains("fail configuration"))
    #expect(result.output.contains("fail daemon"))
    #expect(result.output.contains("--state"))
  }
}
