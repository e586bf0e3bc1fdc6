import PluginKit
import Varlink

/// Settings, good and bad.
struct Configuring {
  var path: String
  var suite: PluginConformance

  private struct Call: Encodable, Sendable {
    var notice: Notice?
    var payload: Payload?
    var attempt: Attempt?
  }

  var trials: [(String, PluginConformance.Trial)] {
    var trials: [(String, PluginConformance.Trial)] = [
      ("calls before Configure are answered NotConfigured", beforeConfigure),
      ("good settings are taken", { try await suite.open(path).close() }),
      (
        "an unknown setting is refused by its name",
        { try await refuses(Self.adding("no-such-setting", to: suite.settings), naming: "no-such-setting") }
      ),
      (
        "refused settings leave the connection as it was",
        {
          let client = try await VarlinkClient.connect(to: path)
          defer { client.close() }
          for settings in [Self.adding("no-such-setting", to: suite.settings), suite.settings] {
            let call = ["settings": settings, "revision": "1"]
            do throws(VarlinkError) {
              _ = try await client.call(
                "\(PluginInterface.name).Configure", parameters: call, deadlineSeconds: 30)
            } catch {
              guard case .fault = error, settings != suite.settings else { throw error }
            }
          }
        }
      ),
    ]
    for bad in suite.badSettings {
      trials.append(
        (
          "bad settings are refused with a sentence that names \(bad.names)",
          { try await refuses(bad.settings, naming: bad.names) }
        ))
    }
    return trials
  }

  private func beforeConfigure() async throws {
    let notice = SampleNotices.reminder(address: suite.address)
    let payload = Payload(bytes: [], contentType: "text/plain")
    let attempt = Attempt(key: notice.key, number: 1, deadlineSeconds: 5)
    let calls = [
      ("Probe", Call()), ("Render", Call(notice: notice)),
      ("Deliver", Call(payload: payload, attempt: attempt)),
    ]
    for (name, call) in calls {
      let client = try await VarlinkClient.connect(to: path)
      defer { client.close() }
      do throws(VarlinkError) {
        _ = try await client.call("\(PluginInterface.name).\(name)", parameters: call, deadlineSeconds: 10)
      } catch {
        guard case .fault(let fault) = error, fault.name == "\(PluginInterface.name).NotConfigured" else {
          throw Refuted("\(name) gave \(error)")
        }
        continue
      }
      throw Refuted("\(name) was answered")
    }
  }

  private func refuses(_ settings: JSONValue, naming name: String) async throws {
    do throws(PluginConnectionError) {
      try await PluginConnection.open(path: path, settings: settings, revision: "bad").close()
    } catch {
      guard case .settingsRefused(let refusal) = error else { throw error }
      guard refusal.setting == name else { throw Refuted("it names \(refusal.setting)") }
      guard refusal.reason.split(separator: " ").count >= 3 else {
        throw Refuted("“\(refusal.reason)” does not say what to do")
      }
      return
    }
    throw Refuted("they were taken")
  }

  private static func adding(_ name: String, to settings: JSONValue) -> JSONValue {
    guard case .object(var members) = settings else { return [:] }
    members[name] = 1
    return .object(members)
  }
}
