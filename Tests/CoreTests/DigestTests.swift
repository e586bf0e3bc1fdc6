import OrgLifeCore
import Testing

/// SHA-256 and HMAC, as others work them out.
@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("支部党员大会", "d7fcbac391a3efea1159c44156b49339e6f80c0c935fe48f6ef9281142752f4d"),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `a digest is that of FIPS 180-4`(text: String, expected: String) {
    #expect(Digest(of: Array(text.utf8)).description == expected)
  }

  /// The digest of all the digests, as Python's hashlib has it.
  @Test func `every length is padded as it should be, up to three blocks and one byte`() {
    let all = (0...192).flatMap { length in
      Digest(of: (0..<length).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) }).bytes
    }
    #expect(
      Digest(of: all).description == "99a73769f6cf40ed84d69fe26a31cf33ca0bb2e72f530304f10013c6f7fae41e")
  }

  @Test(arguments: [
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `a digest with a key is that of RFC 4231`(key: [UInt8], text: String, expected: String) {
    #expect(Digest(of: Array(text.utf8), key: key).description == expected)
  }
}
