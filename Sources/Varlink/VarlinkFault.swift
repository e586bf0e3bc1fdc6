/// The error that a method answers: a full name such as `org.orglife.Plugin.NotConfigured`, and its parameters.
///
/// A handler throws it to answer with it; a client gets it in ``VarlinkError/fault(_:)``.
public struct VarlinkFault: Error, Hashable, Sendable {
  public var name: String
  public var parameters: JSONValue

  public init(_ name: String, _ parameters: JSONValue = [:]) {
    self.name = name
    self.parameters = parameters
  }

  public static func interfaceNotFound(_ interface: String) -> VarlinkFault {
    VarlinkFault("org.varlink.service.InterfaceNotFound", ["interface": .string(interface)])
  }

  public static func methodNotFound(_ method: String) -> VarlinkFault {
    VarlinkFault("org.varlink.service.MethodNotFound", ["method": .string(method)])
  }

  public static func methodNotImplemented(_ method: String) -> VarlinkFault {
    VarlinkFault("org.varlink.service.MethodNotImplemented", ["method": .string(method)])
  }

  /// - Parameter parameter: the way to it with dots: `payload.bytes`.
  public static func invalidParameter(_ parameter: String) -> VarlinkFault {
    VarlinkFault("org.varlink.service.InvalidParameter", ["parameter": .string(parameter)])
  }

  /// What a handler's own thrown error becomes when it is not a fault of its interface.
  public static func unforeseen(_ reason: String) -> VarlinkFault {
    VarlinkFault("org.orglife.Unforeseen", ["reason": .string(reason)])
  }
}

extension VarlinkFault: CustomStringConvertible {
  public var description: String {
    guard case .object(let members) = parameters, !members.isEmpty else { return name }
    let texts = members.keys.sorted().map { key in
      "\(key): \(members[key]?.string ?? JSONText.line(members[key] ?? .null))"
    }
    return "\(name) (\(texts.joined(separator: ", ")))"
  }
}
