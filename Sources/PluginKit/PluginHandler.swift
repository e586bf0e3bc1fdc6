import Synchronization
import Varlink

/// One connection of a plugin: its own configured instance.
final class PluginHandler<Plugin: NotificationPlugin>: VarlinkHandler {
  private let environment: PluginEnvironment
  private let underWay: DeliveriesUnderWay
  private let plugin = Mutex<Plugin?>(nil)

  init(environment: PluginEnvironment, underWay: DeliveriesUnderWay) {
    self.environment = environment
    self.underWay = underWay
  }

  func answer(_ call: VarlinkCall) async throws -> VarlinkReply {
    switch call.name {
    case "Describe":
      return try VarlinkReply(PluginInterface.Described(description: Plugin.description))
    case "Configure":
      try await configure(try call.parameters(PluginInterface.Configuration.self))
      return try VarlinkReply(PluginInterface.Described(description: Plugin.description))
    case "Probe":
      try await probe()
      return .done
    case "Render":
      return try VarlinkReply(
        PluginInterface.PayloadHolder(
          payload: try render(try call.parameters(PluginInterface.NoticeHolder.self))))
    case "Deliver":
      let delivery = try call.parameters(PluginInterface.Delivery.self)
      return try VarlinkReply(PluginInterface.OutcomeHolder(outcome: try await deliver(delivery)))
    default:
      throw VarlinkFault.methodNotFound(call.method)
    }
  }

  func connectionClosed() { plugin.withLock { $0 = nil } }

  private func configured() throws(VarlinkFault) -> Plugin {
    guard let plugin = plugin.withLock({ $0 }) else { throw PluginInterface.notConfigured }
    return plugin
  }

  private func configure(_ configuration: PluginInterface.Configuration) async throws {
    do {
      let settings = try SettingsReader(documented: Plugin.description.settings).read(
        Plugin.Settings.self, from: configuration.settings)
      let new = try await Plugin(settings: settings, environment: environment)
      plugin.withLock { $0 = new }
    } catch let error as SettingsError {
      throw PluginInterface.fault(error)
    } catch let error as ChannelUnusable {
      throw PluginInterface.fault("Unusable", reason: error.reason)
    }
  }

  private func probe() async throws {
    do { try await configured().probe() } catch let error as ChannelUnusable {
      throw PluginInterface.fault("Unusable", reason: error.reason)
    }
  }

  private func render(_ holder: PluginInterface.NoticeHolder) throws -> Payload {
    do { return try configured().render(holder.notice) } catch let error as NoticeRefused {
      throw PluginInterface.fault("NoticeRefused", reason: error.reason)
    }
  }

  private func deliver(_ delivery: PluginInterface.Delivery) async throws -> Outcome {
    let plugin = try configured()
    let attempt = delivery.attempt
    guard underWay.begin(attempt.key) else {
      return .deferred(
        reason: "an earlier attempt of this delivery is still under way in the plugin", kind: .ambiguous)
    }
    defer { underWay.end(attempt.key) }
    return await withDeadline(seconds: attempt.deadlineSeconds) {
      await plugin.deliver(delivery.payload, attempt: attempt)
    }
  }
}

/// Keys that are being delivered in this process, so that an attempt abandoned by one connection and one made over
/// another never run at the same time.
final class DeliveriesUnderWay: Sendable {
  private let keys = Mutex<Set<String>>([])

  func begin(_ key: String) -> Bool { keys.withLock { $0.insert(key).inserted } }
  func end(_ key: String) { keys.withLock { _ = $0.remove(key) } }
}

/// Cancels the work when the time has passed, and waits for it in any case: an answer while it still runs would be a lie.
func withDeadline<Value: Sendable>(
  seconds: Double, _ work: @escaping @Sendable () async -> Value
) async -> Value {
  let task = Task { await work() }
  let alarm = Alarm(seconds: seconds) { task.cancel() }
  defer { alarm.stop() }
  return await withTaskCancellationHandler {
    await task.value
  } onCancel: {
    task.cancel()
  }
}
