import Accounts
import App
import Foundation
import Gazetteer
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Logging
import NIOCore
import Storage
import Synchronization
import Web

/// The places of the world for tests: built once, kept between runs.
public enum TestPlaces {
    private static let kept: Result<Gazetteer, any Error> = Result { try Gazetteer.open(directory: folder) { _, _ in } }

    public static func gazetteer() throws -> Gazetteer { try kept.get() }

    /// Where the built file is kept: `.build/gazetteer-test` of the repository.
    public static let folder = root.appendingPathComponent(".build/gazetteer-test", isDirectory: true)

    /// The repository.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// Data that tests may read and the product may not: `../shared/data` beside the repository.
public enum SharedData {
    /// Nil, with a visible line, where the folder is not there.
    public static func file(_ name: String) -> URL? {
        let url = TestPlaces.root.deletingLastPathComponent().appendingPathComponent("shared/data/\(name)")
        if FileManager.default.fileExists(atPath: url.path) { return url }
        print("SKIPPED: ../shared/data/\(name) is not there.")
        return nil
    }
}

/// The whole house in one process, on a fresh database, with the cast in it. No sockets: requests go to the router.
///
/// The world is forbidden: nothing here sends mail or calls out, and a handler that tried would find no one to do it.
public struct TestApp: Sendable {
    public let house: House
    public let cast: Cast
    /// Most SQL statements a page of each route has taken so far.
    public let statements: StatementCount
    let client: any TestClientProtocol

    /// The day all tests play on: Friday, 20 November 2026, 09:00 UTC.
    public static let now = Instant(milliseconds: 1_795_165_200_000)

    /// Runs a test on both engines, one after the other.
    public static func each(
        now: Instant = TestApp.now, settings: Settings = Settings(), log: (any LogHandler)? = nil,
        _ body: @escaping @Sendable (TestApp) async throws -> Void
    ) async throws {
        for engine in Engine.allCases { try await on(engine, now: now, settings: settings, log: log, body) }
    }

    /// Runs a test on one engine.
    public static func on(
        _ engine: Engine, clock: Clock? = nil, now: Instant = TestApp.now, settings: Settings = Settings(), log handler: (any LogHandler)? = nil,
        _ body: @escaping @Sendable (TestApp) async throws -> Void
    ) async throws {
        let features = Composition.features(gazetteer: try TestPlaces.gazetteer(), passwords: .cheap, settings: settings)
        let database = try TestDatabase.fresh(engine, Composition.migrations(features))
        do {
            let cast = try database.writeSync { try Cast.make($0, try TestPlaces.gazetteer(), at: now) }
            var log = Logger(label: "test") { handler ?? StreamLogHandler.standardOutput(label: $0) }
            if handler == nil { log.logLevel = .error }
            var quiet = Logger(label: "hummingbird")
            quiet.logLevel = .error
            let statements = StatementCount()
            let house = try Composition.house(
                database, features: features, settings: settings, clock: clock ?? .fixed(now), log: log, onStatements: statements.note)
            let application = Application(router: Server(house).router(), logger: quiet)
            try await application.test(.router) { client in try await body(TestApp(house: house, cast: cast, statements: statements, client: client))
            }
            try TestDatabase.remove(database)
        } catch {
            try TestDatabase.remove(database)
            throw error
        }
    }

    /// One of the cast at their browser; nil is the public.
    public func `as`(_ character: Cast.Character?) -> Browser { Browser(app: self, person: character.flatMap { cast.people[$0] }) }

    /// Runs the background jobs that wait, and returns when there are none left.
    public func work() async { await JobRunner(house.database, handlers: house.features.flatMap(\.jobs), clock: house.clock).drain() }

    /// Reads the database directly, to see what was stored.
    public func stored<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await house.database.read(body)
    }
}

/// How many SQL statements pages take: a query inside a loop shows here first.
public final class StatementCount: Sendable {
    private let most = Mutex<[String: Int]>([:])

    func note(_ route: String, _ count: Int) { most.withLock { $0[route] = max($0[route] ?? 0, count) } }

    /// The most a page of this route took.
    public func of(_ route: String) -> Int? { most.withLock { $0[route] } }
    public var all: [String: Int] { most.withLock { $0 } }
}

/// What came back.
public struct Answer: Sendable {
    public let status: Int
    public let text: String
    public let bytes: [UInt8]
    public let headers: [String: String]
    /// Where a redirect leads.
    public var location: String { headers["location"] ?? "" }
    /// Value of a cookie that was set, without its attributes.
    public func cookie(_ name: String) -> String? {
        headers["set-cookie"]?.components(separatedBy: "\n").first { $0.hasPrefix(name + "=") }.map {
            String($0.dropFirst(name.count + 1).prefix { $0 != ";" })
        }
    }
}

/// Somebody's browser: sends their session and, with forms, the token those carry.
public struct Browser: Sendable {
    let app: TestApp
    let person: Cast.Person?

    public func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer { try await send(.get, path, headers, nil) }

    /// Asks with any method, as no page of ours does.
    public func ask(_ method: String, _ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(HTTPRequest.Method(rawValue: method) ?? .get, path, headers, nil)
    }

    /// Sends a form as the page would. A field may come several times.
    public func post(_ path: String, _ fields: [(String, String)] = [], headers: [String: String] = [:]) async throws -> Answer {
        var all = Parameters(fields.map { ($0.0, $0.1) })
        if let person, all["csrf"] == nil {
            all.append("csrf", app.house.guardian.formToken(sessionKey: person.sessionKey, office: person.actor.office))
        }
        let body = String(all.queryString.dropFirst())
        return try await send(.post, path, headers.merging(["content-type": "application/x-www-form-urlencoded"]) { $1 }, Array(body.utf8))
    }

    /// Sends a form with a file.
    public func upload(_ path: String, file: (field: String, name: String, bytes: [UInt8]), _ fields: [(String, String)] = []) async throws -> Answer
    {
        var all = fields
        if let person { all.append(("csrf", app.house.guardian.formToken(sessionKey: person.sessionKey, office: person.actor.office))) }
        let (type, body) = Self.parts(file, all)
        return try await send(.post, path, ["content-type": type], body)
    }

    /// A form in many parts, and what its header says.
    static func parts(_ file: (field: String, name: String, bytes: [UInt8]), _ fields: [(String, String)]) -> (type: String, body: [UInt8]) {
        let boundary = "----test-boundary-7f3a"
        var body: [UInt8] = []
        for field in fields { body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.0)\"\r\n\r\n\(field.1)\r\n".utf8) }
        body += Array(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                .utf8)
        body += file.bytes + Array("\r\n--\(boundary)--\r\n".utf8)
        return ("multipart/form-data; boundary=\(boundary)", body)
    }

    /// Sends anything at all.
    public func send(_ method: HTTPRequest.Method, _ path: String, _ headers: [String: String], _ body: [UInt8]?) async throws -> Answer {
        var fields: HTTPFields = [:]
        if let person { fields.append(HTTPField(name: .cookie, value: "proxenia=\(person.token)")) }
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) } }
        let response = try await app.client.executeRequest(uri: path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) })
        var seen: [String: String] = [:]
        for field in response.headers {
            seen[field.name.canonicalName] = seen[field.name.canonicalName].map { $0 + "\n" + field.value } ?? field.value
        }
        return Answer(status: response.status.code, text: String(buffer: response.body), bytes: Array(buffer: response.body), headers: seen)
    }
}
