/// What a peer may ask of us.
public enum VarlinkLimits {
  /// The longest message in bytes, without its NUL.
  public static let frameBytes = 1 << 20
  /// How deep objects and arrays may nest; checked before any decoder sees the bytes, since decoders recurse.
  public static let depth = 64
  /// How long a service waits for a client to take an answer.
  static let replySeconds = 30.0
}
