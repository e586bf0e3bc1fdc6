import Glibc

@testable import Varlink

/// One connection to a service whose client has said all that it says before it listens.
public struct Conversation {
  private let words: [UInt8]
  private let requests: [[UInt8]]

  /// At most sixteen requests are kept: their answers have to fit into the socket, since nobody reads them meanwhile.
  public init(_ input: [UInt8]) {
    var ends = 0
    words = Array(
      input.prefix { byte in
        if byte == 0 { ends += 1 }
        return ends < 16
      }.prefix(60_000))
    requests = words.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
  }

  /// - Parameter handler: answers what the interface declares.
  public func check(_ interface: VarlinkInterface, _ handler: any VarlinkHandler) {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      return hold(false, "a socket pair")
    }
    let (client, server) = (Socket(owning: ends[0]), Socket(owning: ends[1]))
    hold(send(client.descriptor, words, words.count, 0) == words.count, "the words fit into the socket")
    _ = Glibc.shutdown(client.descriptor, Int32(SHUT_WR))
    let connection = Connection(
      socket: server, peer: Peer(processID: 1, userID: geteuid(), groupID: 1),
      catalogue: ServiceCatalogue(identity: Conversation.identity, interfaces: [interface]), handler: handler)
    connection.serve()
    checkAnswers(client)
  }

  private static let identity = ServiceIdentity(vendor: "OrgLife", product: "fuzz", version: "1", url: "")

  private func checkAnswers(_ client: Socket) {
    var reader = FrameReader(client)
    var count = 0
    while let frame = try? reader.next(until: .after(seconds: 2)) {
      count += 1
      hold(frame.count <= VarlinkLimits.frameBytes, "an answer is no longer than a message may be")
      guard let answer = try? JSONText.value(JSONValue.self, from: frame), case .object(let members) = answer
      else {
        return hold(false, "an answer is an object: \(String(decoding: frame, as: UTF8.self))")
      }
      hold(members["parameters"] != nil || members["error"] != nil, "an answer says something: \(answer)")
      if let error = members["error"] {
        hold(error.string?.contains(".") == true, "an error has a full name: \(error)")
        // An error of Foundation's or of the language's own would be a fault that nobody thought of.
        hold(error.string != "org.orglife.Unforeseen", "no error is unforeseen: \(answer)")
      }
    }
    hold(count <= requests.count, "\(count) answers to \(requests.count) requests")
  }
}
