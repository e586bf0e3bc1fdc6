extension PluginDescription {
  /// What `--help` says: what the plugin is, how it is started, each setting.
  func help(program: String) -> String {
    var lines = [
      "\(program) \(version): \(summary)", "",
      "A plugin of orglifed. The daemon or systemd starts it; it serves \(PluginInterface.name) over Varlink.",
      "",
      "Usage: \(program) --varlink=unix:PATH [--lifeline] [--idle-exit=SECONDS]",
      "       \(program)            with a socket passed by systemd (LISTEN_FDS)", "",
      "  --varlink=unix:PATH   listen there; ready as soon as it accepts connections",
      "  --lifeline            leave as soon as standard input ends",
      "  --idle-exit=SECONDS   leave when no connection was open for so long",
      "  --version             print name and version",
      "  --help                print this", "",
      settings.isEmpty ? "It has no settings." : "Settings of a channel that uses it:",
    ]
    for setting in settings {
      var facts = [setting.type]
      if setting.required { facts.append("required") }
      if let value = setting.default { facts.append("default: \(value)") }
      lines += ["", "  \(setting.name) (\(facts.joined(separator: "; ")))", "      \(setting.help)"]
    }
    lines += [
      "",
      "A delivery takes at most \(longestDeliverySeconds) s. A repeated attempt "
        + (neverDoubled ? "never makes a second copy." : "may make a second copy when an answer was lost."),
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
