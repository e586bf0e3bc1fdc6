import Fixtures
import Foundation
import Testing

/// One page of what commonly goes wrong.
@Suite(.timeLimit(.minutes(5))) struct DoctorTests {
  @Test func `a service that runs has no failure, and each line fits`() throws {
    let bureau = try RunningBureau()
    let page = try bureau.ask("doctor", "--config", Bureau.folder, "--state", bureau.folder.path)
    #expect(page.status == 0, "\(page.output)\(page.errors)")
    for name in ["configuration", "daemon", "clock", "channel", "disk", "calendar", "operator", "people"] {
      #expect(page.output.contains(" \(name)"), "\(page.output)")
    }
    for channel in ["mail", "drop", "log"] {
      #expect(page.output.contains("\(channel) answers"), "\(page.output)")
    }
    #expect(page.output.contains("it is shifted"))
    #expect(!page.output.contains("another programme than that"), "\(page.output)")
    #expect(page.output.split(separator: "\n").allSatisfy { columns($0) <= 80 }, "\(page.output)")
  }

  @Test func `a channel that cannot send fails, with the reason and what to do, and the others answer`()
    throws
  {
    let folder = try Scratch()
    try FileManager.default.copyItem(atPath: Bureau.folder, toPath: folder.path + "/bureau")
    let settings = try folder.text("bureau/orglifed.yaml")
    let maildir = "maildir: \"${state}/mail\""
    try #require(settings.contains(maildir))
    // The port of a service that nobody may have on this machine: refused at once.
    try folder.write(
      settings.replacing(maildir, with: "smtp: {host: 127.0.0.1, port: 1, security: none}"),
      to: "bureau/orglifed.yaml")
    let bureau = try RunningBureau(config: folder.path + "/bureau")
    let page = try bureau.ask("doctor", "--config", folder.path + "/bureau", "--state", bureau.folder.path)
    #expect(page.status == 1, "\(page.output)")
    let line = page.output.split(separator: "\n").first { $0.hasPrefix("fail channel") }
    #expect(line?.contains("mail: ") == true, "\(page.output)")
    #expect(page.output.contains("tried again by itself"), "\(page.output)")
    #expect(page.output.contains("drop answers") && page.output.contains("log answers"), "\(page.output)")
  }

  @Test func `without a daemon it says which channels it could not check`() throws {
    let page = try Program.orglifectl("doctor", "--config", Bureau.folder, "--socket", "/nowhere/control")
    #expect(page.output.contains("mail, drop, log: not checked"), "\(page.output)")
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
