import Testing

@testable import Systemd

/// What journald is handed, in the form that its page JOURNAL_NATIVE_PROTOCOL has.
@Suite struct JournalTests {
  @Test func `an entry is a line for each field`() {
    var entry = JournalEntry()
    entry.add("MESSAGE", "到期：a=b")
    entry.add("PRIORITY", "6")
    #expect(!entry.send(to: "/nowhere/at/all"), "nobody listens")
    #expect(entry.bytes == Array("MESSAGE=到期：a=b\nPRIORITY=6\n".utf8))
  }

  @Test func `a value of several lines is told by its length`() {
    var entry = JournalEntry()
    entry.add("MESSAGE", "one\ntwo")
    #expect(entry.bytes == Array("MESSAGE\n\u{7}\0\0\0\0\0\0\0one\ntwo\n".utf8))
  }

  @Test func `an entry arrives whole, with a value longer than a page`() {
    let path = "/tmp/orglife-journal-\(UInt32.random(in: 0...UInt32.max))"
    let socket = NotifySocket(path)
    var entry = JournalEntry()
    entry.add("MESSAGE", String(repeating: "长", count: 1000))
    #expect(entry.send(to: path))
    #expect(socket.next() == "MESSAGE=" + String(repeating: "长", count: 1000) + "\n")
  }

  @Test func `an entry that no datagram holds is not taken, and the line on standard error is left`() {
    let path = "/tmp/orglife-journal-\(UInt32.random(in: 0...UInt32.max))"
    let socket = NotifySocket(path)
    var entry = JournalEntry()
    entry.add("MESSAGE", String(repeating: "x", count: 64 << 20))
    #expect(!entry.send(to: path))
    withExtendedLifetime(socket) {}
  }
}
