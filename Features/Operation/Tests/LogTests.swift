import Foundation
import Kernel
import Logging
import Storage
import Synchronization
import Testing
import Testing_
import Web

/// What the server told, line by line.
private final class Told: Sendable {
    private let lines = Mutex<[String]>([])

    var handler: JSONLog {
        JSONLog(clock: .fixed(TestApp.now)) { [self] line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }
    var all: [String] { lines.withLock { $0 } }

    /// The values of each line; every one must be an object of JSON on a line of its own.
    func events() throws -> [[String: any Sendable]] {
        try all.map { line in
            #expect(line.hasSuffix("\n") && line.filter(\.isNewline).count == 1)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return object.compactMapValues { value in
                if let text = value as? String { return text }
                return (value as? NSNumber)?.doubleValue
            }
        }
    }
}

@Suite struct LogTests {
    private static func settings(isBehindProxy: Bool = false) -> Settings {
        var settings = Settings(isBehindProxy: isBehindProxy)
        settings.log = .json
        return settings
    }

    @Test func aRequestIsOneLineWithItsPatternOfficeAndRole() async throws {
        let told = Told()
        try await TestApp.on(.sqlite, settings: Self.settings(), log: told.handler) { app in
            let page = try await app.as(.officer).get("/office/organisations?q=Anna+Beispiel")
            let download = try await app.as(.officer).get("/office/organisations.csv?q=Chongqing")
            _ = try await app.as(nil).get("/anna@example.org/secret?token=abcdef")
            let events = try told.events()
            #expect(events.count == 3)
            let first = try #require(events.first)
            #expect(first["event"] as? String == "request")
            #expect(first["level"] as? String == "info")
            #expect(first["time"] as? String == "2026-11-20T09:00:00.000Z")
            #expect(first["method"] as? String == "GET")
            #expect(first["route"] as? String == "/office/organisations")
            #expect(first["status"] as? Double == 200)
            #expect(first["bytes"] as? Double == Double(page.bytes.count))
            #expect(try #require(first["ms"] as? Double) >= 0)
            #expect(first["office"] as? String == app.cast.people[.officer]?.actor.office?.text)
            #expect(first["role"] as? String == "officer")
            #expect(first["request"] as? String == page.headers["x-request-id"])
            // Written piece by piece, and counted all the same.
            #expect(events[1]["bytes"] as? Double == Double(download.bytes.count))
            #expect(events[1]["request"] as? String == download.headers["x-request-id"])
            #expect(events[2]["route"] as? String == "other")
            #expect(events[2]["office"] == nil)
            for line in told.all {
                for word in ["Anna", "anna", "Beispiel", "Chongqing", "secret", "abcdef", try #require(app.cast.people[.officer]).actor.name] {
                    #expect(!line.contains(word))
                }
            }
        }
    }

    @Test func aKeyInAnAddressNeverReachesTheLog() async throws {
        let told = Told()
        let key = "k3yThatOpensSomething-0123456789abcdefghijk"
        try await TestApp.on(.sqlite, settings: Self.settings(), log: told.handler) { app in
            let keyed = app.house.routes.filter { $0.method == .get }.map(\.path).filter { $0.contains("{token}") }
            #expect(keyed.contains("/invitation/{token}") && keyed.contains("/new-password/{token}") && keyed.contains("/contact-point/{token}"))
            #expect(keyed.contains("/guest/{token}") && keyed.contains("/guest/{token}/agreement"))
            for path in keyed {
                let address = path.replacingOccurrences(of: "{token}", with: key).replacingOccurrences(of: "{thing}", with: key)
                _ = try await app.as(nil).get(address + "?back=\(key)")
            }
            _ = try await app.as(nil).get("/api/v1/organisations", headers: ["authorization": "Bearer \(key)", "cookie": "proxenia=\(key)"])
            _ = try await app.as(nil).get("/feeds/\(key).ics")
            #expect(try told.events().compactMap { $0["route"] as? String } == keyed + ["/api/v1/organisations", "other"])
            // Eight characters: the reference of a request is chance, and would hold three of them one time in a hundred runs.
            #expect(told.all.allSatisfy { !$0.contains(key.prefix(8)) && !$0.contains(key.suffix(8)) })
        }
    }

    @Test func theReferenceOnThePageIsTheOneInTheLogAndInTheHeader() async throws {
        let told = Told()
        try await TestApp.each(settings: Self.settings(), log: told.handler) { app in
            // Without this table the page cannot be made; what the engine says of it is nobody's business.
            try await app.house.database.write { try $0.run("ALTER TABLE outbox RENAME TO gone") }
            let before = told.all.count
            let page = try await app.as(.admin).get("/office/outbox")
            #expect(page.status == 500)
            let reference = try #require(page.headers["x-request-id"])
            #expect(page.text.contains(reference))
            let events = try told.events().dropFirst(before)
            #expect(events.map { $0["request"] as? String } == [reference, reference])
            #expect(events.map { $0["event"] as? String } == ["request failed", "request"])
            #expect(events.first?["level"] as? String == "error")
            #expect(events.first?["route"] as? String == "/office/outbox")
            #expect((events.first?["error"] as? String)?.hasPrefix("The database refused the statement (") == true)
            #expect(events.last?["status"] as? Double == 500)
        }
    }

    @Test func onlyOurOwnProxyNamesARequest() async throws {
        func answered(_ id: String, isBehindProxy: Bool) async throws -> String {
            let found = Mutex("")
            try await TestApp.on(.sqlite, settings: Self.settings(isBehindProxy: isBehindProxy), log: Told().handler) { app in
                let answer = try await app.as(nil).get("/healthz", headers: ["x-request-id": id])
                found.withLock { $0 = answer.headers["x-request-id"] ?? "" }
            }
            return found.withLock { $0 }
        }
        #expect(try await answered("5f2b-4c0d_9A1E", isBehindProxy: true) == "5f2b-4c0d_9A1E")
        #expect(try await answered("5f2b-4c0d_9A1E", isBehindProxy: false) != "5f2b-4c0d_9A1E")
        for wrong in ["short", "anna@example.org", "with space in it", "\"}{\"level\":\"error", String(repeating: "a", count: 65)] {
            let made = try await answered(wrong, isBehindProxy: true)
            #expect(made != wrong && made.count >= 8, "\(wrong)")
        }
    }

    @Test func whatIsLoggedStaysOnItsLine() throws {
        let told = Told()
        let log = Logger(label: "test") { _ in told.handler }
        log.warning(
            "a \"b\"\n\\ c",
            metadata: ["x\r\ny": "\u{1}\u{7F}é", "list": ["a", "b"], "number": .stringConvertible(3), "yes": .stringConvertible(true)])
        log.debug("not told")
        let event = try #require(try told.events().first)
        #expect(told.all.count == 1)
        #expect(event["event"] as? String == "a \"b\"\n\\ c")
        #expect(event["x\r\ny"] as? String == "\u{1}\u{7F}é")
        #expect(event["number"] as? Double == 3)
        #expect(event["yes"] as? Double == 1)
        #expect(event["level"] as? String == "warning")
    }

    @Test func errorsAreNamedWithoutTheirValues() {
        struct Own: Error { let name: String }
        enum Choice: Error { case taken(by: String), absent }
        #expect(
            ErrorKind(StorageError.refused(code: "22P02", "invalid input syntax: \"Anna\"")).description
                == "The database refused the statement (22P02).")
        #expect(!ErrorKind(StorageError.value("Anna")).description.contains("Anna"))
        #expect(!ErrorKind(StorageError.column("name", "Anna")).description.contains("Anna"))
        #expect(ErrorKind(StorageError.diskFull).description == StorageError.diskFull.description)
        #expect(ErrorKind(AppError.invalid("Anna is taken")).description == "Kernel.AppError.invalid")
        #expect(ErrorKind(Choice.taken(by: "Anna")).description.hasSuffix("Choice.taken"))
        #expect(ErrorKind(Choice.absent).description.hasSuffix("Choice.absent"))
        #expect(ErrorKind(Own(name: "Anna")).description.hasSuffix(".Own"))
    }

    @Test func theFormOfTheLogIsReadOrRefusedInWords() throws {
        #expect(try Settings(environment: [:], port: 1).log == nil)
        #expect(try Settings(environment: ["PROXENIA_LOG": "json"], port: 1).log == .json)
        #expect(try Settings(environment: ["PROXENIA_LOG": "text"], port: 1).log == .text)
        #expect(throws: AppError.invalid("PROXENIA_LOG is “json” or “text”, not “xml”.")) {
            _ = try Settings(environment: ["PROXENIA_LOG": "xml"], port: 1)
        }
    }
}
