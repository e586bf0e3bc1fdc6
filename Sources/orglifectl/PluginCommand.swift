import ArgumentParser
import Foundation
import OrgLifeDaemon
import PluginTesting
import Varlink

struct PluginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "For authors of plugins.",
    discussion: """
      A plugin is a program that takes messages over a socket; docs/writing-a-plugin.md is about its making.

        orglifectl plugin test ./orglife-plugin-filedrop \\
          --settings '{"folder":"/tmp/drop"}'
      """, subcommands: [Test.self])

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold a plugin's program against the suite that every plugin passes.",
      discussion: """
        The program is started twice and tried over its wire. Something is really delivered only to the \
        address that --address names, or, with --deliver, by a channel that needs none.

          orglifectl plugin test ./orglife-plugin-filedrop \\
            --settings '{"folder":"/tmp/drop"}'

        Exit status: 0 every claim holds; 1 one does not.
        """)

    @Argument(help: "The program.", completion: .file()) var path: String
    @Option(help: ArgumentHelp("The channel's settings, a JSON object.", valueName: "json")) var settings =
      "{}"
    @Option(help: ArgumentHelp("An address that may get what is delivered.", valueName: "address"))
    var address: String?
    @Flag(help: "Deliver, although no address is given.") var deliver = false
    @Flag(help: "Print JSON.") var json = false

    private struct Report: Encodable {
      struct Claim: Encodable {
        var claim: String
        var failure: String?
        var holds: Bool
      }

      var plugin: String
      var claims: [Claim]
    }

    func run() async throws {
      let value = try settingsObject()
      let program = URL(fileURLWithPath: path).standardizedFileURL.path
      guard access(program, X_OK) == 0 else {
        throw Exit.saying("\(path) is no program: \(String(cString: strerror(errno)))", Exit.noSuchThing)
      }
      let suite = PluginConformance(settings: value, address: address, mayDeliver: deliver || address != nil)
      let findings = await suite.check(executable: program)
      let failed = findings.count { !$0.holds }
      if json {
        let claims = findings.map { Report.Claim(claim: $0.claim, failure: $0.failure, holds: $0.holds) }
        try printJSON(schema: "plugin-test", Report(plugin: path, claims: claims))
      } else {
        for finding in findings {
          print(Style.ofThisProcess.painted("\(finding)", finding.holds ? nil : .red))
        }
        print("\n\(findings.count - failed) of \(findings.count) claims hold")
      }
      if failed > 0 { throw Exit.no }
    }

    private func settingsObject() throws -> JSONValue {
      guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(settings.utf8)),
        case .object = value
      else {
        throw ValidationError("--settings is no JSON object; write it like '{\"folder\":\"/tmp/drop\"}'.")
      }
      return value
    }
  }
}
