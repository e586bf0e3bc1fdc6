import ArgumentParser
import Foundation
import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "One page of what commonly goes wrong, with what to do about it.",
    discussion: """
      Looks at the configuration, the daemon, its clock, its channels, the disk, the calendar, the operator and the \
      people; changes and sends nothing. The daemon asks each channel whether it can send now, which takes half a \
      minute at most.

        orglifectl doctor
        orglifectl doctor --config examples/bureau --json

      Exit status: 0 nothing failed; 1 something did.
      """)

  @Option(help: ArgumentHelp("The configuration.", valueName: "folder"), completion: .directory)
  var config = "/etc/orglifed"
  @Option(help: ArgumentHelp("Where the ledger is.", valueName: "folder"), completion: .directory)
  var state = "/var/lib/orglifed"
  @OptionGroup var daemon: DaemonOptions

  func run() async throws {
    var checks: [DoctorCheck] = []
    let programme = configuration(&checks)
    let status = await service(programme, &checks)
    checks += await channels(programme, isAsked: status != nil)
    checks.append(disk())
    if let programme {
      let clock = status.flatMap { CivilDate(String($0.now.prefix(10))) }
      let today = clock ?? programme.zone.date(at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
      checks += DoctorRules.checks(of: programme, today: today)
    }
    if daemon.json {
      try printJSON(schema: "doctor", ["checks": checks])
    } else {
      print(DoctorCommand.page(of: checks))
    }
    if checks.contains(where: { $0.result == .fail }) { throw Exit.no }
  }

  private func configuration(_ checks: inout [DoctorCheck]) -> Programme? {
    let reading: ProgrammeReading
    do { reading = ProgrammeReader.read(try ProgrammeSources(folder: config)) } catch {
      checks.append(
        DoctorCheck(
          "configuration", .fail, "\(error)", todo: "name the folder with --config, if it is another"))
      return nil
    }
    let command = "orglifectl check-config \(config)"
    guard let programme = reading.programme else {
      checks.append(
        DoctorCheck("configuration", .fail, "\(config) has \(reading.errors.count) errors", todo: command))
      return nil
    }
    let warnings = reading.diagnostics.count { $0.severity == .warning }
    checks.append(
      warnings > 0
        ? DoctorCheck("configuration", .warn, "\(config) has \(warnings) warnings", todo: command)
        : DoctorCheck("configuration", .ok, "\(config) reads, \(programme.duties.count) duties"))
    return programme
  }

  private func service(_ programme: Programme?, _ checks: inout [DoctorCheck]) async -> Control.Status? {
    let answer: Control.StatusAnswer
    do { answer = try await daemon.call("GetStatus") } catch {
      let reason = (error as? Failure)?.message ?? "\(error)"
      checks.append(DoctorCheck("daemon", .fail, reason))
      return nil
    }
    let status = answer.status
    checks.append(DoctorCheck("daemon", .ok, "version \(status.version) answers, and its ledger is open"))
    if let programme, programme.revision != status.revision {
      checks.append(
        DoctorCheck(
          "daemon", .warn, "another programme than that of \(config) is in force", todo: "orglifectl reload"))
    }
    for warning in status.warnings {
      let stops = warning.hasPrefix("nothing is sent")
      checks.append(DoctorCheck("daemon", stops ? .fail : .warn, warning))
    }
    checks.append(clock(of: status))
    return status
  }

  /// What the plugins say, as the daemon hears it: without one nobody can ask them in its place.
  private func channels(_ programme: Programme?, isAsked: Bool) async -> [DoctorCheck] {
    let names = (programme?.channels ?? []).map(\.id.text).joined(separator: ", ")
    guard isAsked else {
      guard !names.isEmpty else { return [] }
      return [
        DoctorCheck(
          "channels", .warn, "\(names): not checked, as only the daemon can ask them",
          todo: "start the daemon, then ask again")
      ]
    }
    do {
      let answer: Control.ProbeAnswer = try await daemon.call("ProbeChannels")
      return answer.channels.map(DoctorRules.channel)
    } catch {
      return [DoctorCheck("channels", .warn, (error as? Failure)?.message ?? "\(error)")]
    }
  }

  private func clock(of status: Control.Status) -> DoctorCheck {
    if status.clockShifted {
      return DoctorCheck(
        "clock", .warn, "it is shifted, for trying out, to \(status.now)", todo: "start without --clock-start"
      )
    }
    // By days: texts of the same day may differ in their offset where the zone changed it.
    let (now, planned) = (status.now.prefix(10), status.plannedThrough.prefix(10))
    guard now >= planned else {
      return DoctorCheck(
        "clock", .fail, "it shows \(status.now), and was at \(status.plannedThrough) before",
        todo: "set the clock: until it is there again, nothing new is sent")
    }
    return DoctorCheck("clock", .ok, "it shows \(status.now)")
  }

  private func disk() -> DoctorCheck {
    do {
      let attributes = try FileManager.default.attributesOfFileSystem(forPath: state)
      guard let free = attributes[.systemFreeSize] as? NSNumber else {
        return DoctorCheck("disk", .warn, "the free space at \(state) is not known")
      }
      return DoctorRules.disk(free: free.int64Value, at: state)
    } catch {
      return DoctorCheck(
        "disk", .warn, "\(state) cannot be looked at", todo: "name the folder with --state, if it is another")
    }
  }

  static func page(of checks: [DoctorCheck]) -> String {
    var page = Paragraph()
    for check in checks {
      let result = check.result.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
      let name = check.name.padding(toLength: 14, withPad: " ", startingAt: 0)
      page.add("\(result)\(name)\(check.finding)", hang: 19)
      if let todo = check.todo { page.add("→ \(todo)", indent: 19) }
    }
    return page.text
  }
}
