import ArgumentParser
import OrgLifeDaemon
import PluginKit

struct ChannelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel", abstract: "The ways that messages take: look, try, add another.",
    discussion: """
      Under systemd each channel is a unit of its own, orglife-plugin@CHANNEL, which starts when something is \
      to be delivered.

        orglifectl channel list
        orglifectl channel probe mail
      """,
    subcommands: [List.self, Describe.self, Probe.self, Restart.self, Add.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every channel: how it is, what waits for it, its unit.",
      discussion: """
          orglifectl channel list
        """)

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.ChannelsAnswer = try await daemon.call("ListChannels")
      if daemon.json { return try printJSON(schema: "channels", answer) }
      var table = Table("STATE", "CHANNEL", "PLUGIN", "WAITING", "UNIT", "")
      for channel in answer.channels {
        table.add(
          channel.state, channel.channel, channel.plugin, "\(channel.waiting)", channel.unit ?? "",
          channel.reason.map { "since \(channel.since ?? ""): \($0)" } ?? "",
          colour: channel.state == "down" ? .red : nil)
      }
      print(table.text(width: outputWidth, style: .ofThisProcess))
    }
  }

  struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What a channel's plugin says of itself, with each of its settings.",
      discussion: """
          orglifectl channel describe mail
        """)

    @Argument(help: "The channel.", completion: .names(.channel)) var channel: String
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.DescribedChannel = try await daemon.call(
        "DescribeChannel", Control.ChannelQuestion(channel: channel))
      if daemon.json { return try printJSON(schema: "channel", answer) }
      let plugin = answer.description
      var page = Paragraph()
      page.add("\(plugin.name) \(plugin.version): \(plugin.summary)", hang: 2)
      page.add(
        "A delivery takes at most \(plugin.longestDeliverySeconds) s. A repeated attempt "
          + (plugin.neverDoubled
            ? "never makes a second copy." : "may make a second copy when an answer was lost."),
        hang: 2)
      for setting in plugin.settings {
        var facts = [setting.type]
        if setting.required { facts.append("required") }
        if let value = setting.default { facts.append("default: \(value)") }
        page.add("\(setting.name) (\(facts.joined(separator: "; ")))", indent: 2)
        page.add(setting.help, indent: 6)
      }
      print(page.text)
    }
  }

  struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask a channel's plugin whether it can be used now. Nothing is sent.",
      discussion: """
          orglifectl channel probe mail

        Exit status: 0 it can be used; 1 it cannot, and the reason is printed; 4 there is no such channel.
        """)

    @Argument(help: "The channel.", completion: .names(.channel)) var channel: String
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
      let answer: Control.Probed = try await daemon.call(
        "ProbeChannel", Control.ChannelQuestion(channel: channel))
      if daemon.json {
        try printJSON(schema: "probe", ["probe": answer])
        if !answer.usable { throw Exit.no }
        return
      }
      guard answer.usable else {
        let words = [answer.reason, answer.advice].compactMap { $0 }
        throw Exit.saying("\(channel): \(words.joined(separator: "; "))", Exit.no)
      }
      print("\(channel) can be used")
    }
  }

  struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a channel's process; the next delivery starts it anew, with its new credentials.",
      discussion: """
        By systemctl, so as root. What it was delivering is repeated as it was.

          orglifectl channel restart mail
        """)

    @Argument(help: "The channel.", completion: .configured(.channel)) var channel: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let unit = try ChannelUnit(channel)
      try ChannelUnit.manage("stop", unit.socket, unit.service)
      try ChannelUnit.manage("start", unit.socket)
      if json { return try printJSON(schema: "channel-unit", ["unit": unit.told()]) }
      print("\(unit.service) starts anew with the next delivery")
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let systemd serve a channel: write its drop-in, and listen on its socket.",
      discussion: """
        The channel itself stands in orglifed.yaml; this gives it a unit. --plugin is one that comes with \
        OrgLife, --program any other. A program gets nothing but its socket and a folder of its own, and what \
        is named here.

          orglifectl channel add county-mail --plugin email \\
            --credential smtp-password:/etc/orglife-secrets/county
          orglifectl channel add chat --network \\
            --program /usr/local/libexec/webhook.py
          orglifectl channel add board --plugin filedrop --write /srv/board

        Exit status: 0 it listens; 64 wrong usage; 73 the drop-in cannot be written.
        """)

    @Argument(help: "The channel, as orglifed.yaml calls it.", completion: .configured(.channel))
    var channel: String
    @Option(
      help: ArgumentHelp("email, filedrop, log.", valueName: "name"),
      completion: .list(["email", "filedrop", "log"]))
    var plugin: String?
    @Option(
      help: ArgumentHelp("A program that serves org.orglife.Plugin.", valueName: "path"), completion: .file())
    var program: String?
    @Flag(help: "It may reach the network, and ask the name service.") var network = false
    @Option(
      help: ArgumentHelp(
        "A secret by its name, NAME:FILE or NAME alone for one in /etc/credstore; may be repeated.",
        valueName: "name:file"), completion: .file())
    var credential: [String] = []
    @Option(
      help: ArgumentHelp("A folder that it may write to; may be repeated.", valueName: "dir"),
      completion: .directory)
    var write: [String] = []
    @Option(
      help: ArgumentHelp("As this user, who has to exist [one made up at each start].", valueName: "login"))
    var user: String?
    @Flag(help: "Print the drop-in, and change nothing.") var dryRun = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      guard (plugin == nil) != (program == nil) else {
        throw ValidationError("Name the channel's plugin with --plugin, or its program with --program.")
      }
    }

    func run() async throws {
      let unit = try ChannelUnit(channel)
      let dropIn = try ChannelDropIn(
        plugin: plugin, program: program, network: network, credentials: credential, folders: write,
        user: user)
      if !dryRun {
        try unit.write(dropIn)
        try ChannelUnit.manage("daemon-reload")
        try ChannelUnit.manage("stop", unit.socket, unit.service)
        try ChannelUnit.manage("--quiet", "enable", "--now", unit.socket)
      }
      if json { return try printJSON(schema: "channel-unit", ["unit": unit.told(dropIn.text)]) }
      if dryRun { return print(dropIn.text, terminator: "") }
      print("\(unit.dropIn) is written, and \(unit.socket) listens")
    }
  }
}
