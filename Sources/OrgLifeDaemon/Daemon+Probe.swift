import OrgLifeCore
import OrgLifeDispatch
import Varlink

extension Daemon {
  /// Asks the plugin of every channel at the same time whether it can send now; in the order of the programme. Nothing is
  /// sent, and what the daemon thinks of a channel stays as it is.
  func probeChannels() async -> [Control.ProbedChannel] {
    let programme = desk.snapshot.programme
    let found = await withTaskGroup(
      of: (Channel.ID, ChannelProbe).self, returning: [Channel.ID: ChannelProbe].self
    ) {
      group in
      for channel in programme.channels {
        guard let process = processes[channel.id]?.process else { continue }
        let settings = (try? installation.settings(of: channel)) ?? [:]
        group.addTask {
          (channel.id, await ChannelProbe.of(process, settings: settings, revision: programme.revision))
        }
      }
      var found: [Channel.ID: ChannelProbe] = [:]
      for await (channel, probe) in group { found[channel] = probe }
      return found
    }
    return programme.channels.compactMap { channel in
      guard let probe = found[channel.id] else { return nil }
      let opening = circuits[channel.id]?.snapshot.opening
      var told = Control.ProbedChannel(
        channel: channel.id.text, plugin: channel.plugin, usable: probe == .usable,
        downSince: opening.map { programme.zone.rfc3339($0.since) }, downBecause: opening?.reason)
      if case .unusable(let reason, let advice) = probe { (told.reason, told.advice) = (reason, advice) }
      return told
    }
  }
}
