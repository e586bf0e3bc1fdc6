/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits (FIPS 180-4).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  public init(of content: [UInt8]) {
    bytes = SHA256.digest(of: content)
  }

  /// HMAC-SHA256 (RFC 2104): a digest that nobody can make or check who has not the key.
  public init(of content: [UInt8], key: [UInt8]) {
    let block = 64
    var padded = key.count > block ? Digest(of: key).bytes : key
    padded += [UInt8](repeating: 0, count: block - padded.count)
    let inner = Digest(of: padded.map { $0 ^ 0x36 } + content)
    self.init(of: padded.map { $0 ^ 0x5C } + inner.bytes)
  }

  public var description: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
