import Accounts
import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

/// The page of whoever runs the server, and the figures for a monitor.
@Suite struct ServerPageTests {
    /// Every variable there is, each secret with a word that can be found again.
    private static let environment = [
        "PROXENIA_ADDRESS": "https://partners.example.org", "PROXENIA_BEHIND_PROXY": "1", "PROXENIA_DATABASE": "postgresql://user:hidden-a@db/x",
        "PROXENIA_SECURITY_CONTACT": "security@example.org", "PROXENIA_SESSION_HOURS": "8", "PROXENIA_BACKUPS": "off",
        "PROXENIA_METRICS_TOKEN": "hidden-b", "PROXENIA_MAIL": "smtp://sender@mail.example.org:587",
        "PROXENIA_MAIL_FROM": "Office <office@example.org>",
        "PROXENIA_MAIL_PASSWORD": "hidden-c", "PROXENIA_SSO": "https://login.example.org", "PROXENIA_SSO_CLIENT": "proxenia",
        "PROXENIA_SSO_SECRET": "hidden-d", "PROXENIA_SSO_GROUPS": "staff=officer@duesseldorf", "PROXENIA_UPLOAD_LIMIT": "33", "PROXENIA_LOG": "text",
        "PROXENIA_SECRET_FILE": "/etc/proxenia/secret",
    ]

    @Test func itIsForTheFirstOfficesAdministratorsAlone() async throws {
        try await TestApp.each { app async throws in
            for character in Cast.Character.allCases {
                let (page, today) = (try await app.as(character).get("/office/server"), try await app.as(character).get("/office"))
                #expect(page.status == (character == .admin ? 200 : 404), "\(character)")
                #expect(today.text.contains("href=\"/office/server\"") == (character == .admin), "\(character)")
            }
            #expect(try await app.as(nil).get("/office/server").location.hasPrefix("/sign-in"))
            #expect(try await app.as(.director).post("/office/server/backup").status == 404)
        }
    }

    @Test func anotherOfficesAdministratorSeesNeitherThePageNorTheWayToIt() async throws {
        try await TestApp.each { app async throws in
            let person = try #require(app.cast.people[.haifaOfficer])
            let haifa = app.cast.haifa
            try await app.house.database.write { try UserStore.setMembership(person.id, in: haifa, as: .admin, by: .system, at: TestApp.now, on: $0) }
            let today = try await app.as(.haifaOfficer).get("/office")
            #expect(today.status == 200 && today.text.contains("href=\"/office/outbox\""))
            #expect(!today.text.contains("/office/server"))
            #expect(try await app.as(.haifaOfficer).get("/office/server").status == 404)
            #expect(try await app.as(.haifaOfficer).post("/office/server/backup").status == 404)
        }
    }

    @Test func itShowsEverySettingAndWhereItComesFromAndNoSecret() async throws {
        let settings = try Settings(environment: Self.environment, port: 8080)
        try await TestApp.on(.sqlite, settings: settings) { app async throws in
            let page = try await app.as(.admin).get("/office/server")
            #expect(page.status == 200)
            for name in Self.environment.keys { #expect(page.text.contains(">\(name)<"), "\(name)") }
            #expect(!page.text.contains("hidden-"))
            for value in ["https://partners.example.org", "/etc/proxenia/secret", ">33<", ">8<", "staff=officer@duesseldorf"] {
                #expect(page.text.contains(value), "\(value)")
            }
            #expect(page.text.components(separatedBy: ">Environment<").count - 1 == Self.environment.count)
            #expect(!page.text.contains(">Standard<"))
        }
        try await TestApp.on(.sqlite) { app async throws in
            let page = try await app.as(.admin).get("/office/server")
            #expect(page.text.components(separatedBy: ">Standard<").count - 1 == Self.environment.count)
            #expect(!page.text.contains(">Environment<"))
        }
    }

    @Test func itShowsWhatTheServerWasStartedWith() async throws {
        var settings = try Settings(environment: Self.environment, port: 9090)
        settings.start = Settings.Start(
            host: "127.0.0.1", port: 9090, data: "/var/lib/invented", database: "postgresql://user@db/x", given: ["--port", "--data"])
        try await TestApp.on(.sqlite, settings: settings) { app async throws in
            let page = try await app.as(.admin).get("/office/server").text
            for (name, value, origin) in [
                ("--host", "127.0.0.1", "Standard"), ("--port", "9090", "Command line"), ("--data", "/var/lib/invented", "Command line"),
                ("--database", "postgresql://user@db/x", "Environment"),
            ] {
                let row = try #require(page.firstMatch(of: try Regex("<th scope=\"row\">\(name)</th>.*?</tr>"))).output[0].substring ?? ""
                #expect(row.contains(">\(value)<") && row.contains(">\(origin)<"), "\(name): \(row)")
            }
        }
    }

    /// Whatever the sources read of the environment is on the page and in the guide, and there are not too many.
    @Test func noSettingIsForgotten() throws {
        var read: Set<String> = []
        for folder in ["App", "Kit", "Features"] {
            let files = try #require(
                FileManager.default.enumerator(at: TestPlaces.root.appendingPathComponent(folder), includingPropertiesForKeys: nil))
            for case let url as URL in files where url.pathExtension == "swift" && !url.path.contains("/Tests/") && !url.path.contains("/Testing/") {
                let text = try String(contentsOf: url, encoding: .utf8)
                for match in text.matches(of: /\["(PROXENIA_[A-Z_]+)"\]|number\("(PROXENIA_[A-Z_]+)"/) {
                    if let name = match.output.1 ?? match.output.2 { read.insert(String(name)) }
                }
            }
        }
        #expect(read == Set(Self.environment.keys))
        #expect(read.count <= 20)
        let guide = try String(contentsOf: TestPlaces.root.appendingPathComponent("docs/operator-guide.md"), encoding: .utf8)
        for name in read {
            let short = name.hasPrefix("PROXENIA_SSO_") ? "…" + name.dropFirst("PROXENIA_SSO".count) : name
            #expect(guide.contains("`\(name)`") || guide.contains("`\(short)`"), "\(name)")
        }
    }

    // MARK: Figures

    @Test func withoutATokenTheFiguresAreForTheMachineItself() async throws {
        try await TestApp.on(.sqlite, settings: Settings(isBehindProxy: true)) { app async throws in
            for (address, status) in [("127.0.0.1", 200), ("::1", 200), ("203.0.113.7", 404), ("127.0.0.1, 203.0.113.7", 404)] {
                #expect(try await app.as(nil).get("/metrics", headers: ["x-forwarded-for": address]).status == status, "\(address)")
                // Nobody is let in for being somebody.
                #expect(try await app.as(.admin).get("/metrics", headers: ["x-forwarded-for": address]).status == status, "\(address)")
            }
        }
        // A proxy nobody told us of makes everybody look like the machine itself.
        try await TestApp.on(.sqlite) { app async throws in
            #expect(try await app.as(nil).get("/metrics", headers: ["x-forwarded-for": "203.0.113.7"]).status == 404)
        }
    }

    @Test func withATokenTheyAreForWhoeverSendsIt() async throws {
        var settings = Settings(isBehindProxy: true)
        settings.metricsToken = "an invented token"
        try await TestApp.on(.sqlite, settings: settings) { app async throws in
            func status(_ headers: [String: String]) async throws -> Int { try await app.as(nil).get("/metrics", headers: headers).status }
            #expect(try await status(["authorization": "Bearer an invented token"]) == 200)
            for wrong in [
                "Bearer an invented toke", "Bearer an invented token2", "Bearer", "Bearer ", "an invented token", "Basic an invented token", "",
            ] {
                #expect(try await status(["authorization": wrong]) == 404, "\(wrong)")
            }
            #expect(try await status([:]) == 404)
            #expect(try await status(["x-forwarded-for": "127.0.0.1"]) == 404)
        }
    }

    @Test func theFiguresAddUpAndNameNobody() async throws {
        var settings = Settings()
        settings.metricsToken = "t"
        try await TestApp.each(settings: settings) { app async throws in
            for _ in 0..<3 { _ = try await app.as(.officer).get("/office/organisations?q=Anna") }
            _ = try await app.as(.officer).get("/office/organisations/no-such-thing")
            for path in ["/anna@example.org", "/another/one"] { _ = try await app.as(nil).get(path) }
            try await app.house.database.write {
                try $0.jobs.enqueue(kind: "nobody", title: "Title", payload: "{}", office: nil, by: .system, at: TestApp.now, dedupe: nil)
            }
            let answer = try await app.as(nil).get("/metrics", headers: ["authorization": "Bearer t"])
            #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            let lines = answer.text.split(separator: "\n").map(String.init)
            #expect(lines.contains("proxenia_requests_total{route=\"/office/organisations\",status=\"2xx\"} 3"))
            #expect(lines.contains("proxenia_requests_total{route=\"/office/organisations/{id}\",status=\"4xx\"} 1"))
            #expect(lines.contains("proxenia_requests_total{route=\"other\",status=\"4xx\"} 2"))
            #expect(lines.contains("proxenia_request_seconds_count{route=\"/office/organisations\"} 3"))
            #expect(lines.contains("proxenia_request_seconds_bucket{route=\"/office/organisations\",le=\"+Inf\"} 3"))
            #expect(lines.contains("proxenia_jobs{state=\"queued\"} 1"))
            for word in ["Anna", "anna", "another", "no-such-thing"] { #expect(!answer.text.contains(word), "\(word)") }
            var last = ("", 0)
            for line in lines where !line.hasPrefix("#") {
                let match = try #require(line.wholeMatch(of: /([a-z_]+)(\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? (-?[0-9.e+-]+)/), "\(line)")
                guard match.output.1 == "proxenia_request_seconds_bucket", let value = Int(match.output.3) else { continue }
                // A bucket holds those before it.
                let route = String(line.prefix { $0 != "," })
                if route == last.0 { #expect(value >= last.1, "\(line)") }
                last = (route, value)
            }
            #expect(lines.filter { $0.hasPrefix("# TYPE ") }.count == Set(lines.filter { $0.hasPrefix("# TYPE ") }).count)
        }
    }
}
