// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// One program for each reader, with a corpus of the same name.
func target(_ name: String) -> Target {
  .executableTarget(
    name: "fuzz-\(name)", dependencies: ["Fuzzing", .product(name: "Fuzzed", package: "OrgLife")],
    path: "Sources/\(name)", swiftSettings: strict)
}

// A package of its own, so that nobody who builds OrgLife builds this too.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "OrgLife", path: "..")],
  targets: [
    .target(
      name: "Fuzzing", dependencies: [.product(name: "Fuzzed", package: "OrgLife")], swiftSettings: strict),
    target("yaml"), target("csv"), target("recurrence"), target("varlink"), target("mail"), target("texts"),
    target("facts"), target("dates"), target("smtp"), target("control"),
  ]
)
