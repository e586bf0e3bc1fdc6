/// News for the operator about the service itself: it joins the bulletin of its series that still waits, or
/// begins the next one. So a hundred failures of an hour are one message.
public struct News: Sendable {
  /// What its bulletins are named by: `bulletin/undelivered-mail`, then numbered.
  public var series: String
  public var matter: Bulletin.Matter
  public var person: Person.ID
  /// Over each of them goes one bulletin.
  public var channels: [Channel.ID]
  /// A bulletin of the series leaves no sooner than so long after the one before it.
  public var intervalSeconds: Double
  /// The series of the news that the ledger's disk is full: the only one that leaves while it is.
  public static let diskFull = "bulletin/disk-full"

  /// When what is to leave at a moment may leave: quiet hours are kept.
  public var leaving: @Sendable (Timestamp) -> Timestamp

  public init(
    series: String, matter: Bulletin.Matter, person: Person.ID, channels: [Channel.ID],
    intervalSeconds: Double, leaving: @escaping @Sendable (Timestamp) -> Timestamp
  ) {
    self.series = series
    self.matter = matter
    self.person = person
    self.channels = channels
    self.intervalSeconds = intervalSeconds
    self.leaving = leaving
  }
}
