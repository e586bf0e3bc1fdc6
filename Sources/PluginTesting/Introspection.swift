import PluginKit
import Varlink

/// What a plugin says about itself.
struct Introspection {
  var path: String

  private struct Info: Decodable, Sendable {
    var interfaces: [String]
    var version: String
  }
  private struct Asked: Encodable, Sendable { var interface: String }
  private struct Text: Decodable, Sendable { var description: String }

  var trials: [(String, PluginConformance.Trial)] {
    let path = path
    return [
      (
        "GetInfo lists \(PluginInterface.name)",
        {
          let client = try await VarlinkClient.connect(to: path)
          defer { client.close() }
          let info = try await client.call(
            "org.varlink.service.GetInfo", returning: Info.self, deadlineSeconds: 10)
          guard info.interfaces.contains(PluginInterface.name) else {
            throw Refuted("it lists \(info.interfaces)")
          }
        }
      ),
      (
        "GetInterfaceDescription tells every method of the contract",
        {
          let client = try await VarlinkClient.connect(to: path)
          defer { client.close() }
          let text = try await client.call(
            "org.varlink.service.GetInterfaceDescription", parameters: Asked(interface: PluginInterface.name),
            returning: Text.self, deadlineSeconds: 10)
          let declared = VarlinkInterface(text.description)
          let missing = VarlinkInterface(PluginInterface.text).methods.subtracting(declared.methods)
          guard missing.isEmpty else { throw Refuted("without \(missing.sorted())") }
        }
      ),
      (
        "Describe answers before Configure, with everything an operator needs",
        {
          let description = try await PluginConnection.describe(path: path)
          if let fault = Self.fault(in: description) { throw Refuted(fault) }
        }
      ),
      (
        "an unknown method and an unknown interface are answered with the errors of Varlink",
        {
          for (method, name) in [
            ("\(PluginInterface.name).Nothing", "MethodNotFound"),
            ("org.example.Nobody.Home", "InterfaceNotFound"),
          ] {
            let client = try await VarlinkClient.connect(to: path)
            defer { client.close() }
            do throws(VarlinkError) {
              _ = try await client.call(method, deadlineSeconds: 10)
            } catch {
              guard case .fault(let fault) = error, fault.name == "org.varlink.service.\(name)" else {
                throw Refuted("\(method) gave \(error)")
              }
              continue
            }
            throw Refuted("\(method) was answered")
          }
        }
      ),
    ]
  }

  private static func fault(in description: PluginDescription) -> String? {
    let isWord = description.name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45
    }
    guard isWord, !description.name.isEmpty else {
      return "its name is no lower-case word: \(description.name)"
    }
    guard !description.version.isEmpty else { return "it has no version" }
    guard description.summary.contains(" ") else { return "its summary is no sentence" }
    guard (1...3600).contains(description.longestDeliverySeconds) else {
      return "longestDeliverySeconds is \(description.longestDeliverySeconds)"
    }
    for setting in description.settings where setting.help.isEmpty || setting.type.isEmpty {
      return "the setting \(setting.name) is not explained"
    }
    let names = description.settings.map(\.name)
    return Set(names).count == names.count ? nil : "a setting is described twice"
  }
}
