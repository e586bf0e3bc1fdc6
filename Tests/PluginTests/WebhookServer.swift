/// A group chat's webhook on a port that the kernel chose. How it answers depends on the path.
final class WebhookServer: Sendable {
  private let script: ServerScript
  private let scratch: Scratch

  /// An address whose path says the answer: a status, `drop` for none, `silent` for one that never comes, `refused` for
  /// 200 with an error code.
  func url(_ path: String) -> String { "http://127.0.0.1:\(script.port)/\(path)" }
  /// What was posted, each in a file of its own.
  var posts: [[UInt8]] { scratch.names("posts").compactMap { scratch.read("posts/\($0)") } }

  private static let program = #"""
    import http.server, os, sys, threading
    folder = sys.argv[1] + '/posts'
    os.makedirs(folder)
    lock, count = threading.Lock(), 0
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            global count
            body = self.rfile.read(int(self.headers['Content-Length']))
            with lock:
                count += 1
                name = f'{folder}/{count:06}'
                with open(name + '.part', 'wb') as file: file.write(body)
                os.rename(name + '.part', name)
            way = self.path.strip('/')
            if way == 'drop': return self.connection.close()
            if way == 'silent': return threading.Event().wait()
            answer = b'{"errcode": 93000, "errmsg": "no such robot"}' if way == 'refused' else b'{"errcode": 0}'
            self.send_response(200 if way == 'refused' else int(way))
            if way == '429': self.send_header('Retry-After', '17')
            if way == '302': self.send_header('Location', '/200')
            self.send_header('Content-Length', str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        def log_message(self, *_): pass
    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_): pass
    server = Server(('127.0.0.1', 0), Handler)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)
    """#

  init() throws {
    scratch = Scratch()
    script = try ServerScript(Self.program, [scratch.path])
  }
}
