import OrgLifeCore
import PluginKit

extension Composer {
  /// What the operator is told when the daemon has failed. Its key and its date are for whoever sends it to set.
  ///
  /// - Parameter person: somebody in the roster.
  public func alert(to person: Person.ID, over channel: Channel.ID) -> Notice {
    guard let person = programme.people[person] else {
      preconditionFailure("the operator is somebody in the roster")
    }
    let language = person.language ?? programme.language
    let column = programme.channel(channel)?.addressColumn
    let document = texts.render(.serviceDown, in: language, [:])
    var isNamed = true
    if case .minimal = programme.channel(channel)?.privacy { isNamed = false }
    return Notice(
      key: "", thread: "alert/orglifed", date: "", tone: .escalation, language: language.tag,
      recipient: Notice.Recipient(
        id: isNamed ? person.id.text : "operator", name: isNamed ? person.name[language] : "",
        address: column.flatMap { person.addresses[$0] }),
      subject: document.subject, body: document.body, fields: ["kind": "service-down"])
  }
}
