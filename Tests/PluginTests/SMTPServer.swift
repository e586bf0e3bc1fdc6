import Glibc
import Testing

/// Debian's aiosmtpd on a port that the kernel chose. What it does depends on the recipient's address.
final class SMTPServer: Sendable {
  enum Mode: String, Sendable {
    case plain, login, tls
  }

  var port: Int { script.port }
  private let script: ServerScript
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
        print(server.sockets[0].getsockname()[1], flush=True)
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
    script = try ServerScript(Self.program, [scratch.path, mode.rawValue])
  }
}
