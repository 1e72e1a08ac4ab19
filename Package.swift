// swift-tools-version:6.2
import Foundation
import PackageDescription

// The house in two lists. A kit or a feature is a folder of the same name with its tests inside;
// the loops below make the targets, so adding one is adding a line here (bin/new-feature does it).

/// A kit and what it is built on. Imports point one way: from the top of this list downwards.
let kits: [(name: String, uses: [Target.Dependency], besides: [String])] = [
    ("Kernel", [], []),
    ("Storage", ["Kernel", "CPostgres", .grdb, .grdbSQLite, .nioPosix, .crypto, .logging], []),
    ("Sheets", ["Kernel", "CZlib", "CXlsxWriter"], []),
    ("Markup", ["Kernel"], []),
    ("Markdown", ["Markup", "CMarkdown"], []),
    ("Atlas", ["Kernel", "Markup", "CAtlasData"], ["map.css", "map.js"]),
    ("Gazetteer", ["Kernel", "CZlib", "CGazetteerData", .grdbSQLite], []),
    ("Reconciliation", ["Kernel", "Gazetteer"], []),
    ("Ledger", ["Kernel", .crypto], ["Vectors"]),
    ("Outbound", ["Kernel", "Markup", "CCurl"], []),
    ("Web", ["Kernel", "Markup", "Storage", "Sheets", "Outbound", "CAssets", "CZlib", .hummingbird, .crypto, .logging], ["Look"]),
]

/// A feature and the features it may see. Working features see Accounts and Directory, never each other.
let features: [(name: String, uses: [Target.Dependency], besides: [String])] = [
    ("Accounts", ["CQRCode", .crypto, .cryptoExtras, .jwt], []),
    ("Directory", ["Accounts"], ["directory.css", "import.css"]),
    ("Partnerships", ["Accounts", "Directory"], ["partnerships.css"]),
    ("People", ["Accounts", "Directory"], ["people.css"]),
    ("Portal", ["Directory"], ["portal.css"]),
    ("Operation", ["Accounts"], []),
    ("Files", [.crypto], ["files.css"]),
    ("Desk", [], ["desk.css", "shortcuts.js"]),
    ("Notes", [], ["notes.css"]),
    ("Tags", [], ["tags.css"]),
]

let everyKit = kits.map { Target.Dependency(stringLiteral: $0.name) }
let everyFeature = features.map { Target.Dependency(stringLiteral: $0.name) }

var targets: [Target] = [
    .systemLibrary(name: "CPostgres", path: "Kit/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", path: "Kit/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXlsxWriter", path: "Kit/CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CQRCode", path: "Kit/CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CCurl", path: "Kit/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
        name: "CMarkdown", path: "Kit/CMarkdown", pkgConfig: "libcmark-gfm",
        providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(name: "CAssets", path: "Kit/CAssets"),
    .target(name: "CAtlasData", path: "Kit/CAtlasData", exclude: ["countries.bin"]),
    .target(name: "CGazetteerData", path: "Kit/CGazetteerData", exclude: ["Data"]),
    .target(name: "Testing_", dependencies: everyKit + ["App", "Accounts", .hummingbird, .hummingbirdTesting], path: "Kit/Testing"),
]

/// Kits whose work is long loops over bytes. Optimised in debug builds too: the tests build the index of 234,908 places with them.
let optimised: Set = ["Gazetteer", "Reconciliation", "Sheets", "Kernel", "Ledger"]

/// Only bin/fuzz sets this, and builds in a folder of its own: code watched by libFuzzer is of no use to anybody else.
let fuzzing = ProcessInfo.processInfo.environment["PROXENIA_FUZZ"] == "1"

/// What reads input from outside, and is therefore watched (and optimised, since speed is what finds things) when fuzzing.
let fuzzed: Set = ["Kernel", "Sheets", "Markup", "Markdown", "Gazetteer", "Reconciliation", "Ledger", "Outbound", "Web", "People", "Files"]

func watched(_ name: String) -> [SwiftSetting] {
    fuzzing && fuzzed.contains(name) ? [.unsafeFlags(["-sanitize=fuzzer"] + (optimised.contains(name) ? [] : ["-O"]))] : []
}

for kit in kits {
    let settings: [SwiftSetting] = optimised.contains(kit.name) ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
    targets.append(
        .target(
            name: kit.name, dependencies: kit.uses, path: "Kit/\(kit.name)", exclude: ["Tests"] + kit.besides,
            swiftSettings: settings + watched(kit.name)))
    targets.append(.testTarget(name: "\(kit.name)Tests", dependencies: everyKit + ["Testing_"], path: "Kit/\(kit.name)/Tests"))
}
for feature in features {
    targets.append(
        .target(
            name: feature.name, dependencies: everyKit + feature.uses, path: "Features/\(feature.name)", exclude: ["Tests"] + feature.besides,
            swiftSettings: watched(feature.name)))
    targets.append(
        .testTarget(
            name: "\(feature.name)Tests", dependencies: everyKit + ["Testing_", "App", .jwt] + everyFeature, path: "Features/\(feature.name)/Tests"))
}
targets += [
    .target(
        name: "App", dependencies: everyKit + everyFeature + [.hummingbird, .argumentParser, .logging, .lifecycle], path: "App", exclude: ["Main"]),
    .executableTarget(name: "proxenia", dependencies: ["App"], path: "App/Main"),
    .testTarget(name: "WholeAppTests", dependencies: everyKit + everyFeature + ["App", "Testing_"], path: "Tests/WholeApp", exclude: ["routes.txt"]),
]

if fuzzing {
    targets += [
        .target(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "proxenia-fuzz", dependencies: everyKit + ["CFuzzer", "People", "Files"], path: "Tests/Fuzz/Targets",
            swiftSettings: [.unsafeFlags(["-sanitize=fuzzer", "-O"])], linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
}

let package = Package(
    name: "proxenia",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "proxenia", targets: ["proxenia"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu17
)

extension Target.Dependency {
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var grdbSQLite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var cryptoExtras: Self { .product(name: "CryptoExtras", package: "swift-crypto") }
    static var jwt: Self { .product(name: "JWTKit", package: "jwt-kit") }
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
}
