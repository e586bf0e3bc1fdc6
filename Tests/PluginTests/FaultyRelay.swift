import Foundation
import Testing

/// A relay that follows a script: what it does at each step of a conversation, at every message or at one of them.
///
/// A step is `banner`, a command (`EHLO`, `HELO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`) or `dot`; with a number, as in
/// `RCPT 3`, it is that of this message alone, counted over all connections. What it does is a reply, or one of
///
/// * `cut`, `reset`: the connection ends, without or with RST; after a reply: `250 taken, then cut`
/// * `silence`: nothing, for ever
/// * `drip REPLY`, `slow REPLY`, `tarpit REPLY`: byte by byte, at once, fifty or three in a second
/// * `feed REPLY`: its lines end with LF alone
/// * `endless line`, `endless lines`: until the connection ends
///
/// With `implicit`, whatever it does, the connection is secure from its beginning.
final class FaultyRelay: Sendable {
  enum Certificate: String, Sendable {
    case none, good, expired, other
  }

  var port: Int { script.port }
  var certificate: String { scratch.path + "/cert.pem" }
  /// What it took, in order, as it came over the wire, the dot that ends it left out.
  var messages: [[UInt8]] {
    scratch.names("messages").compactMap(Int.init).sorted().compactMap { scratch.read("messages/\($0)") }
  }

  private let scratch: Scratch
  private let script: ServerScript

  private static let program = #"""
    import json, os, socket, ssl, struct, sys, threading, time
    folder, script, certificate = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
    os.makedirs(folder + '/messages', exist_ok=True)
    lock = threading.Lock()
    begun = taken = busy = 0
    class Over(Exception): pass

    def note(word):
        with lock:
            with open(folder + '/log', 'a') as log: log.write(word + '\n')

    class Conversation:
        def __init__(self, peer):
            self.peer, self.buffer, self.number, self.secured, self.busy = peer, b'', 0, False, False
        def is_busy(self, now):
            global busy
            with lock:
                busy += now - self.busy
                self.busy = now
            if now: note(f'busy {busy}')
        def until(self, end):
            while end not in self.buffer:
                chunk = self.peer.recv(65536)
                if not chunk: raise Over
                self.buffer += chunk
            text, self.buffer = self.buffer.split(end, 1)
            return text
        def cut(self, hard=False):
            if hard: self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            raise Over
        def do(self, step, usual):
            action = script.get(f'{step} {self.number}') or script.get(step) or usual
            word, _, rest = action.partition(' ')
            if action in ('cut', 'reset'): self.cut(action == 'reset')
            if action == 'silence':
                while self.peer.recv(65536): pass
                raise Over
            if word == 'endless':
                data = (b'250-and so on\r\n' if rest == 'lines' else b'2' * 15) * 4096
                sent = 0
                try:
                    while True:
                        self.peer.sendall(data)
                        sent += len(data)
                finally: note(f'endless {sent}')
            pause = {'drip': 0.0001, 'slow': 0.02, 'tarpit': 0.3}.get(word)
            reply, _, then = (rest if pause or word == 'feed' else action).partition(', then ')
            data = b''.join(line.encode() + (b'\n' if word == 'feed' else b'\r\n') for line in reply.split('\n'))
            if pause is None: self.peer.sendall(data)
            else:
                for byte in data:
                    self.peer.sendall(bytes([byte]))
                    time.sleep(pause)
            if then: self.cut(then == 'reset')
            return reply
        def secure(self):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
            self.peer, self.secured, self.buffer = context.wrap_socket(self.peer, server_side=True), True, b''
        def serve(self):
            global begun, taken
            if 'implicit' in script: self.secure()
            self.do('banner', '220 relay.test ESMTP')
            while True:
                words = self.until(b'\n').strip().split(b' ')
                verb = words[0].decode('latin-1').upper()
                note(verb)
                if verb == 'EHLO':
                    offers = ['8BITMIME', 'SMTPUTF8', 'AUTH PLAIN']
                    if certificate != 'none' and not self.secured: offers.append('STARTTLS')
                    self.do('EHLO', '\n'.join('250-' + line for line in ['relay.test'] + offers) + '\n250 HELP')
                elif verb == 'STARTTLS':
                    if self.do('STARTTLS', '220 go on').startswith('220'): self.secure()
                elif verb == 'AUTH':
                    # What is secret comes with the command, or after a challenge.
                    if len(words) < 3:
                        self.peer.sendall(b'334 \r\n')
                        self.until(b'\n')
                    self.do('AUTH', '235 welcome')
                elif verb == 'MAIL':
                    with lock: begun, self.number = begun + 1, begun + 1
                    self.is_busy(True)
                    self.do('MAIL', '250 sender')
                elif verb == 'DATA':
                    if self.do('DATA', '354 go on').startswith('354'):
                        content = self.until(b'\r\n.\r\n') + b'\r\n'
                        usual = '250 2.0.0 taken'
                        answer = script.get(f'dot {self.number}') or script.get('dot') or usual
                        if not answer[0] in '45':
                            with lock:
                                taken += 1
                                with open(f'{folder}/messages/{taken}', 'wb') as file: file.write(content)
                        self.is_busy(False)
                        self.do('dot', usual)
                elif verb == 'QUIT': self.do('QUIT', '221 bye, then cut')
                else: self.do(verb, '250 ok')

    def serve(peer):
        note('open')
        conversation = Conversation(peer)
        try: conversation.serve()
        except (Over, OSError): pass
        finally:
            conversation.is_busy(False)
            conversation.peer.close()
            note('closed')

    listening = socket.create_server(('127.0.0.1', 0))
    def accept():
        while True:
            peer, _ = listening.accept()
            threading.Thread(target=serve, args=(peer,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    sys.stdin.read()
    os._exit(0)
    """#

  init(_ script: [String: String] = [:], certificate: Certificate = .none) throws {
    scratch = Scratch()
    if certificate != .none { try Self.makeCertificate(certificate, in: scratch.path) }
    let text = String(decoding: try JSONEncoder().encode(script), as: UTF8.self)
    self.script = try ServerScript(Self.program, [scratch.path, text, certificate.rawValue])
  }

  /// How often a command came, or `open` and `closed`: a connection.
  func count(_ word: String) -> Int {
    lines.count { $0 == word || $0.hasPrefix(word + " ") }
  }

  /// The most messages that were under way at one time.
  var mostBusy: Int { numbers("busy").max() ?? 0 }

  /// How many bytes of an endless reply it could get rid of, the kernel's buffers included.
  var endlessBytes: Int { numbers("endless").max() ?? 0 }

  private var lines: [Substring] {
    String(decoding: scratch.read("log") ?? [], as: UTF8.self).split(separator: "\n")
  }

  private func numbers(_ word: String) -> [Int] {
    lines.filter { $0.hasPrefix(word + " ") }.compactMap { Int($0.dropFirst(word.count + 1)) }
  }

  /// Signed by itself, for `localhost` or another name, for two days or for a second that is over.
  private static func makeCertificate(_ kind: Certificate, in folder: String) throws {
    let name = kind == .other ? "elsewhere.example.org" : "localhost"
    let files = ["-keyout", folder + "/key.pem", "-out"]
    let request = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)"]
    let alternative = ["-addext", "subjectAltName=DNS:\(name)"]
    guard kind == .expired else {
      let words = request + ["-x509", "-days", "2"] + alternative + files + [folder + "/cert.pem"]
      try #require(run("/usr/bin/openssl", words).status == 0)
      return
    }
    try #require(
      run("/usr/bin/openssl", request + alternative + files + [folder + "/request.pem"]).status == 0)
    let settings = """
      [ca]
      default_ca = ours
      [ours]
      database = \(folder)/index
      new_certs_dir = \(folder)
      serial = \(folder)/serial
      default_md = sha256
      policy = any
      copy_extensions = copy
      [any]
      commonName = supplied
      """
    try settings.write(toFile: folder + "/ca.cnf", atomically: true, encoding: .utf8)
    try "".write(toFile: folder + "/index", atomically: true, encoding: .utf8)
    try "01".write(toFile: folder + "/serial", atomically: true, encoding: .utf8)
    let signing = run(
      "/usr/bin/openssl",
      [
        "ca", "-batch", "-config", folder + "/ca.cnf", "-selfsign", "-keyfile", folder + "/key.pem", "-in",
        folder + "/request.pem", "-startdate", "20200101000000Z", "-enddate", "20200102000000Z", "-notext",
        "-out", folder + "/cert.pem",
      ])
    try #require(signing.status == 0)
  }
}
