/// SHA-256 as FIPS 180-4 section 6.2 has it: sixty-four rounds for each block of sixty-four bytes.
///
/// In Swift, because a library of ciphers for this one function had 3.4 MB of the idle daemon's memory.
enum SHA256 {
  static func digest(of content: [UInt8]) -> [UInt8] {
    var hash = start
    content.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        constants.withUnsafeBufferPointer { constants in
          let whole = bytes.count / 64
          for block in 0..<whole {
            compress(
              UnsafeRawBufferPointer(rebasing: bytes[64 * block..<64 * block + 64]), into: &hash, constants,
              schedule)
          }
          let end = padding(after: UnsafeRawBufferPointer(rebasing: bytes[(64 * whole)...]), of: bytes.count)
          end.withUnsafeBytes { end in
            for block in 0..<end.count / 64 {
              compress(
                UnsafeRawBufferPointer(rebasing: end[64 * block..<64 * block + 64]), into: &hash, constants,
                schedule)
            }
          }
        }
      }
    }
    return (0..<8).flatMap { word in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: hash[word] >> UInt32($0)) }
    }
  }

  /// The rest of the content, a bit that is set, zeroes, and the length in bits, up to a whole block: section 5.1.1.
  private static func padding(after rest: UnsafeRawBufferPointer, of length: Int) -> [UInt8] {
    var end = [UInt8](rest)
    end.append(0x80)
    end += [UInt8](repeating: 0, count: (120 - end.count) % 64)
    let bits = UInt64(length) * 8
    end += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
    return end
  }

  private static func compress(
    _ block: UnsafeRawBufferPointer, into hash: inout SIMD8<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>, _ schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    for t in 0..<16 {
      schedule[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self))
    }
    for t in 16..<64 {
      let (near, far) = (schedule[t - 2], schedule[t - 15])
      let spread =
        (rotated(far, 7) ^ rotated(far, 18) ^ far >> 3)
        &+ (rotated(near, 17) ^ rotated(near, 19) ^ near >> 10)
      schedule[t] = spread &+ schedule[t - 7] &+ schedule[t - 16]
    }
    var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
    var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
    // Eight rounds at a time, since after eight each word is in its place again.
    for t in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, constants[t] &+ schedule[t])
      round(h, a, b, &c, d, e, f, &g, constants[t + 1] &+ schedule[t + 1])
      round(g, h, a, &b, c, d, e, &f, constants[t + 2] &+ schedule[t + 2])
      round(f, g, h, &a, b, c, d, &e, constants[t + 3] &+ schedule[t + 3])
      round(e, f, g, &h, a, b, c, &d, constants[t + 4] &+ schedule[t + 4])
      round(d, e, f, &g, h, a, b, &c, constants[t + 5] &+ schedule[t + 5])
      round(c, d, e, &f, g, h, a, &b, constants[t + 6] &+ schedule[t + 6])
      round(b, c, d, &e, f, g, h, &a, constants[t + 7] &+ schedule[t + 7])
    }
    hash = hash &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ word: UInt32
  ) {
    let first =
      h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ ((e & f) ^ (~e & g)) &+ word
    d = d &+ first
    h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    word &>> bits | word &<< (32 &- bits)
  }

  private static let start = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
