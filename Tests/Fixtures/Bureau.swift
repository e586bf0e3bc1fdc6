import Foundation
import OrgLifeCore
import OrgLifeProgramme

/// The example of the repository, which tests share.
public enum Bureau {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  public static let folder = root.appendingPathComponent("examples/bureau").path

  public static let programme = read(folder)

  /// The same bureau with the whole catalogue.
  public static let whole = read(root.appendingPathComponent("examples/whole-bureau").path)

  private static func read(_ folder: String) -> Programme {
    guard let sources = try? ProgrammeSources(folder: folder),
      let read = ProgrammeReader.read(sources).programme
    else { fatalError("\(folder) cannot be read") }
    return read
  }

  /// The bureau with some organisations only, so that a test says everything that happens.
  public static func programme(only organisations: String...) -> Programme {
    programme(programme, only: organisations)
  }

  /// The whole bureau with some organisations and duties only.
  public static func whole(only organisations: [String], duties: [String]) -> Programme {
    var programme = programme(whole, only: organisations)
    programme.duties = programme.duties.filter { duties.contains($0.id.text) }
    return programme
  }

  private static func programme(_ programme: Programme, only organisations: [String]) -> Programme {
    var programme = programme
    let kept = Set(organisations + ["leading-group", "organ-committee"])
    programme.organisations = programme.organisations.filter { kept.contains($0.key.text) }
    programme.appointments = programme.appointments.filter { kept.contains($0.organisation.text) }
    return programme
  }

  /// A time of the bureau's clocks, such as `2026-03-24T08:30`.
  public static func time(_ text: String) -> Timestamp {
    guard let instant = programme.zone.timestamp(text) else { fatalError("“\(text)” is no time") }
    return instant
  }
}

public func day(_ text: String) -> CivilDate {
  guard let date = CivilDate(text) else { fatalError("“\(text)” is no date") }
  return date
}

public func id<Noun>(_ text: String) -> Identifier<Noun> {
  guard let identifier = Identifier<Noun>(text) else { fatalError("“\(text)” is no identifier") }
  return identifier
}

extension MeetingRecord {
  /// An assembly of branch-01, unless said otherwise.
  public static func meeting(
    _ date: String, of organisation: String = "branch-01", duty: String = "member-assembly",
    makesUpFor: String? = nil
  ) -> MeetingRecord {
    MeetingRecord(
      organisation: id(organisation), duty: id(duty), date: day(date), chair: "支部书记", present: 14, due: 16,
      reference: nil, makesUpFor: makesUpFor)
  }
}

extension Item {
  /// A rectification item of branch-03.
  public static func item(_ number: String, due: String) -> Item {
    Item(
      number: id(number), duty: id("rectification"), organisation: id("branch-03"),
      owner: id("b03-accountant"),
      title: "固定资产盘点", due: day(due))
  }
}
