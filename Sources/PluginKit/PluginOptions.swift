/// The command line of every plugin.
struct PluginOptions: Hashable {
  enum Wish: Hashable { case serve, help, version }

  var wish = Wish.serve
  /// nil for a socket passed by systemd.
  var path: String?
  var hasLifeline = false
  var idleSeconds: Double?

  struct Mistake: Error, Hashable { var sentence: String }

  init(_ arguments: some Sequence<String>) throws(Mistake) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      switch (parts[0], parts.count > 1 ? parts[1] : nil) {
      case ("--help", nil), ("-h", nil): wish = .help
      case ("--version", nil): wish = .version
      case ("--lifeline", nil): hasLifeline = true
      case ("--varlink", let address?):
        guard address.hasPrefix("unix:/") else {
          throw Mistake(
            sentence: "--varlink wants unix: and an absolute path, for instance --varlink=unix:/run/x.sock")
        }
        path = String(address.dropFirst("unix:".count))
      case ("--idle-exit", let text?):
        guard let seconds = Double(text), seconds > 0, seconds.isFinite else {
          throw Mistake(sentence: "--idle-exit wants a number of seconds above zero")
        }
        idleSeconds = seconds
      default:
        throw Mistake(sentence: "\(argument) is no option of this program; --help lists them")
      }
    }
  }
}
