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

  func probe(_ name: String) async throws -> Control.Probed {
    let channel = try channel(named: name)
    let probe = await ChannelProbe.of(
      place(of: channel), settings: try installation.settings(of: channel),
      revision: desk.snapshot.programme.revision)
    switch probe {
    case .usable: return Control.Probed(usable: true)
    case .unusable(let reason, let advice):
      return Control.Probed(usable: false, reason: reason, advice: advice)
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
