/// What a service says about itself in `GetInfo`.
public struct ServiceIdentity: Codable, Hashable, Sendable {
  public var vendor: String
  public var product: String
  public var version: String
  public var url: String

  public init(vendor: String, product: String, version: String, url: String) {
    self.vendor = vendor
    self.product = product
    self.version = version
    self.url = url
  }
}

/// Answers what every service answers: `org.varlink.service`, and errors for names that do not exist.
struct ServiceCatalogue: Sendable {
  let identity: ServiceIdentity
  let interfaces: [VarlinkInterface]

  init(identity: ServiceIdentity, interfaces: [VarlinkInterface]) {
    self.identity = identity
    self.interfaces = [.service] + interfaces
  }

  /// nil when the call is for the handler.
  func reply(to call: VarlinkCall) throws -> VarlinkReply? {
    guard let dot = call.method.lastIndex(of: ".") else { throw VarlinkFault.invalidParameter("method") }
    let interface = try interface(String(call.method[..<dot]))
    guard interface.methods.contains(String(call.method[call.method.index(after: dot)...])) else {
      throw VarlinkFault.methodNotFound(call.method)
    }
    switch call.method {
    case "org.varlink.service.GetInfo":
      return try VarlinkReply(
        Info(
          vendor: identity.vendor, product: identity.product, version: identity.version, url: identity.url,
          interfaces: interfaces.map(\.name)))
    case "org.varlink.service.GetInterfaceDescription":
      let asked = try call.parameters(Question.self).interface
      return try VarlinkReply(Description(description: try self.interface(asked).text))
    default: return nil
    }
  }

  private func interface(_ name: String) throws -> VarlinkInterface {
    guard let found = interfaces.first(where: { $0.name == name }) else {
      throw VarlinkFault.interfaceNotFound(name)
    }
    return found
  }

  private struct Info: Encodable {
    var vendor: String
    var product: String
    var version: String
    var url: String
    var interfaces: [String]
  }
  private struct Question: Decodable { var interface: String }
  private struct Description: Encodable { var description: String }
}
