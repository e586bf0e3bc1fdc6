/// An interface as its `.varlink` text declares it.
public struct VarlinkInterface: Hashable, Sendable {
  public let name: String
  public let methods: Set<String>
  /// The text that `GetInterfaceDescription` answers.
  public let text: String

  /// Reads the names of interface and methods from the text. A text without an interface line is a programmer's mistake.
  public init(_ text: String) {
    var name: String?
    var methods: Set<String> = []
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { " \t(".contains($0) })
      guard words.count >= 2 else { continue }
      if words[0] == "interface" { name = String(words[1]) }
      if words[0] == "method" { methods.insert(String(words[1])) }
    }
    guard let name else { preconditionFailure("a Varlink interface text begins with `interface NAME`") }
    self.name = name
    self.methods = methods
    self.text = text
  }

  /// What every service answers. Source: https://varlink.org/Service
  static let service = VarlinkInterface(
    """
    # The Varlink Service Interface is provided by every varlink service.
    interface org.varlink.service

    # Get a list of all the interfaces a service provides and information about the implementation.
    method GetInfo() -> (vendor: string, product: string, version: string, url: string, interfaces: []string)

    # Get the description of an interface that is implemented by this service.
    method GetInterfaceDescription(interface: string) -> (description: string)

    # The requested interface was not found.
    error InterfaceNotFound (interface: string)

    # The requested method was not found.
    error MethodNotFound (method: string)

    # The interface defines the requested method, but the service does not implement it.
    error MethodNotImplemented (method: string)

    # One of the passed parameters is invalid.
    error InvalidParameter (parameter: string)

    """)
}
