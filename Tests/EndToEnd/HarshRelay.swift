import Foundation
import Testing

/// An SMTP server that writes each message into its log, synced, before it answers; and that, as long as it is harsh, greylists some
/// recipients, is slow, and hangs up after it has taken some messages, before their 250.
final class HarshRelay {
  struct Accepted: Hashable {
    var key: String
    var messageID: String
    var digest: String
  }

  let port: Int
  private let script: ServerScript
  private let folder: String

  private static let program = #"""
    import asyncio, hashlib, os, random, sys
    from email import message_from_bytes
    from aiosmtpd.smtp import SMTP
    folder = sys.argv[1]
    chance = random.Random(int(sys.argv[2]))
    log = os.open(folder + '/accepted', os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    def harsh(odds): return os.path.exists(folder + '/harsh') and chance.random() < odds
    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if harsh(0.05): return '451 4.7.1 Greylisted, try again'
            envelope.rcpt_tos.append(address)
            return '250 OK'
        async def handle_DATA(self, server, session, envelope):
            content = envelope.original_content
            if harsh(0.3): await asyncio.sleep(chance.random() * 0.1)
            mail = message_from_bytes(content)
            one = lambda name: ''.join((mail[name] or '').split())
            line = '\t'.join([one('X-OrgLife-Key'), one('Message-ID'), hashlib.sha256(content).hexdigest()])
            os.write(log, (line + '\n').encode())
            os.fsync(log)
            if harsh(0.05):
                with open(folder + '/hangups', 'a') as f: f.write('x')
                server.transport.abort()
            return '250 2.0.0 Ok'
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Handler(), hostname='relay.test'), '127.0.0.1', 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)
        os._exit(0)
    asyncio.run(main())
    """#

  init(in folder: String, seed: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    script = try ServerScript(Self.program, [folder, "\(seed)"])
    port = script.port
  }

  /// Whether it misbehaves.
  var isHarsh: Bool {
    get { FileManager.default.fileExists(atPath: folder + "/harsh") }
    set {
      let path = folder + "/harsh"
      if newValue {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
      } else {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// How often it hung up after it had taken a message.
  var hangups: Int { (try? Data(contentsOf: URL(fileURLWithPath: folder + "/hangups")).count) ?? 0 }

  /// Every message that it took, in order.
  func accepted() throws -> [Accepted] {
    let text = try String(contentsOfFile: folder + "/accepted", encoding: .utf8)
    return text.split(separator: "\n").map { line in
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Accepted(key: words[0], messageID: words[1], digest: words[2])
    }
  }
}
