import Glibc
import Testing

/// Debian's aiosmtpd on a port that the kernel chose. What it does depends on the recipient's address.
final class SMTPServer: Sendable {
  enum Mode: String, Sendable {
    case plain, login, tls
  }

  let port: Int
  private let process: Int32
  private let lifeline: Int32
  private let scratch: Scratch

  var certificate: String { "\(scratch.path)/cert.pem" }
  var messages: [String] { scratch.names("messages") }
  func message(_ name: String) -> [UInt8] { scratch.read("messages/\(name)") ?? [] }
  /// How many connections were made.
  var connections: Int { scratch.read("connections")?.count ?? 0 }

  private static let program = #"""
    import asyncio, os, ssl, sys
    from aiosmtpd.smtp import SMTP, AuthResult
    folder, mode = sys.argv[1], sys.argv[2]
    os.makedirs(folder + '/messages', exist_ok=True)
    count = 0
    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith('451'): return '451 4.7.1 Greylisted, try again'
            if address.startswith('550'): return '550 5.1.1 No such user'
            envelope.rcpt_tos.append(address)
            return '250 OK'
        async def handle_DATA(self, server, session, envelope):
            global count
            to = envelope.rcpt_tos[0]
            if to.startswith('452'): return '452 4.2.2 Mailbox full'
            if to.startswith('554'): return '554 5.6.0 Refused after the dot'
            count += 1
            with open(f'{folder}/messages/{count}', 'wb') as f: f.write(envelope.original_content)
            if to.startswith('drop'):
                server.transport.abort()
                return '250 never read'
            if to.startswith('silent'):
                await asyncio.sleep(3600)
            return '250 2.0.0 Queued as ' + str(count)
    class Server(SMTP):
        def connection_made(self, transport):
            if not isinstance(transport, asyncio.sslproto._SSLProtocolTransport):
                with open(folder + '/connections', 'a') as f: f.write('x')
            super().connection_made(transport)
        async def smtp_MAIL(self, arg):
            if 'hangup@' in arg:
                self.transport.abort()
                return
            await super().smtp_MAIL(arg)
    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b'right', handled=False)
    options = {}
    if mode == 'login': options = dict(authenticator=check, auth_required=True, auth_require_tls=False)
    if mode == 'tls':
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
        options = dict(tls_context=context, require_starttls=True)
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Server(Handler(), hostname='relay.test', **options), '127.0.0.1', 0)
        sys.stdout.write(str(server.sockets[0].getsockname()[1]) + '\n'); sys.stdout.flush()
        await loop.run_in_executor(None, sys.stdin.read)
        os._exit(0)
    asyncio.run(main())
    """#

  init(_ mode: Mode = .plain) throws {
    scratch = Scratch()
    if mode == .tls {
      let made = run(
        "/usr/bin/openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
          "subjectAltName=DNS:localhost", "-keyout", "\(scratch.path)/key.pem", "-out",
          "\(scratch.path)/cert.pem",
        ])
      try #require(made.status == 0)
    }
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    try #require(pipe(&input) == 0 && pipe(&output) == 0)
    for end in [input[1], output[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    for end in [input[0], output[1]] where end > 2 { posix_spawn_file_actions_addclose(&actions, end) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    let texts = ["/usr/bin/python3", "-c", Self.program, scratch.path, mode.rawValue]
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, texts[0], &actions, nil, &words, environ) == 0)
    close(input[0])
    close(output[1])
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output[0], &byte, 1) == 1, byte != 10 { line.append(byte) }
    close(output[0])
    process = child
    lifeline = input[1]
    port = Int(String(decoding: line, as: UTF8.self)) ?? 0
    try #require(port > 0)
  }

  deinit {
    close(lifeline)
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }
}
