import CNettle

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits (FIPS 180-4).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  public init(of content: [UInt8]) {
    var state = sha256_ctx()
    nettle_sha256_init(&state)
    nettle_sha256_update(&state, content.count, content)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    nettle_sha256_digest(&state, digest.count, &digest)
    bytes = digest
  }

  /// HMAC-SHA256 (RFC 2104): a digest that nobody can make or check who has not the key.
  public init(of content: [UInt8], key: [UInt8]) {
    var state = hmac_sha256_ctx()
    nettle_hmac_sha256_set_key(&state, key.count, key)
    nettle_hmac_sha256_update(&state, content.count, content)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    nettle_hmac_sha256_digest(&state, digest.count, &digest)
    bytes = digest
  }

  public var description: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
