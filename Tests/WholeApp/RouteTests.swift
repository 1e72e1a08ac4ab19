import App
import Foundation
import Kernel
import Testing
import Testing_

@testable import Web

/// Who may what: every route with the roles that it answers. A new route is a new line here, written by a person who thought about it.
@Suite struct RouteTests {
    private static let everyone: Set<String> = Set(["public"] + Role.allCases.map(\.rawValue))

    private func table(_ routes: [Route]) -> [String] {
        routes.map { route in
            let roles = ([nil] + Role.allCases.map(Optional.some)).filter { route.may.allows(role: $0) }.map { $0?.rawValue ?? "public" }
            let who =
                Set(roles) == Self.everyone
                ? "everyone" : Set(roles) == Self.everyone.subtracting(["public"]) ? "signed in" : roles.joined(separator: " ")
            return "\(route.method.rawValue) \(route.path): \(who)"
        }.sorted()
    }

    /// The table is written down in `routes.txt` beside this file; `PROXENIA_WRITE_ROUTES=1` writes it anew for a person to read.
    @Test func everyRouteAnswersWhomItShould() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("routes.txt")
        let found = table(Composition.features(gazetteer: try TestPlaces.gazetteer()).flatMap(\.routes)).joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["PROXENIA_WRITE_ROUTES"] == "1" { try found.write(to: file, atomically: true, encoding: .utf8) }
        let written = try String(contentsOf: file, encoding: .utf8)
        let (now, then) = (Set(found.split(separator: "\n")), Set(written.split(separator: "\n")))
        #expect(now.subtracting(then).isEmpty, "routes that are not in the table")
        #expect(then.subtracting(now).isEmpty, "lines of the table that no route has")
    }

    @Test func noTwoRoutesCollide() throws {
        let routes = Composition.features(gazetteer: try TestPlaces.gazetteer()).flatMap(\.routes)
        let shapes = routes.map {
            "\($0.method.rawValue) " + $0.path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
        }
        #expect(shapes.count == Set(shapes).count)
    }

    /// What asks for no token of a form has a key for an address, and belongs to nobody who is signed in.
    @Test func whatIsDoneByOneClickHasAKeyForAnAddress() throws {
        let routes = Composition.features(gazetteer: try TestPlaces.gazetteer()).flatMap(\.routes).filter(\.isOneClick)
        #expect(routes.map(\.path).sorted() == ["/contact-letters/{token}", "/contact-letters/{token}/resumption"])
        for route in routes { #expect(route.path.contains("/{token}") && route.may == .anyone, "\(route.path)") }
    }

    /// What asks for no token of a form is an act of the API, which a program's token opens for one resource; and there is no other act there.
    @Test func whatProgramsWriteNamesItsResource() throws {
        let routes = Composition.features(gazetteer: try TestPlaces.gazetteer()).flatMap(\.routes)
        for route in routes where route.isForPrograms || (route.method != .get && route.path.hasPrefix("/api/")) {
            #expect(route.isForPrograms && route.path.hasPrefix("/api/v1/") && route.api?.takes != nil, "\(route.path)")
            #expect(["organisations", "people", "partnerships", "notes", "tags", "files"].contains(route.resource), "\(route.path)")
            #expect(!route.may.allows(role: nil), "\(route.path)")
        }
    }

    /// An address that is there, asked with a method it does not know, says which it does: the API as a problem, a page as a page.
    @Test(arguments: Engine.allCases)
    func whatAnAddressDoesNotAnswerIsSaid(_ engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            for (method, path, allow) in [
                ("DELETE", "/api/v1/organisations", "GET, HEAD, POST"), ("PUT", "/api/v1/partnerships", "GET, HEAD, POST"),
                ("PATCH", "/api/v1/places", "GET, HEAD"), ("POST", "/api/v1/openapi.json", "GET, HEAD"),
                ("OPTIONS", "/api/v1/places", "GET, HEAD"),
            ] {
                for who in [nil, Cast.Character.officer] {
                    let answer = try await app.as(who).ask(method, path)
                    #expect(answer.status == 405 && answer.headers["allow"] == allow, "\(method) \(path): \(answer.headers["allow"] ?? "")")
                    #expect(answer.headers["content-type"] == "application/problem+json" && answer.text.contains("\"status\":405"), "\(path)")
                    #expect(answer.text.contains("and not \(method)"), "\(answer.text)")
                }
            }
            // With a parameter, and where only acts are answered; nothing is done, and no method is asked of what is not there.
            let id = "01900000-0000-7000-8000-000000000000"
            let page = try await app.as(.officer).ask("DELETE", "/office/organisations/\(id)")
            #expect(
                page.status == 405 && page.headers["allow"] == "GET, HEAD, POST"
                    && page.text.contains("<h1>This address cannot be asked like that</h1>"))
            let act = try await app.as(.officer).get("/office/partnerships/invitations/\(id)/acceptance")
            #expect(act.status == 405 && act.headers["allow"] == "POST")
            #expect(try await app.as(nil).ask("HEAD", "/office/partnerships/invitations/\(id)/acceptance").status == 405)
            #expect(try await app.as(nil).ask("DELETE", "/assets/x.css").status == 405)
            for path in ["/api/v1/nothing", "/nothing"] {
                for method in ["GET", "PUT", "DELETE"] { #expect(try await app.as(nil).ask(method, path).status == 404, "\(method) \(path)") }
            }
        }
    }

    /// Acts below /office are never open to the public.
    @Test func theOfficeIsClosed() throws {
        for route in Composition.features(gazetteer: try TestPlaces.gazetteer()).flatMap(\.routes) where route.path.hasPrefix("/office") {
            #expect(!route.may.allows(role: nil), "\(route.path)")
        }
    }

    @Test func migrationsAreDatedAndInOrder() throws {
        let migrations = Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer()))
        #expect(migrations.map(\.id) == migrations.map(\.id).sorted())
        #expect(Set(migrations.map(\.id)).count == migrations.count)
        for migration in migrations {
            #expect(migration.id.range(of: #"^\d{4}-\d{2}-\d{2}-"#, options: .regularExpression) != nil, "\(migration.id)")
        }
    }
}
