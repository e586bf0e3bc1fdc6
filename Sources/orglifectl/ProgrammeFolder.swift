import OrgLifeCore
import OrgLifeProgramme

extension Programme {
  /// Reads a folder as the daemon would. Every error is said with its place before the program ends with 78.
  static func read(folder: String) throws -> Programme {
    let reading: ProgrammeReading
    do { reading = ProgrammeReader.read(try ProgrammeSources(folder: folder)) } catch {
      throw Exit.saying("\(error)", Exit.configuration)
    }
    guard let programme = reading.programme else {
      throw Exit.saying(
        "the configuration has errors\n" + reading.errors.map(\.description).joined(separator: "\n"),
        Exit.configuration)
    }
    return programme
  }
}
