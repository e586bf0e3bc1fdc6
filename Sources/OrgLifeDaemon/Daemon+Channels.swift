import OrgLifeCore
import OrgLifeDispatch
import OrgLifeLedger
import PluginKit
import Varlink

extension Daemon {
  func channels() throws -> [Control.Channel] {
    let programme = desk.snapshot.programme
    let open = Delivery.State.allCases.filter(\.isOpen)
    let waiting = try ledger.deliveryKeys(in: open).compactMap { try ledger.delivery($0)?.channel }
    return programme.channels.map { channel in
      let unit = installation.unit(of: channel.id)
      let opening = circuits[channel.id]?.snapshot.opening
      return Control.Channel(
        channel: channel.id.text, plugin: channel.plugin, unit: unit?.serviceUnit, socket: unit?.socketPath,
        state: opening == nil ? "well" : "down", since: opening.map { programme.zone.rfc3339($0.since) },
        reason: opening?.reason, waiting: waiting.count { $0 == channel.id })
    }
  }

  /// - Throws: ``Refusal`` where there is no such channel or its plugin does not answer.
  func describe(_ name: String) async throws -> PluginDescription {
    let place = place(of: try channel(named: name))
    do {
      try await place.start()
      return try await PluginConnection.describe(path: place.socketPath)
    } catch let error as PluginConnectionError {
      throw Refusal.refused("\(place.failure(of: error))")
    } catch {
      throw Refusal.refused("\(error)")
    }
  }

  /// Opens a connection of its own, so that what is under way goes on.
  func probe(_ name: String) async throws -> Control.Probed {
    let channel = try channel(named: name)
    let place = place(of: channel)
    do {
      try await place.start()
      let connection = try await PluginConnection.open(
        path: place.socketPath, settings: try installation.settings(of: channel),
        revision: desk.snapshot.programme.revision)
      defer { connection.close() }
      try await connection.probe()
      return Control.Probed(usable: true)
    } catch let error as PluginConnectionError {
      return Control.Probed(
        usable: false, reason: "\(error.isAboutConnection ? place.failure(of: error) : error)")
    } catch {
      return Control.Probed(usable: false, reason: "\(error)")
    }
  }

  private func channel(named name: String) throws -> Channel {
    let programme = desk.snapshot.programme
    guard let channel = Channel.ID(name).flatMap({ programme.channel($0) }) else {
      let names = programme.channels.map(\.id.text).joined(separator: ", ")
      throw Refusal.noSuchThing("there is no channel \(name); there are \(names)")
    }
    return channel
  }
}

extension PluginConnectionError {
  /// Nobody answered, or whoever answered ended.
  fileprivate var isAboutConnection: Bool {
    switch self {
    case .unreachable, .notSent, .lost: true
    case .noConnection, .wrongContract, .settingsRefused, .unusable, .noticeRefused, .refused: false
    }
  }
}
