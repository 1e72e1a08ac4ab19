import Foundation
import Kernel
import Markup
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

struct PartnershipPageTests {
    private static let form: [(String, String)] = [
        ("parties", "1"), ("party1", String(Samples.chongqing)), ("party1-text", "Chongqing, China"), ("party1-organisation", ""),
        ("kind", "partner-city"), ("status", "active"),
        ("since", "24. Juni 2004"), ("fields", "health"), ("fields", "economy"), ("theme", "Health"), ("basis", "agreement"),
        ("basis_link", "www.example.org/agreement"),
        ("lead", "Invented Lead"), ("summary", "A summary <b>for all</b>"), ("note", "private words"),
    ]

    private static func form(_ changes: [String: String]) -> [(String, String)] {
        form.filter { changes[$0.0] == nil } + changes.map { ($0.key, $0.value) }
    }

    @Test func isEnteredAndShown() async throws {
        try await TestApp.each { app in
            let empty = try await app.as(.officer).get("/office/partnerships/new?place=\(Samples.chongqing)")
            #expect(empty.status == 200 && empty.text.contains("Chongqing, China"))
            let sent = try await app.as(.officer).post("/office/partnerships", Self.form)
            #expect(sent.status == 303)
            let page = try await app.as(.officer).get(sent.location)
            #expect(page.status == 200)
            for words in [
                "Düsseldorf", "Chongqing", "重庆", "24 June 2004", "25 years", "24 June 2029", "Economy, Health",
                "A summary &lt;b&gt;for all&lt;/b&gt;", "private words", "token--ours",
                "https://www.example.org/agreement", "km as the crow flies", "7 hours ahead of us", "Entered into the register",
                "/office/places/\(Samples.chongqing)",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            let german = try await app.as(.officer).get(sent.location, headers: ["accept-language": "de"])
            #expect(german.text.contains("24. Juni 2004") && german.text.contains("7 Stunden vor uns"))
        }
    }

    @Test func comesBackAsTyped() async throws {
        try await TestApp.each { app in
            let bad = Self.form([
                "party1": "", "party1-text": "Xyzzyqwv", "since": "31.02.1988", "basis_link": "javascript:alert(1)", "kind": "nonsense",
                "lead": "<script>",
            ])
            let page = try await app.as(.officer).post("/office/partnerships", bad)
            #expect(page.status == 422)
            for words in [
                "Xyzzyqwv", "31.02.1988", "javascript:alert(1)", "&lt;script&gt;", "private words", "is not a date", "No place of this name is known",
                "Choose what kind",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            let count: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership") }
            #expect(count == 0)
            let future = try await app.as(.officer).post("/office/partnerships", Self.form(["since": "2031"]))
            #expect(future.status == 422 && future.text.contains("has not come yet"))
            let long = try await app.as(.officer).post("/office/partnerships", Self.form(["theme": String(repeating: "x", count: 201)]))
            #expect(long.status == 422 && long.text.contains("too long"))
            let ourselves = try await app.as(.officer).post(
                "/office/partnerships", Self.form(["party1": String(Cast.duesseldorfPlace), "party1-text": "Düsseldorf, Germany"]))
            #expect(ourselves.status == 422 && ourselves.text.contains("This is the first party itself"))
            let nobody = try await app.as(.officer).post("/office/partnerships", [("kind", "partner-city"), ("status", "active")])
            #expect(nobody.status == 422 && nobody.text.contains("Choose the partner city"))
        }
    }

    /// Without script the number of a place chosen before stays while its name is typed over.
    @Test func theWordsCountNotTheNumberLeftBehind() async throws {
        try await TestApp.each { app in
            let sent = try await app.as(.officer).post("/office/partnerships", Self.form(["party1-text": "Warsaw, Poland"]))
            #expect(sent.status == 303)
            let page = try await app.as(.officer).get(sent.location)
            #expect(page.text.contains("Warsaw") && !page.text.contains("Chongqing"))
        }
    }

    @Test func furtherPartiesAreRowsWithoutScript() async throws {
        try await TestApp.each { app in
            let more = try await app.as(.officer).post("/office/partnerships", Self.form(["more": "1"]))
            #expect(more.status == 422 && more.text.contains("name=\"party2\"") && more.text.contains("private words"))
            let sent = try await app.as(.officer).post(
                "/office/partnerships",
                Self.form([
                    "parties": "3", "party2": "", "party2-text": "", "party2-organisation": "", "party3": String(Samples.warsaw),
                    "party3-text": "Warsaw, Poland", "party3-organisation": "Union of Invented Cities",
                    "kind": "multilateral",
                ]))
            #expect(sent.status == 303)
            let page = try await app.as(.officer).get(sent.location)
            #expect(page.text.contains("Union of Invented Cities") && page.text.contains("Chongqing"))
            // Saved again without a change, nothing changes: the rows stand for the same organisations.
            let edit = try await app.as(.officer).get(sent.location + "/edit")
            #expect(edit.status == 200 && edit.text.contains("Union of Invented Cities"))
            let id = try #require(PartnershipID(sent.location.split(separator: "/").last ?? ""))
            let parties: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership_party WHERE partnership_id = \(id)") }
            #expect(parties == 3)
        }
    }

    @Test func aLikelyDoubleIsAskedAbout() async throws {
        try await TestApp.each { app in
            let first = try await Samples.enter(app)
            let asked = try await app.as(.officer).post("/office/partnerships", Self.form)
            #expect(asked.status == 422 && asked.text.contains("/office/partnerships/\(first)") && asked.text.contains("name=\"anyway\" value=\"1\""))
            let sure = try await app.as(.officer).post("/office/partnerships", Self.form(["anyway": "1"]))
            #expect(sure.status == 303)
        }
    }

    @Test func twoEditorsSeeBothVersions() async throws {
        try await TestApp.each { app in
            let sent = try await app.as(.officer).post("/office/partnerships", Self.form)
            let first = try await app.as(.secondOfficer).post(sent.location, Self.form(["revision": "1", "theme": "Theirs"]))
            #expect(first.status == 303)
            let second = try await app.as(.officer).post(sent.location, Self.form(["revision": "1", "theme": "Mine"]))
            #expect(second.status == 409)
            #expect(second.text.contains("Theirs") && second.text.contains("Mine") && second.text.contains("name=\"revision\" value=\"2\""))
            let again = try await app.as(.officer).post(sent.location, Self.form(["revision": "2", "theme": "Mine"]))
            #expect(again.status == 303)
            let page = try await app.as(.officer).get(sent.location)
            #expect(page.text.contains("Mine") && page.text.contains("Changed: What it is about"))
        }
    }

    @Test func theStatusHasItsReasonInTheHistory() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let silent = try await app.as(.officer).post("/office/partnerships/\(id)/status", [("status", "suspended"), ("reason", "")])
            #expect(silent.status == 422 && silent.text.contains("Say who decided this"))
            let said = try await app.as(.officer).post(
                "/office/partnerships/\(id)/status", [("status", "suspended"), ("reason", "Council, 3 March")])
            #expect(said.status == 303)
            let page = try await app.as(.officer).get("/office/partnerships/\(id)")
            #expect(page.text.contains("From Active to Suspended: Council, 3 March") && page.text.contains("state--held"))
        }
    }

    @Test func whatIsArchivedIsOutOfSightAndComesBack() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            #expect(try await app.as(.officer).post("/office/partnerships/\(id)/archiving", [("archived", "1")]).status == 303)
            #expect(try await app.as(.colleague).get("/office/partnerships/\(id)").status == 404)
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships").text).isEmpty)
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships/archive").text) == [id.text])
            #expect(try await app.as(.officer).post("/office/partnerships/\(id)", Self.form(["revision": "2"])).status == 422)
            #expect(try await app.as(.officer).post("/office/partnerships/\(id)/archiving", [("archived", "0")]).status == 303)
            #expect(try await app.as(.colleague).get("/office/partnerships/\(id)").status == 200)
        }
    }

    /// Who sees and does what.
    @Test func everyRoleSeesItsOwn() async throws {
        try await TestApp.each { app in
            let hidden = try await Samples.enter(app) {
                $0.note = "private words"; $0.lead = "Invented Lead"
            }
            let shown = try await Samples.enter(app, Samples.moscow) {
                $0.isPublic = true; $0.note = "private words"; $0.lead = "Invented Lead"
            }
            for character in [Cast.Character.admin, .director, .officer, .colleague, .council] {
                #expect(try await app.as(character).get("/office/partnerships/\(hidden)").status == 200, "\(character)")
            }
            for character in [Cast.Character.counterpart, .community] {
                #expect(try await app.as(character).get("/office/partnerships/\(hidden)").status == 404, "\(character)")
                let page = try await app.as(character).get("/office/partnerships/\(shown)")
                #expect(page.status == 200 && !page.text.contains("private words") && !page.text.contains("Invented Lead"), "\(character)")
                #expect(Samples.ids(try await app.as(character).get("/office/partnerships").text) == [shown.text])
            }
            #expect(!(try await app.as(.colleague).get("/office/partnerships/\(hidden)").text.contains("private words")))
            for character in [Cast.Character.admin, .colleague, .counterpart, .community, .council] {
                for path in [
                    "/office/partnerships", "/office/partnerships/\(shown)", "/office/partnerships/\(shown)/status",
                    "/office/partnerships/\(shown)/publication", "/office/partnerships/\(shown)/archiving",
                ] {
                    #expect(try await app.as(character).post(path, Self.form).status == 404, "\(character) \(path)")
                }
            }
            for path in ["", "/edit"] { #expect(try await app.as(.haifaOfficer).get("/office/partnerships/\(shown)\(path)").status == 404) }
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(shown)/archiving", [("archived", "1")]).status == 404)
            #expect(try await app.as(nil).get("/office/partnerships").status == 303)
            for id in ["00000000-0000-7000-8000-000000000000", "nonsense"] {
                #expect(try await app.as(.officer).get("/office/partnerships/\(id)").status == 404)
            }
        }
    }

    @Test func thePublicSeesOnlyWhatIsPublished() async throws {
        try await TestApp.each { app in
            let hidden = try await Samples.enter(app) { $0.note = "private words" }
            let shown = try await Samples.enter(app, Samples.moscow) {
                $0.isPublic = true; $0.note = "private words"; $0.lead = "Invented Lead"
            }
            let list = try await app.as(nil).get("/api/v1/partnerships")
            #expect(
                list.status == 200 && list.text.contains("Moscow") && !list.text.contains("Chongqing") && !list.text.contains("private words")
                    && !list.text.contains("Invented Lead"))
            let one = try await app.as(nil).get("/api/v1/partnerships/\(shown)")
            #expect(one.status == 200 && !one.text.contains("private words") && one.text.contains("\"country\":\"RU\""))
            #expect(try await app.as(nil).get("/api/v1/partnerships/\(hidden)").status == 404)
            let found = try await app.stored { try PartnershipsFeature.publicConnections(office: nil, limit: 10, w: app.house.words(.german), $0) }
            #expect(found.map(\.partner) == ["Moskau"] && found.first?.partnerLocal == "Москва")
            let foreign = try await app.stored {
                try PartnershipsFeature.publicConnections(office: app.cast.haifa, limit: 10, w: app.house.words(.german), $0)
            }
            #expect(foreign.isEmpty)
        }
    }

    @Test func otherPagesShowItsPanels() async throws {
        try await TestApp.each { app in
            let first = try await app.as(.officer).get("/office")
            #expect(first.text.contains("Begin with your partners"))
            let id = try await Samples.enter(app, Samples.moscow) { $0.since = PartialDate(year: 1992) }
            let today = try await app.as(.officer).get("/office")
            #expect(
                today.text.contains("One partnership in one country") && today.text.contains("Anniversaries until May 2028")
                    && today.text.contains("35 years, day not recorded"))
            let place = try await app.as(.officer).get("/office/places/\(Samples.moscow)")
            #expect(place.status != 200 || place.text.contains("/office/partnerships/\(id)"))
            let search = try await app.as(.officer).get("/office/search?q=moskau")
            #expect(search.status != 200 || search.text.contains("/office/partnerships/\(id)"))
        }
    }
}
