import Glibc
import OrgLifeCore
import Varlink

/// Who is at the other end of a control connection, what they may do, and as whom they may speak.
struct Caller {
  let peer: Peer
  let programme: Programme

  /// Root and the daemon's own user run the daemon; they may speak for a person whom they name.
  var isAdministrator: Bool { peer.userID == 0 || peer.userID == geteuid() }

  /// The person of the roster whose `login` is the caller's.
  private var person: Person.ID? {
    let login = login
    return programme.people.values.first { $0.login != nil && $0.login == login }?.id
  }

  var login: String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(peer.userID, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return "uid:\(peer.userID)"
    }
    return String(cString: entry.pw_name)
  }

  /// - Throws: ``Refusal/notPermitted(_:)`` where `access` in orglifed.yaml does not give the caller that right.
  func check(_ right: Access.Right) throws(Refusal) {
    guard let access = programme.access, !isAdministrator else { return }
    guard access.permits(right, belongs: belongs) else {
      throw .notPermitted(
        "\(login) may not \(right.rawValue): “access” in orglifed.yaml does not name this user or a group of theirs"
      )
    }
  }

  private func belongs(to member: Access.Member) -> Bool {
    switch member {
    case .user(let number): return number == peer.userID
    case .group(let name):
      guard let number = Caller.groupID(name) else { return false }
      return peer.groupID == number || peer.groups.contains(number)
    }
  }

  private static func groupID(_ name: String) -> UInt32? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    // A group of many members has a long entry.
    var buffer = [CChar](repeating: 0, count: 1 << 18)
    guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return entry.gr_gid
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

  /// The author of a closing. Where `access` says who may close, it is a person at their own login: root and the daemon's
  /// user are no second person, whoever they name.
  func authorOfClosing(by named: String?) throws(Refusal) -> String {
    guard programme.access != nil else { return try author(by: named) }
    guard let person else {
      throw .notPermitted(
        "\(login) is nobody in the roster; an item is closed by a person at their own login, "
          + "whom the login column of people.csv names")
    }
    guard named == nil || named == person.text else {
      throw .notPermitted("\(login) may not close for \(named ?? "")")
    }
    return person.text
  }
}
