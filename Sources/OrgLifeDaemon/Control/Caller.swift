import Glibc
import OrgLifeCore
import Varlink

/// Who is at the other end of a control connection, and as whom they may speak.
struct Caller {
  let peer: Peer
  let programme: Programme

  /// Root and the daemon's own user run the daemon; they may speak for a person whom they name.
  var isAdministrator: Bool { peer.userID == 0 || peer.userID == geteuid() }

  /// The person of the roster whose `login` is the caller's.
  private var person: Person.ID? {
    programme.people.values.first { $0.login != nil && $0.login == login }?.id
  }

  private var login: String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(peer.userID, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return "uid:\(peer.userID)"
    }
    return String(cString: entry.pw_name)
  }

  /// The author of what the caller says.
  func author(by named: String?) throws(Refusal) -> String {
    if let named {
      guard let id = Person.ID(named), programme.people[id] != nil else {
        throw .noSuchThing("there is no person \(named) in the roster")
      }
      guard isAdministrator || person == id else {
        throw .notPermitted("\(login) may not speak for \(named)")
      }
      return named
    }
    if let person { return person.text }
    guard isAdministrator else {
      throw .notPermitted(
        "\(login) is nobody in the roster; put this login into the login column of people.csv and reload")
    }
    return login
  }
}
