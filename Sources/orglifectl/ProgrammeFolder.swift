import OrgLifeCore
import OrgLifeDaemon
import OrgLifeProgramme

extension ProgrammeReading {
  /// Reads a folder as the daemon would. Every error is said with its place before the program ends with 78.
  static func whole(folder: String) throws -> (programme: Programme, places: ProgrammePlaces) {
    let reading: ProgrammeReading
    do { reading = ProgrammeReader.read(try ProgrammeSources(folder: folder)).checkingTemplates() } catch {
      throw Exit.saying("\(error)", Exit.configuration)
    }
    guard let programme = reading.programme else {
      throw Exit.saying(
        "the configuration has errors\n" + reading.errors.map(\.description).joined(separator: "\n"),
        Exit.configuration)
    }
    return (programme, reading.places)
  }
}

extension Programme {
  static func read(folder: String) throws -> Programme {
    try ProgrammeReading.whole(folder: folder).programme
  }
}
