import OrgLifeCore

/// What the operator hears of the service, and by which channels.
extension Programme {
  /// The channels by which the operator hears of a channel's trouble: its fallback; without one every default channel
  /// that reaches them but the failing one, and where that leaves none, any other that does.
  public func operatorChannels(avoiding failing: Channel.ID?) -> [Channel.ID] {
    guard let person = operatorPerson else { return [] }
    if let fallback = failing.flatMap({ channel($0) })?.fallback { return [fallback] }
    let reaching = channels.map(\.id).filter { $0 != failing && reaches(person, over: $0) }
    let usual = defaultChannels.filter(reaching.contains)
    return usual.isEmpty ? reaching : usual
  }

  /// - Parameters:
  ///   - failing: the channel that the news is about; it goes by another.
  ///   - intervalSeconds: how far apart two messages of the series are at least.
  /// - Returns: nil where nobody is the operator, or no other channel reaches them.
  private func news(
    _ series: String, _ matter: Bulletin.Matter, avoiding failing: Channel.ID? = nil, intervalSeconds: Double
  ) -> News? {
    let channels = operatorChannels(avoiding: failing)
    guard let person = operatorPerson, !channels.isEmpty else { return nil }
    let mornings = Mornings(self)
    return News(
      series: "bulletin/\(series)", matter: matter, person: person, channels: channels,
      intervalSeconds: intervalSeconds, leaving: mornings.outsideQuietHours)
  }

  /// A delivery failed, or still waits hours after it was first tried.
  public func news(undelivered delivery: Delivery, reason: String, isFinal: Bool) -> News? {
    // That news of a failure failed is in the status and the log; news of it could fail for ever.
    if case .undelivered = delivery.bulletin?.matter { return nil }
    let setback = Bulletin.Setback(
      delivery: delivery.key, person: delivery.person, reason: reason, isFinal: isFinal)
    return news(
      "undelivered-\(delivery.channel)", .undelivered(channel: delivery.channel, [setback]),
      avoiding: delivery.channel, intervalSeconds: 3600)
  }

  /// A channel does not work. It is told again each day on which it happens again.
  public func news(down channel: Channel.ID, reason: String) -> News? {
    news(
      "channel-down-\(channel)", .channelDown(channel: channel, reason: reason), avoiding: channel,
      intervalSeconds: 86_400)
  }

  /// The ledger's disk is full, since a moment.
  public func news(diskFullSince moment: Timestamp) -> News? {
    news("disk-full", .diskFull(since: moment), intervalSeconds: 3600)
  }

  /// There is room again.
  public func news(diskFullSince moment: Timestamp, until end: Timestamp) -> News? {
    news("disk-room", .diskRoom(fullSince: moment, until: end), intervalSeconds: 0)
  }

  /// Deliveries wait for a person to release them.
  public func news(held deliveries: [Delivery]) -> News? {
    guard !deliveries.isEmpty else { return nil }
    let setbacks = deliveries.map {
      Bulletin.Setback(delivery: $0.key, person: $0.person, reason: $0.reason ?? "", isFinal: false)
    }
    return news("held", .held(setbacks), intervalSeconds: 3600)
  }
}
