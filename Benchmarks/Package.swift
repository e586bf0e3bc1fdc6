// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who builds OrgLife builds this too.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "OrgLife", path: "..")],
  targets: [
    .executableTarget(
      name: "bench", dependencies: [.product(name: "OrgLifeSchedule", package: "OrgLife")],
      swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")])
  ]
)
