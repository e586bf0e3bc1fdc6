import PluginKit
import Varlink

/// Peers that speak no Varlink: their connection ends, and no other.
struct Strangers {
  var path: String
  var suite: PluginConformance

  var trials: [(String, PluginConformance.Trial)] {
    let deep = String(repeating: "[", count: 200_000)
    let rows: [(String, [UInt8])] = [
      ("garbage", Array("not json\0".utf8)),
      (
        "bytes that are no UTF-8",
        Array(#"{"method":"org.varlink.service.GetInfo","x":""#.utf8) + [0xFF, 0xC0, 34, 125, 0]
      ),
      ("an empty message", [0]),
      (
        "JSON that nests 200,000 deep", Array(#"{"method":"a.B","parameters":"#.utf8) + Array(deep.utf8) + [0]
      ),
      ("a message of two MiB without end", [UInt8](repeating: 120, count: 2 << 20)),
    ]
    return rows.map { row in
      (
        "\(row.0) ends that connection and no other",
        {
          let plugin = try await suite.open(path)
          defer { plugin.close() }
          let stranger = try RawConnection(path)
          guard await stranger.isClosed(after: row.1) else { throw Refuted("the connection stayed open") }
          _ = try await plugin.render(SampleNotices.reminder(address: suite.address))
          try await suite.open(path).close()
        }
      )
    }
  }
}
