import FileDropPlugin
import Glibc
import PluginKit
import PluginTesting
import Testing
import Varlink

@Suite(.timeLimit(.minutes(3))) struct FileDropTests {
  private let scratch = Scratch()
  private let notice = SampleNotices.reminder(address: nil)
  private var drop: String { "\(scratch.path)/drop" }

  private func plugin() async throws -> FileDropChannel {
    try await Self.plugin(folder: drop)
  }

  private static func plugin(folder: String) async throws -> FileDropChannel {
    let settings = try JSONText.value(
      FileDropChannel.Settings.self, from: JSONText.bytes(of: ["folder": folder] as JSONStrings))
    return try await FileDropChannel(settings: settings, environment: ConformanceTests.silent)
  }

  private typealias JSONStrings = [String: String]

  private func attempt(_ number: Int) -> Attempt {
    Attempt(key: notice.key, number: number, deadlineSeconds: 10)
  }

  /// What a kill may leave: which of the three files are there.
  struct Left: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var prepared: [UInt8]?
    var marker: String?
    var arrives: Bool
  }

  static let key = SampleNotices.reminder(address: nil).key
  static let lefts: [Left] = [
    Left(testDescription: "nothing", arrives: true),
    Left(testDescription: "half a prepared file", prepared: [1], arrives: true),
    Left(testDescription: "a torn marker", prepared: [1], marker: "member", arrives: true),
    Left(testDescription: "an empty marker alone", marker: "", arrives: true),
    Left(testDescription: "a marker and no prepared file: a reader took it", marker: key, arrives: false),
  ]

  @Test(arguments: lefts)
  func `after a kill between two steps one whole file has arrived`(left: Left) async throws {
    let plugin = try await plugin()
    let payload = try plugin.render(notice)
    let name = try #require(payload.envelope["name"])
    for folder in ["drop", "drop/.orglife", "drop/.orglife/prepared", "drop/.orglife/markers"] {
      mkdir("\(scratch.path)/\(folder)", 0o700)
    }
    if let prepared = left.prepared { scratch.write("drop/.orglife/prepared/\(name)", prepared) }
    if let marker = left.marker { scratch.write("drop/.orglife/markers/\(name)", Array(marker.utf8)) }
    for number in 2...3 {
      guard case .accepted = await plugin.deliver(payload, attempt: attempt(number)) else {
        Issue.record("not accepted")
        continue
      }
      #expect(scratch.names("drop") == (left.arrives ? [name] : []))
      if left.arrives { #expect(scratch.read("drop/\(name)") == payload.bytes) }
    }
    #expect(scratch.names("drop/.orglife/prepared").isEmpty)
  }

  @Test func `a marker with its prepared file means that the rename is still owed`() async throws {
    let plugin = try await plugin()
    let payload = try plugin.render(notice)
    let name = try #require(payload.envelope["name"])
    for folder in ["drop", "drop/.orglife", "drop/.orglife/prepared", "drop/.orglife/markers"] {
      mkdir("\(scratch.path)/\(folder)", 0o700)
    }
    scratch.write("drop/.orglife/prepared/\(name)", payload.bytes)
    scratch.write("drop/.orglife/markers/\(name)", Array(notice.key.utf8))
    guard case .accepted = await plugin.deliver(payload, attempt: attempt(2)) else {
      Issue.record("not accepted")
      return
    }
    #expect(scratch.read("drop/\(name)") == payload.bytes)
  }

  @Test func `what somebody planted in the drop is neither followed nor replaced`() async throws {
    let plugin = try await plugin()
    let payload = try plugin.render(notice)
    let name = try #require(payload.envelope["name"])
    mkdir(drop, 0o700)
    scratch.write("outside", [7])
    symlink("\(scratch.path)/outside", "\(drop)/\(name)")
    guard case .deferred(_, let reason, .configuration) = await plugin.deliver(payload, attempt: attempt(1))
    else {
      Issue.record("not deferred")
      return
    }
    #expect(reason.contains(name) && reason.contains("move it away"))
    #expect(scratch.read("outside") == [7])
    unlink("\(drop)/\(name)")
    guard case .accepted = await plugin.deliver(payload, attempt: attempt(2)) else {
      Issue.record("not accepted")
      return
    }
    #expect(scratch.read("drop/\(name)") == payload.bytes)
  }

  @Test(arguments: [
    ("missing/drop", "make its parent folder"), ("file/drop", "something else is in its place"),
  ])
  func `a folder that cannot be used defers with what to do`(folder: String, todo: String) async throws {
    scratch.write("file", [])
    let plugin = try await Self.plugin(folder: "\(scratch.path)/\(folder)")
    let outcome = await plugin.deliver(try plugin.render(notice), attempt: attempt(1))
    guard case .deferred(_, let reason, .configuration) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains(todo), "\(reason)")
    await #expect(throws: ChannelUnusable.self) { try await plugin.probe() }
  }

  @Test func `different keys never share a name, and every name is safe and visible`() async throws {
    let plugin = try await plugin()
    let long = String(repeating: "a/", count: 300)
    let keys = [
      "a/b", "a_b", "a b", "../x", ".hidden", "/", "", "长" + long, "长" + long + "b", "a\u{0}b", "a\nb", "-rf",
    ]
    let names = try keys.map { key in
      var notice = notice
      notice.key = key
      return try #require(try plugin.render(notice).envelope["name"])
    }
    #expect(Set(names).count == keys.count)
    for name in names {
      #expect(name.utf8.count <= 255 && !name.hasPrefix(".") && !name.contains("/") && name.hasSuffix(".md"))
    }
  }

  @Test(arguments: ["../x", "a/b", ".x", "", "a\nb", String(repeating: "x", count: 256)])
  func `an envelope with an unsafe name is rejected`(name: String) async throws {
    let payload = Payload(bytes: [1], contentType: "text/plain", envelope: ["name": name])
    guard case .rejected = await (try plugin()).deliver(payload, attempt: attempt(1)) else {
      Issue.record("not rejected")
      return
    }
  }

  @Test func `killed at any moment and asked again, each file arrives once though a reader takes it at once`()
    async throws
  {
    let program = try Programs.path("orglife-plugin-filedrop")
    let settings: JSONValue = ["folder": .string(drop)]
    var taken: [String: Int] = [:]
    for round in 0..<25 {
      let notice = SampleNotices.reminder(address: nil, run: "kill\(round)")
      var number = 0
      var isAccepted = false
      while !isAccepted {
        number += 1
        let process = try await PluginProcess.start(program)
        let plugin = try await PluginConnection.open(
          path: process.socketPath, settings: settings, revision: "1")
        let payload = try await plugin.render(notice)
        let attempt = Attempt(key: notice.key, number: number, deadlineSeconds: 10)
        async let outcome = plugin.deliver(payload, attempt: attempt)
        if number == 1, round % 2 == 0 {
          // Between the file's arrival and the answer.
          let deadline = ContinuousClock.now + .seconds(2)
          while scratch.names("drop").isEmpty && ContinuousClock.now < deadline {}
          kill(process.processID, SIGKILL)
        } else if number <= 2 {
          // The moment moves through the delivery from round to round.
          usleep(UInt32(round * 40))
          kill(process.processID, SIGKILL)
        }
        if case .accepted? = try? await outcome { isAccepted = true }
        _ = await process.end(SIGKILL, withinSeconds: 5)
        for name in scratch.names("drop") {
          #expect(scratch.read("drop/\(name)") == payload.bytes)
          taken[name, default: 0] += 1
          unlink("\(drop)/\(name)")
        }
      }
    }
    #expect(taken.count == 25)
    #expect(taken.values.allSatisfy { $0 == 1 }, "\(taken)")
  }
}
