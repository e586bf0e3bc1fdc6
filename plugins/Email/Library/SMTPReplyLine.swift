/// One line of what a relay says, as it can be kept, logged and shown.
struct SMTPReplyLine {
  /// Its first three digits; 0 where there are none.
  let code: Int
  /// At most 300 scalars, none of them a control character: what stands here reaches terminals.
  let text: String

  init(_ bytes: some Sequence<UInt8>) {
    let scalars = String(decoding: Array(bytes), as: UTF8.self).unicodeScalars
      .filter {
        $0.properties.generalCategory != .control && $0.properties.generalCategory != .lineSeparator
          && $0.properties.generalCategory != .paragraphSeparator
      }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.prefix(300))
    self.text = String(text)
    let digits = scalars.prefix(3).compactMap { ("0"..."9").contains($0) ? Int($0.value) - 48 : nil }
    code = digits.count == 3 ? digits.reduce(0) { $0 * 10 + $1 } : 0
  }
}
