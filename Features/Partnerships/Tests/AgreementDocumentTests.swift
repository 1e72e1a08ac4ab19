import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Agreements in several languages: drafted, proposed, assented by the other party; signed by both.
@Suite struct AgreementDocumentTests {
    private static let haifa = 294_801

    private static let german = "# Artikel 1\r\n\r\nBeide Städte <arbeiten> zusammen.\r\n\r\n# Artikel 2\r\n\r\nDrei Jahre."
    private static let hebrew = "# סעיף 1\n\nשתי הערים יפעלו יחד."

    private static let agreement = [
        ("title", "Framework <agreement>"), ("texts-language", "de"), ("texts-text", german), ("texts-language", "he"), ("texts-text", hebrew),
        ("texts-language", ""), ("texts-text", ""), ("effective", "01.01.2026"), ("expires", "31.08.2027"), ("renewal", "By both councils"),
        ("remark", "Kept in the city archive"),
    ]

    private func enter(_ app: TestApp, _ character: Cast.Character, _ path: String, _ fields: [(String, String)]) async throws -> Answer {
        let form = try await app.as(character).get(path).text
        let thing = try #require(form.firstMatch(of: /name="thing" value="([^"]+)"/)?.1)
        return try await app.as(character).post(path, fields + [("thing", String(thing))])
    }

    private func with(_ changed: [(String, String)]) -> [(String, String)] {
        Self.agreement.filter { field in !changed.contains { $0.0 == field.0 } } + changed
    }

    private func found(_ page: String) throws -> String {
        String(try #require(page.firstMatch(of: /agreements\/([0-9a-f-]{36})/)?.1))
    }

    /// An entry of the record has an end: whoever drafts more is told how to go on, and keeps the draft.
    @Test func whatIsTooLongForOneEntryIsSaid() async throws {
        try await TestApp.each { app in
            let (us, _) = try await Together.share(app)
            let text = String(repeating: "Artikel mit vielen Wörtern. ", count: 530)
            let texts = ["de", "en", "fr"].flatMap { [("texts-language", $0), ("texts-text", text)] }
            for number in 1...7 {
                let fields = [("title", "Protocol \(number)")] + texts
                #expect(try await enter(app, .officer, "\(us)/agreements/new", fields).status == 303, "\(number)")
            }
            let sent = try await app.as(.officer).post("\(us)/draft/proposal")
            #expect(sent.status == 422 && sent.text.contains("Propose it in several steps"))
            #expect(try await app.as(.officer).get("\(us)/agreement").text.contains("Your draft, not proposed yet"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func oneAgreementInTwoLanguagesIsReadBesideEachOther() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            let empty = try await app.as(.officer).get("\(path)/agreements").text
            #expect(empty.contains("No agreement yet") && empty.contains("\(path)/agreements/new"))
            #expect(try await enter(app, .officer, "\(path)/agreements/new", Self.agreement).location == "\(path)/agreements")
            let page = try await app.as(.officer).get("\(path)/agreements").text
            #expect(page.contains("Framework &lt;agreement&gt;") && page.contains("<h3>German</h3>") && page.contains("<h3>Hebrew</h3>"))
            #expect(page.contains("<h4>Artikel 1</h4>") && page.contains("lang=\"de\"") && page.contains("lang=\"he\" dir=\"rtl\""))
            // What was typed as markup is no markup, and none of the rest is lost.
            #expect(page.contains("Beide Städte &lt;arbeiten&gt; zusammen.") && page.contains("1 January 2026"))
            #expect(page.contains("By both councils") && page.contains("Kept in the city archive"))
            #expect(page.contains("stated by Düsseldorf alone") && page.contains("No signature is entered yet."))
            let id = try found(page)
            let one = try await app.as(.officer).get("\(path)/agreements/\(id)").text
            #expect(one.contains("<h1>Framework &lt;agreement&gt;</h1>") && one.contains("<h3>Artikel 2</h3>") && !one.contains("Not agreed"))
            #expect(try await app.as(.officer).get("\(path)/agreements/00000000-0000-7000-8000-000000000000").status == 404)
            // The form shows what is there, with room for another language.
            let form = try await app.as(.officer).get("\(path)/agreements/\(id)/edit").text
            #expect(form.matches(of: /<textarea[^>]*name="texts-text"/).count == 3 && form.contains("<option value=\"he\" selected"))
            #expect(form.contains("Beide Städte &lt;arbeiten&gt; zusammen."))
            let seen = String(try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1))
            let shorter = with([
                ("texts-language", "de"), ("texts-text", Self.german.replacing("Drei Jahre", with: "Vier Jahre")), ("expires", ""), ("seen", seen),
            ])
            #expect(try await app.as(.officer).post("\(path)/agreements/\(id)/edit", shorter).status == 303)
            let changed = try await app.as(.officer).get("\(path)/agreements").text
            #expect(changed.contains("Vier Jahre") && !changed.contains("Hebrew") && changed.contains("in force, without an end"))
            // The history names what changed in each language, and no more of it.
            let record = try await app.as(.officer).get("\(path)/record").text
            #expect(record.contains("Text, German") && record.contains("before: …\nDrei Jahre."))
            #expect(try await app.as(.officer).post("\(path)/agreements/\(id)/edit", shorter).status == 409)
            #expect(try await app.as(.officer).post("\(path)/agreements/\(id)/removal").location == "\(path)/agreements")
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("No agreement yet"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatCannotBeComesBackAsTyped() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))/agreements"
            func refused(_ changed: [(String, String)], _ why: String) async throws {
                let answer = try await enter(app, .officer, "\(path)/new", with(changed))
                #expect(answer.status == 422 && answer.text.contains(why), "\(why)")
                #expect(answer.text.contains("value=\"Framework &lt;agreement&gt;\"") || changed.contains { $0.0 == "title" })
            }
            func texts(_ all: [(String, String)]) -> [(String, String)] { all.flatMap { [("texts-language", $0.0), ("texts-text", $0.1)] } }
            try await refused([("title", "")], "This is needed.")
            try await refused([("expires", "31.12.2025")], "It ends before it is in force.")
            try await refused([("effective", "2026")], "is not a day")
            try await refused(texts([("", "Words <without> a language")]), "Words &lt;without&gt; a language</textarea>")
            try await refused(texts([("", "Words")]), "Choose the language of each text.")
            try await refused(texts([("English!", "Words")]), "Choose the language of each text.")
            try await refused(texts([("de", ""), ("he", "x")]), "Write the text in German, or take the language out.")
            try await refused(texts([("de", "x"), ("de", "y")]), "There are two texts in German: keep one.")
            try await refused(texts([("de", String(repeating: "ä", count: 15_001))]), "at most 15,000 characters")
            try await refused(texts(["de", "en", "he", "fr", "pl", "ru", "zh"].map { ($0, "x") }), "At most 6 languages.")
            try await refused(texts(["zh", "ja", "ko"].map { ($0, String(repeating: "城", count: 14_000)) }), "The texts are too long together.")
            #expect(try await app.as(.officer).get(path).text.contains("No agreement yet"))
            // Six languages, one of them as long as may be, and a day on which it begins and ends.
            let six = texts(["en", "he", "fr", "pl", "ru"].map { ($0, "x") } + [("de", String(repeating: "ä", count: 15_000))])
            #expect(try await enter(app, .officer, "\(path)/new", with(six + [("expires", "01.01.2026")])).status == 303)
            let page = try await app.as(.officer).get(path).text
            #expect(page.contains("expired on 1 January 2026") && page.contains("<h3>Russian</h3>"))
        }
    }

    @Test func bothCitiesHoldTheSameWordsOnceBothHaveAssented() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Samples.share(app)
            let (path, other) = ("/office/partnerships/\(ours)", "/office/partnerships/\(try #require(theirs))")
            #expect(try await enter(app, .officer, "\(path)/agreements/new", Self.agreement).status == 303)
            let drafted = try await app.as(.officer).get("\(path)/agreement").text
            #expect(drafted.contains("Framework &lt;agreement&gt;: Text, German") && drafted.contains("שתי הערים"))
            let id = String(try #require(drafted.firstMatch(of: /agreements\/([0-9a-f-]{36})\/edit/)?.1))
            // The draft can be read as a document by whoever writes it, and by nobody else.
            let draft = try await app.as(.officer).get("\(path)/agreements/\(id)").text
            #expect(draft.contains("<h3>Artikel 1</h3>") && draft.contains("nobody else has seen it yet"))
            #expect(try await app.as(.haifaOfficer).get("\(other)/agreements/\(id)").status == 404)
            #expect(try await app.as(.council).get("\(path)/agreements/\(id)").status == 404)
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("No agreement yet"))
            #expect(
                try await enter(app, .officer, "\(path)/signatures/new", Self.signature(id, "x")).text.contains("Choose one of the list."))
            _ = try await app.as(.officer).post("\(path)/draft/proposal", [("note", "As discussed")])
            // The other party reads it as a document before it answers.
            let waiting = try await app.as(.haifaOfficer).get("\(other)/agreements").text
            #expect(waiting.contains("Proposed, not agreed yet") && waiting.contains("proposed by Düsseldorf"))
            let proposal = String(try #require(waiting.firstMatch(of: /proposal=([0-9a-f]{64})/)?.1))
            let terms = try await app.as(.haifaOfficer).get("\(other)/agreement").text
            #expect(terms.contains("Read “Framework &lt;agreement&gt;” as a document") && terms.contains("\(id)?proposal=\(proposal)\""))
            let proposed = try await app.as(.haifaOfficer).get("\(other)/agreements/\(id)?proposal=\(proposal)").text
            #expect(proposed.contains("As Düsseldorf proposes it.") && proposed.contains("<h3>Artikel 1</h3>"))
            for wrong in ["x", String(repeating: "0", count: 64)] {
                #expect(try await app.as(.haifaOfficer).get("\(other)/agreements/\(id)?proposal=\(wrong)").status == 404)
            }
            #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(proposal)/assent").status == 303)
            let late = try await app.as(.haifaOfficer).get("\(other)/agreements/\(id)?proposal=\(proposal)")
            #expect(late.status == 303 && late.location == "\(other)/agreements/\(id)")
            for (character, place) in [(Cast.Character.officer, path), (.haifaOfficer, other)] {
                let page = try await app.as(character).get("\(place)/agreements").text
                #expect(page.contains("<h4>Artikel 1</h4>") && page.contains("assented by Düsseldorf and Haifa"), "\(character)")
                #expect(page.contains("version 3, \(try Self.today())") && !page.contains("Proposed, not agreed yet"))
            }
            // Another change elsewhere leaves the version of these words as it is.
            #expect(try await app.as(.haifaOfficer).post("\(other)/term/edit", [("from", "1.7.2025"), ("seen", "")]).status == 303)
            _ = try await app.as(.haifaOfficer).post("\(other)/draft/proposal")
            let second = try await app.as(.officer).get("\(path)/agreement").text
            let next = String(try #require(second.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1))
            #expect(try await app.as(.officer).post("\(path)/proposals/\(next)/assent").status == 303)
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("version 3, "))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    private static func today() throws -> String {
        let day = try #require(TestApp.now.day)
        return "\(day.day ?? 0) "
    }

    private static func signature(_ agreement: String, _ party: String) -> [(String, String)] {
        [
            ("agreement", agreement), ("party", party), ("name", "Invented <Mayor>"), ("post", "leader"), ("post-text", "Lord Mayor"),
            ("on", "24.01.2026"), ("place", "Haifa"), ("languages", "German, Hebrew"),
        ]
    }

    @Test func signaturesStandUnderTheAgreementByParty() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Self.haifa))"
            _ = try await enter(app, .officer, "\(path)/agreements/new", Self.agreement)
            let id = try found(try await app.as(.officer).get("\(path)/agreements").text)
            let form = try await app.as(.officer).get("\(path)/signatures/new?agreement=\(id)").text
            #expect(form.contains("<option value=\"\(id)\" selected"))
            let parties = form.matches(of: /<option value="([0-9a-f]{64}|organisation\/[0-9a-f-]{36})"/).map { String($0.1) }
            try #require(parties.count == 2)
            func refused(_ changed: [(String, String)], _ why: String) async throws {
                let fields = Self.signature(id, parties[1]).filter { field in !changed.contains { $0.0 == field.0 } } + changed
                let answer = try await enter(app, .officer, "\(path)/signatures/new", fields)
                #expect(answer.status == 422 && answer.text.contains(why), "\(why)")
                #expect(answer.text.contains("value=\"Invented &lt;Mayor&gt;\""))
            }
            try await refused([("on", "01.01.2100")], "This day has not come yet.")
            try await refused([("on", "01/2026")], "is not a day")
            try await refused([("post", "other"), ("post-text", "")], "Say which post.")
            try await refused([("post", "king")], "Choose one of the list.")
            try await refused([("party", "x")], "Choose one of the list.")
            try await refused([("agreement", "")], "This is needed.")
            #expect(try await enter(app, .officer, "\(path)/signatures/new", Self.signature(id, parties[1])).location == "\(path)/agreements")
            let one = try await app.as(.officer).get("\(path)/agreements").text
            #expect(one.contains("Invented &lt;Mayor&gt;") && one.contains("</b>, Lord Mayor<") && one.contains("Haifa, 24 January 2026"))
            #expect(one.contains("copies in German, Hebrew") && one.contains("entered by Düsseldorf") && one.contains(">not signed<"))
            #expect(one.contains("No signature of the leader is entered for Düsseldorf."))
            let deputy = Self.signature(id, parties[0]).filter { $0.0 != "post" } + [("post", "deputy")]
            let plain = deputy.filter { !["name", "post-text"].contains($0.0) }
            _ = try await enter(app, .officer, "\(path)/signatures/new", plain)
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("<b>deputy</b>"))
            #expect(try await app.as(.officer).get("\(path)/agreements").text.contains("No signature of the leader is entered for Düsseldorf."))
            _ = try await enter(app, .officer, "\(path)/signatures/new", Self.signature(id, parties[0]))
            let both = try await app.as(.officer).get("\(path)/agreements").text
            #expect(both.contains("All leaders have signed the same agreement.") && !both.contains(">not signed<"))
            // The name is no part of the chain, and is gone with the signature.
            let ledger = try await app.stored { connection in
                try connection.rows("SELECT body FROM shared_entry") { try $0["body"] as String }.joined()
            }
            #expect(ledger.contains("Lord Mayor") && !ledger.contains("Invented"))
            // Taken out with the agreement they stood under, they can still be found.
            #expect(try await app.as(.officer).post("\(path)/agreements/\(id)/removal").status == 303)
            let orphans = try await app.as(.officer).get("\(path)/agreements").text
            #expect(orphans.contains("Signatures under what was taken out since") && orphans.contains("Invented &lt;Mayor&gt;"))
            let things = both.matches(of: /signatures\/([0-9a-f-]{36})\/edit/).map { String($0.1) }
            for thing in things { #expect(try await app.as(.officer).post("\(path)/signatures/\(thing)/removal").status == 303) }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM personal_value WHERE value IS NOT NULL") ?? -1 } == 0)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func aProgramWritesWhatTheFormsWrite() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Self.haifa)
            let gazetteer = try TestPlaces.gazetteer()
            let (office, other) = (app.cast.duesseldorf, app.cast.haifa)
            try await app.house.database.write { connection in
                let ours = try RecordWriter(
                    connection, office: office, by: .system, at: TestApp.now, gazetteer: gazetteer, partnershipWith: Self.haifa)
                let theirs = try ours.share(with: other, by: .system, homePlace: 2_934_246)
                try ours.propose(
                    [("agreed/agreement", ours.identity(), ["title": .string("Memorandum"), "effective": .string("2025-06-01")])], note: "")
                try theirs.assent()
                try theirs.say("Invented message")
                #expect(throws: AppError.self) { try ours.put("agreed/agreement", [:]) }
                #expect(throws: AppError.self) { try ours.propose([("talk", "", [:])], note: "") }
                #expect(throws: AppError.self) {
                    _ = try RecordWriter(connection, office: office, by: .system, at: TestApp.now, gazetteer: gazetteer, partnershipWith: 1_814_906)
                }
            }
            let page = try await app.as(.officer).get("/office/partnerships/\(id)/agreements").text
            #expect(page.contains("Memorandum"))
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/talk").text.contains("Invented message"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// The signed paper lies beside the agreement, the minutes beside the decision; an office and a guest each open them below their own path.
    @Test func scansStandBesideWhatTheyAreAbout() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            let parties = try await Together.parties(app, path)
            #expect(try await enter(app, .officer, "\(path)/agreements/new", Self.agreement).status == 303)
            #expect(try await app.as(.officer).post("\(path)/draft/proposal").status == 303)
            // Read as a document before it is answered, and afterwards as it is agreed.
            let waiting = try await guest.get("/agreements").text
            let asked = try #require(waiting.firstMatch(of: /href="(\/guest\/[^"]+\?proposal=[0-9a-f]{64})"/)?.1)
            #expect(try await app.as(nil).get(String(asked)).text.contains("As Düsseldorf proposes it."))
            let proposal = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(proposal)/assent").status == 303)
            let id = try found(try await app.as(.officer).get("\(path)/agreements").text)
            #expect(try await app.as(nil).get(String(asked)).location == "\(guest.path)/agreements/\(id)")
            let decision = [
                ("party", parties[0]), ("body", "council"), ("on", "2.3.2025"), ("subject", "partnership"), ("for", "7"), ("against", "2"),
            ]
            #expect(try await enter(app, .officer, "\(path)/approvals/new", decision).status == 303)
            let list = try await app.as(.officer).get("\(path)/agreements").text
            let links = list.matches(of: /href="([^"]+)">Add a scan</).map { String($0.1).replacing("&amp;", with: "&") }
            #expect(links.count == 2 && list.matches(of: /class="scans"/).count == 2)
            #expect(!(try await guest.get("/agreements").text.contains("Add a scan")), "a guest has no files to put in")
            for (number, link) in links.enumerated() {
                let bytes = Array("Scan \(number). Invented.".utf8)
                // The file is not there yet: whoever uploads it comes back to what the scan is about.
                let before = try await app.as(.officer).get(link).text
                let adding = try #require(before.firstMatch(of: /href="(\/office\/files\/new[^"]+)">Add files</)?.1)
                let uploading = try await app.as(.officer).get(String(adding).replacing("&amp;", with: "&")).text
                let then = try #require(uploading.firstMatch(of: /name="then" value="([^"]+)"/)?.1).replacing("&amp;", with: "&")
                let fields = [
                    ("kind", "partnership"), ("record", String(path.suffix(36))), ("title", "Scan \(number)"), ("then", String(then)),
                ]
                let uploaded = try await app.as(.officer).upload("/office/files", file: ("files", "scan-\(number).txt", bytes), fields)
                #expect(uploaded.location == link)
                let form = try await app.as(.officer).get(link).text
                let about = try #require(form.firstMatch(of: /<option value="((?:agreed\/agreement|approval)\/[^"]+)" selected/)?.1)
                #expect(about.hasPrefix(number == 0 ? "agreed/agreement/\(id)" : "approval/\(parties[0])/"))
                let hash = try #require(form.firstMatch(of: /<option value="([0-9a-f]{64})"/)?.1)
                #expect(try await app.as(.officer).post("\(path)/files", [("document", String(hash)), ("about", String(about))]).status == 303)
            }
            let files = try await app.as(.officer).get("\(path)/files").text
            #expect(files.contains("Decision: Düsseldorf, Approved 7 to 2 by the city council"))
            for (base, get) in [
                (path, { (part: String) in try await app.as(.officer).get(path + part) }),
                (guest.path, { (part: String) in try await guest.get(part) }),
            ] as [(String, (String) async throws -> Answer)] {
                for part in ["/agreements", "/agreements/\(id)"] {
                    let answer = try await get(part)
                    let links = answer.text.matches(of: /<a href="([^"]+\/files\/[0-9a-f]{64})">scan-([01])\.txt</)
                    #expect(answer.status == 200 && links.count == (part == "/agreements" ? 2 : 1), "\(base)\(part)")
                    for link in links {
                        #expect(link.1.hasPrefix(base))
                        #expect(try await get(String(link.1.dropFirst(base.count))).text == "Scan \(link.2). Invented.")
                    }
                }
                #expect(try await get("/files").text.contains("scan-0.txt"))
            }
            // Nothing on a guest's pages leads where only an office may go.
            for part in ["/agreements", "/agreements/\(id)", "/files"] {
                let answer = try await guest.get(part)
                #expect(answer.status == 200 && !answer.text.contains("href=\"/office"), "\(part)")
            }
            #expect(try await app.as(.officer).get("\(path)/files?about=nonsense").status == 200)
        }
    }

    @Test func aTermIsSaidInWords() throws {
        func term(_ from: String?, _ until: String?, today: String = "2026-11-20") throws -> AgreementDocument.Term {
            AgreementDocument.term(
                from: from.flatMap { PartialDate($0) }, until: until.flatMap { PartialDate($0) }, today: try #require(PartialDate(today)))
        }
        func date(_ text: String) throws -> PartialDate { try #require(PartialDate(text)) }
        #expect(try term(nil, nil) == .unlimited)
        #expect(try term("2026-11-21", "2027-01-01") == .notYet(try date("2026-11-21")))
        #expect(try term("2026-11-20", "2026-11-20") == .ending(months: 0, days: 0))
        #expect(try term(nil, "2026-11-19") == .over(try date("2026-11-19")))
        #expect(try term(nil, "2026-12-19") == .ending(months: 0, days: 29))
        #expect(try term(nil, "2026-12-20") == .ending(months: 1, days: 30))
        #expect(try term(nil, "2027-08-31") == .ending(months: 9, days: 284))
        #expect(try term(nil, "2028-11-19") == .ending(months: 23, days: 730))
        #expect(try term(nil, "2028-11-20") == .until(try date("2028-11-20")))
        // The last day of a month may be nearer than the day of today.
        #expect(try term(nil, "2026-02-28", today: "2026-01-31") == .ending(months: 0, days: 28))
    }

    @Test func onlyTheLinesThatChangedAreShown() {
        func changed(_ a: String, _ b: String) -> [String] {
            let (x, y) = SharedTexts.changedLines(a, b)
            return [x, y]
        }
        #expect(changed("a\nb\nc", "a\nx\nc") == ["…\nb\n…", "…\nx\n…"])
        #expect(changed("a\nb", "a\nb\nc") == ["…", "…\nc"])
        #expect(changed("a\na", "a") == ["…\na", "…"])
        #expect(changed("", "a\nb") == ["", "a\nb"])
        #expect(changed("b\nc", "a\nb\nc") == ["…", "a\n…"])
    }
}
