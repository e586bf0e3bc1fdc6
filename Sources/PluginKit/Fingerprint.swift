/// A short text that stands for a long one: 64-bit FNV-1a in 16 hexadecimal digits, the same in every process.
///
/// It tells keys apart that nobody chose to collide; it hides nothing.
public func fingerprint(_ text: String) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
