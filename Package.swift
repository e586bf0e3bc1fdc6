// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target: one step of the way from a rule to a receipt.
func step(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, resources: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "OrgLife",
  products: [
    .executable(name: "orglifed", targets: ["orglifed"]),
    .executable(name: "orglifectl", targets: ["orglifectl"]),
    .executable(name: "orglife-keeper", targets: ["orglife-keeper"]),
    .executable(name: "orglife-plugin-email", targets: ["orglife-plugin-email"]),
    .executable(name: "orglife-plugin-filedrop", targets: ["orglife-plugin-filedrop"]),
    .executable(name: "orglife-plugin-log", targets: ["orglife-plugin-log"]),
    .library(name: "PluginKit", targets: ["PluginKit"]),
    .library(name: "PluginTesting", targets: ["PluginTesting"]),
    // For tests, which load it into a daemon.
    .library(name: "FaultySync", type: .dynamic, targets: ["FaultySync"]),
    // For Benchmarks, which is a package of its own.
    .library(name: "OrgLifeSchedule", targets: ["OrgLifeCore", "OrgLifeSchedule"]),
    // For Fuzz, another.
    .library(
      name: "Fuzzed",
      targets: [
        "OrgLifeMessages", "OrgLifeProgramme", "OrgLifeDaemon", "Varlink", "PluginKit", "EmailPlugin",
        "Systemd",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CNettle", providers: [.apt(["nettle-dev"])]),

    step("OrgLifeCore", ["CNettle"]),
    step("OrgLifeSchedule", ["OrgLifeCore"]),
    step(
      "OrgLifeMessages",
      [
        "OrgLifeCore", "OrgLifeSchedule", "PluginKit",
        .product(name: "Mustache", package: "swift-mustache"),
      ], resources: [.embedInCode("Templates")]),
    step(
      "OrgLifeProgramme", ["OrgLifeCore", .product(name: "Yams", package: "Yams")],
      resources: [.embedInCode("Catalogue"), .embedInCode("Overlays")]),
    step(
      "OrgLifeLedger",
      [
        "OrgLifeCore", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    step("Varlink", ["CLinux"]),
    step("PluginKit", ["Varlink", "CLinux"]),
    step("PluginTesting", ["PluginKit", "Varlink"]),
    step("Systemd", ["CLinux"]),
    step(
      "OrgLifeDispatch",
      [
        "OrgLifeCore", "OrgLifeLedger", "Varlink", "PluginKit", "CLinux",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    step(
      "OrgLifeDaemon",
      [
        "OrgLifeCore", "OrgLifeSchedule", "OrgLifeMessages", "OrgLifeProgramme", "OrgLifeLedger",
        "OrgLifeDispatch", "Varlink", "PluginKit", "Systemd", "CLinux",
      ], resources: [.embedInCode("Interfaces")]),

    // In C: it forks, and lives as long as each plugin does, with a third of a megabyte. Without the start of Swift's
    // runtime, which would link all of it into the program: 13 kB instead of 9 MB.
    .executableTarget(
      name: "orglife-keeper", path: "Sources/orglife-keeper",
      linkerSettings: [.unsafeFlags(["-nostartfiles"])]),

    step("EmailPlugin", ["PluginKit", "CCurl"], path: "plugins/Email/Library"),
    step("FileDropPlugin", ["PluginKit"], path: "plugins/FileDrop/Library"),
    step("LogPlugin", ["PluginKit", "CSystemd"], path: "plugins/Log/Library"),
    program("orglife-plugin-email", ["EmailPlugin", "PluginKit"], path: "plugins/Email/Executable"),
    program(
      "orglife-plugin-filedrop", ["FileDropPlugin", "PluginKit"], path: "plugins/FileDrop/Executable"),
    program("orglife-plugin-log", ["LogPlugin", "PluginKit"], path: "plugins/Log/Executable"),

    // What docs/writing-a-plugin.md shows, built so that the tests hold it against the suite.
    program("orglife-plugin-append", ["PluginKit"], path: "examples/plugins/append"),

    program(
      "orglifed",
      ["OrgLifeDaemon", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    program(
      "orglifectl",
      [
        "OrgLifeCore", "OrgLifeDaemon", "OrgLifeLedger", "OrgLifeProgramme", "OrgLifeSchedule", "Varlink",
        "PluginKit", "PluginTesting", "Systemd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    step("Fixtures", ["OrgLifeCore", "OrgLifeProgramme"], path: "Tests/Fixtures"),
    tests("CoreTests", ["OrgLifeCore", "Fixtures"]),
    tests(
      "MessagesTests", ["OrgLifeCore", "OrgLifeSchedule", "OrgLifeMessages", "PluginKit", "Fixtures"],
      exclude: ["Golden"]),
    tests("ProgrammeTests", ["OrgLifeCore", "OrgLifeProgramme"]),
    tests(
      "LedgerTests",
      ["OrgLifeCore", "OrgLifeLedger", "Fixtures", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("VarlinkTests", ["Varlink"]),
    tests("SystemdTests", ["Systemd"]),
    tests(
      "PluginTests",
      ["PluginKit", "PluginTesting", "EmailPlugin", "FileDropPlugin", "LogPlugin", "Varlink"]),
    tests(
      "DispatchTests",
      ["OrgLifeCore", "OrgLifeDispatch", "OrgLifeLedger", "PluginKit", "Varlink", "Fixtures"],
      exclude: ["zoo.py"]),
    // A disk that does not sync when it is told so, for a whole process.
    .target(name: "FaultySync", path: "Tests/FaultySync"),
    // A disk that fails when it is told to, for SQLite.
    .target(
      name: "FaultyDisk", path: "Tests/FaultyDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
    step(
      "Trials",
      [
        "OrgLifeCore", "OrgLifeSchedule", "OrgLifeLedger", "OrgLifeDispatch", "OrgLifeDaemon",
        "OrgLifeProgramme", "PluginKit", "Fixtures", "FaultyDisk",
      ], path: "Tests/Trials"),
    program("orglife-simulate", ["Trials"], path: "Tests/Simulate"),
    tests("Simulation", ["Trials"]),
    tests(
      "EndToEnd", ["OrgLifeCore", "OrgLifeLedger", "OrgLifeDaemon", "PluginKit", "Varlink", "Fixtures"],
      exclude: ["Python"]),
    tests(
      "DaemonTests",
      [
        "OrgLifeCore", "OrgLifeSchedule", "OrgLifeLedger", "OrgLifeDispatch", "OrgLifeDaemon", "PluginKit",
        "OrgLifeProgramme", "Systemd", "Fixtures",
      ], exclude: ["Golden"]),
    tests(
      "ProgramTests",
      [
        "Fixtures", "OrgLifeDaemon", "orglifectl", "orglifed", "orglife-plugin-filedrop",
        "orglife-plugin-append",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Golden"]),
    tests("TidyTests", []),
  ]
)
