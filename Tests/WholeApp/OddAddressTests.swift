import Directory
import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

/// Addresses are sent on, cut short and tried out: whatever stands in one, it never ends in a fault of ours, on either engine.
@Suite struct OddAddressTests {
    private static func place(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// What fuzzing the API and the lists found, and its neighbours: NUL, places in a list that no list gave out, numbers that are none.
    private static let questions: [String] = [
        "q=%00&country=a%00b&kind=%00&status=%00", "sort=%00&after=%00", "q=%22%27*%28%25&limit=-9", "limit=99999999999999999999&page=-1",
        "after=" + place("i5\u{1F}tx"), "after=" + place("tx\u{1F}i5"), "before=" + place("i5\u{1F}i5"), "after=" + place("rnan\u{1F}tx"),
        "after=" + place("t\u{0}\u{1F}t\u{0}"), "sort=-changed&after=" + place("tx\u{1F}tx"), "sort=changed&before=" + place("i5\u{1F}tx"),
        "sort=size&after=" + place("tx\u{1F}tx"), "from=%00&until=9999999&at=x&id=%00&record=%00&back=%00",
    ]

    @Test(arguments: Engine.allCases)
    func noAddressEndsInAFaultOfOurs(_ engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            let paths = app.house.routes.filter { $0.method == .get && $0.path != "/healthz" }.map { path in
                path.path.replacing(#/\{[^}]*\}/#, with: "a%00b")
            }
            #expect(paths.count > 50)
            for who in [nil, Cast.Character.director] {
                for path in paths {
                    for question in Self.questions {
                        let answer = try await app.as(who).get(path + "?" + question)
                        #expect(answer.status < 500, "\(path)?\(question): \(answer.status)")
                    }
                }
            }
        }
    }

    /// A list leads on from each row to the next in every order, whether it sorts by texts or by numbers.
    @Test(arguments: Engine.allCases)
    func everyOrderLeadsOn(_ engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            let officer = try #require(app.cast.people[.officer])
            let (office, now) = (app.cast.duesseldorf, app.house.clock.now())
            try await app.house.database.write { connection in
                let entries = ["A", "B", "C"].map { OrganisationEntry(kind: .club, name: "Invented \($0)") }
                for (step, entry) in entries.enumerated() {
                    _ = try OrganisationStore(connection).add([entry], office: office, by: officer.actor, at: now.adding(seconds: Int64(step)))
                }
            }
            for sort in ["name", "-name", "changed", "-changed", "country", "kind"] {
                var (address, names): (String?, [String]) = ("/api/v1/organisations?q=Invented&limit=1&sort=\(sort)", [])
                while let next = address, names.count < 9 {
                    let answer = try JSONDecoder().decode(Page.self, from: Data(try await app.as(.officer).get(next).text.utf8))
                    names += answer.items.map(\.name)
                    address = answer.next
                }
                #expect(names.sorted() == ["Invented A", "Invented B", "Invented C"], "by \(sort): \(names)")
            }
        }
    }

    private struct Page: Decodable {
        struct Item: Decodable { let name: String }
        let next: String?
        let items: [Item]
    }

    /// NUL stands in no field, however it was sent: neither engine keeps one.
    @Test func aFormWithNULIsReadWithoutIt() async throws {
        #expect(Parameters(encoded: "a%00b=c%00d").pairs.map { $0.name + "=" + $0.value } == ["ab=cd"])
        try await TestApp.each { app in
            let answer = try await app.as(.officer).post(
                "/office/organisations", [("name", "Invented\u{0}Name"), ("kind", "club"), ("note", "\u{0}")])
            #expect(answer.status < 500, "\(answer.status)")
        }
    }
}
