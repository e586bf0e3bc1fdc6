import Foundation
import Fuzzing
import PluginKit

/// A message as a strict reader sees it, written without a look at how it is made.
struct Message {
  private let bytes: [UInt8]

  private static let once = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
  private static let known =
    once + [
      "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "Importance", "List-Id",
      "X-OrgLife-Key", "Content-Language",
    ]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func check(against notice: Notice) {
    checkBytes()
    guard let text = String(bytes: bytes, encoding: .ascii), let end = text.range(of: "\r\n\r\n") else {
      return hold(false, "a message has headers and a body")
    }
    let headers = headers(String(text[..<end.lowerBound]))
    let names = headers.map(\.name)
    hold(Set(names).isSubset(of: Message.known), "no header is injected: \(names)")
    hold(Set(names).count == names.count, "no header comes twice: \(names)")
    hold(Message.once.allSatisfy(names.contains), "what must be there is: \(names)")
    checkSubject(headers.first { $0.name == "Subject" }?.value ?? "", notice.subject)
    checkParts(String(text[end.upperBound...]), notice)
  }

  /// RFC 5322 section 2.1.1 and 2.2: ASCII, lines of at most 998 octets, CR and LF only together.
  private func checkBytes() {
    var length = 0
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == 13 {
        hold(next == 10, "no CR without LF")
        hold(length <= 998, "no line of \(length) octets")
      } else if byte == 10 {
        hold(index > 0 && bytes[index - 1] == 13, "no LF without CR")
        length = 0
      } else {
        hold((32..<127).contains(byte), "ASCII that can be seen, not \(byte)")
        length += 1
      }
    }
    hold(bytes.suffix(2) == [13, 10], "the last line has an end")
  }

  private func headers(_ text: String) -> [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    for line in text.components(separatedBy: "\r\n") {
      if line.hasPrefix(" "), !headers.isEmpty {
        headers[headers.count - 1].value += "\r\n" + line
      } else {
        let parts = line.components(separatedBy: ": ")
        hold(parts.count > 1 || line.hasSuffix(":"), "a line of the headers: \(line)")
        headers.append(
          (parts[0].replacingOccurrences(of: ":", with: ""), parts.dropFirst().joined(separator: ": ")))
      }
    }
    return headers
  }

  /// RFC 2047 section 6.2: blanks between two encoded words are not shown.
  private func checkSubject(_ value: String, _ subject: String) {
    let wanted = subject.map {
      $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? " " : $0
    }
    var decoded: [UInt8] = []
    if value.hasPrefix("=?") {
      for word in value.components(separatedBy: "\r\n ") {
        hold(
          word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75,
          "an encoded word: \(word)")
        let piece = Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data()
        hold(String(validating: piece, as: UTF8.self) != nil, "each word is characters of its own: \(word)")
        decoded += piece
      }
    } else {
      decoded = Array(value.utf8)
    }
    hold(decoded == Array(String(wanted).utf8), "the subject comes back: \(subject)")
  }

  private func checkParts(_ body: String, _ notice: Notice) {
    let boundary = body.prefix { $0 != "\r\n" }
    hold(boundary.hasPrefix("--=_orglife-"), "the body begins with a boundary")
    let parts = body.components(separatedBy: boundary)
    hold(parts.count == 4 && parts[3] == "--\r\n", "two parts and an end")
    for (part, text) in zip(parts.dropFirst(), [notice.plainText, notice.html]) {
      guard let end = part.range(of: "\r\n\r\n") else { return hold(false, "a part has headers") }
      let content = Data(base64Encoded: String(part[end.upperBound...]), options: .ignoreUnknownCharacters)
      // CRLF in place of LF is all that differs.
      let shown = (content.map { Array($0) } ?? []).filter { $0 != 13 }
      hold(shown == Array(text.utf8).filter { $0 != 13 }, "the text comes back")
    }
  }
}
