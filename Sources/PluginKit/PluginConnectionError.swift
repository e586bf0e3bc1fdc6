import Varlink

/// Why a plugin did not do what it was asked.
public enum PluginConnectionError: Error, Hashable, Sendable {
  /// No connection to the plugin.
  case unreachable(path: String, reason: String)
  /// No connection to the plugin, and what to do about it.
  case noConnection(sentence: String)
  /// The plugin speaks another version of the contract.
  case wrongContract(theirs: Int)
  case settingsRefused(SettingsError)
  /// The channel cannot be used now; the answer to ``PluginConnection/probe(timeoutSeconds:)`` and to opening.
  case unusable(reason: String)
  /// The notice can never go over this channel.
  case noticeRefused(reason: String)
  /// The plugin answered with an error of its interface before doing anything.
  case refused(VarlinkFault)
  /// The connection failed before the request had left this process.
  case notSent(reason: String)
  /// The plugin had the request, and its answer did not come or made no sense.
  case lost(reason: String)

  /// True when this attempt has certainly delivered nothing. False for ``lost(reason:)`` alone.
  public var certainlyNotDelivered: Bool {
    if case .lost = self { false } else { true }
  }
}

extension PluginConnectionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreachable(let path, let reason): "no plugin answers at \(path): \(reason)"
    case .noConnection(let sentence): sentence
    case .wrongContract(let theirs):
      "the plugin speaks version \(theirs) of the plugin contract, this program version "
        + "\(PluginDescription.contract): install them from the same release"
    case .settingsRefused(let error): "setting \(error)"
    case .unusable(let reason), .noticeRefused(let reason): reason
    case .refused(let fault): "the plugin refused the call: \(fault)"
    case .notSent(let reason): "the plugin was not asked: \(reason)"
    case .lost(let reason): "the plugin's answer was lost: \(reason)"
    }
  }

  init(_ error: VarlinkError, path: String) {
    switch error {
    case .cannotConnect(_, let reason): self = .unreachable(path: path, reason: reason)
    case .fault(let fault): self.init(fault)
    case _ where error.requestSent: self = .lost(reason: "\(error)")
    default: self = .notSent(reason: "\(error)")
    }
  }

  private init(_ fault: VarlinkFault) {
    let reason = fault.parameters["reason"]?.string ?? ""
    switch fault.name {
    case "\(PluginInterface.name).SettingsRefused":
      self = .settingsRefused(SettingsError(fault.parameters["setting"]?.string ?? "settings", reason))
    case "\(PluginInterface.name).Unusable": self = .unusable(reason: reason)
    case "\(PluginInterface.name).NoticeRefused": self = .noticeRefused(reason: reason)
    case "\(PluginInterface.name).NotConfigured": self = .refused(fault)
    case _ where fault.name.hasPrefix("org.varlink.service."): self = .refused(fault)
    // An error nobody declared may come from the middle of a delivery.
    default: self = .lost(reason: "\(fault)")
    }
  }
}
