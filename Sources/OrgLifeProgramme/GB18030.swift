import Glibc

/// The encoding in which spreadsheets on Chinese desktops save CSV; GBK and GB 2312 are parts of it.
enum GB18030 {
  enum Reading: Equatable {
    case text([UInt8])
    /// The bytes are not of this encoding, or only happen to be.
    case doubtful
    /// This machine's C library cannot convert it.
    case unavailable
  }

  /// Converts to UTF-8 where the bytes read as ordinary Chinese.
  ///
  /// Almost any bytes can be read as GB18030. So the reading is believed only when at least two thirds of it
  /// are level-one characters and common signs of GB 2312, and none are kana or private.
  static func utf8(_ bytes: [UInt8]) -> Reading {
    guard looksLikeChinese(bytes) else { return .doubtful }
    return converted(bytes)
  }

  /// Whether UTF-8 without any three-byte sequence could as well be Chinese in GB18030: “José” and “Jos茅”
  /// are the same bytes.
  static func mightBeMeant(byUTF8 bytes: [UInt8]) -> Bool {
    var index = 0
    var pairs = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      guard bytes[index] < 0xE0, index + 1 < bytes.count else { return false }
      guard (0xB0...0xD7).contains(bytes[index]), bytes[index + 1] >= 0xA1 else { return false }
      pairs += 1
      index += 2
    }
    return pairs > 0
  }

  private static func looksLikeChinese(_ bytes: [UInt8]) -> Bool {
    var common = 0
    var rare = 0
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard (0x81...0xFE).contains(lead), index + 1 < bytes.count else { return false }
      let trail = bytes[index + 1]
      if (0x30...0x39).contains(trail) {
        guard index + 3 < bytes.count else { return false }
        rare += 1
        index += 4
        continue
      }
      guard (0x40...0xFE).contains(trail), trail != 0x7F else { return false }
      switch (lead, trail) {
      case (0xA4...0xA9, 0xA1...0xFE), (0xAA...0xAF, 0xA1...0xFE), (0xF8...0xFE, 0xA1...0xFE): return false
      case (0xA1...0xA3, 0xA1...0xFE), (0xB0...0xD7, 0xA1...0xFE): common += 1
      default: rare += 1
      }
      index += 2
    }
    return common > 0 && rare * 2 <= common
  }

  private static func converted(_ bytes: [UInt8]) -> Reading {
    guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else {
      return .unavailable
    }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    // The longest case is a two-byte character that becomes three bytes.
    var output = [CChar](repeating: 0, count: bytes.count * 2 + 16)
    var inputLeft = input.count
    var outputLeft = output.count
    let capacity = output.count
    let failed = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress
        var to = target.baseAddress
        return iconv(converter, &from, &inputLeft, &to, &outputLeft) == -1
      }
    }
    guard !failed, inputLeft == 0 else { return .doubtful }
    return .text(output.prefix(capacity - outputLeft).map { UInt8(bitPattern: $0) })
  }
}
