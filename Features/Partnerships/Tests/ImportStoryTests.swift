import Directory
import Foundation
import Gazetteer
import Kernel
@testable import Partnerships
import Sheets
import Reconciliation
import Storage
import Testing
import Testing_

/// What the tests of the import do again and again.
struct ImportDesk {
    let app: TestApp
    let person: Cast.Character
    init(_ app: TestApp, _ person: Cast.Character = .officer) { (self.app, self.person) = (app, person) }

    var browser: Browser { app.as(person) }

    func upload(_ text: String, name: String = "list.csv") async throws -> Answer { try await upload(Array(text.utf8), name: name) }
    func upload(_ bytes: [UInt8], name: String) async throws -> Answer {
        try await browser.upload("/office/imports", file: (field: "file", name: name, bytes: bytes))
    }

    func revision(_ path: String) async throws -> String {
        let page = try await browser.get(path)
        return Self.field("revision", page.text)
    }

    /// The value of a hidden field.
    static func field(_ name: String, _ html: String) -> String {
        let parts = html.components(separatedBy: "name=\"\(name)\" value=\"")
        return parts.count > 1 ? String(parts[1].prefix { $0 != "\"" }) : ""
    }

    /// Uploads and matches with the columns as guessed; returns the address of the import.
    func matched(_ text: String, name: String = "list.csv") async throws -> String { try await matched(Array(text.utf8), name: name) }
    func matched(_ bytes: [UInt8], name: String) async throws -> String {
        let uploaded = try await upload(bytes, name: name)
        #expect(uploaded.status == 303)
        let path = uploaded.location
        let answer = try await sendColumns(path)
        #expect(answer.status == 303)
        if answer.location.hasPrefix("/office/jobs/") { await app.work() }
        return path
    }

    func sendColumns(_ path: String, revision: String? = nil) async throws -> Answer {
        let page = try await browser.get(path)
        var fields: [(String, String)] = [("revision", revision ?? Self.field("revision", page.text))]
        for part in ImportColumns.Part.allCases { fields.append(("column-\(part.rawValue)", Self.chosen("column-\(part.rawValue)", page.text))) }
        return try await browser.post(path + "/matching", fields)
    }

    /// The value chosen in a select.
    static func chosen(_ name: String, _ html: String) -> String {
        guard let start = html.range(of: "name=\"\(name)\""), let end = html.range(of: "</select>", range: start.upperBound..<html.endIndex) else {
            return ""
        }
        let options = html[start.upperBound..<end.lowerBound].components(separatedBy: "<option value=\"")
        return options.first { $0.contains(" selected") }.map { String($0.prefix { $0 != "\"" }) } ?? ""
    }

    func names(_ path: String) async throws -> [ImportName] {
        let id = try #require(ImportID(path.split(separator: "/").last ?? ""))
        return try await app.stored { try ImportRowStore($0, id).names.cases(from: 0, limit: 100) }
    }

    func decide(_ path: String, _ choices: [(Int, String)], go: String = "save", more: [(String, String)] = []) async throws -> Answer {
        var fields = [("revision", try await revision(path + "/review")), ("go", go)]
        for (number, choice) in choices { fields += [("case", String(number)), ("choice-\(number)", choice)] }
        return try await browser.post(path + "/review", fields + more)
    }

    func apply(_ path: String) async throws -> Answer {
        let answer = try await browser.post(path + "/application", [("revision", try await revision(path + "/plan"))])
        if answer.location.hasPrefix("/office/jobs/") { await app.work() }
        return answer
    }

    /// Partnerships and entries of the directory that are not archived.
    func standing() async throws -> [Int] {
        try await app.stored { connection in
            [
                try connection.value("SELECT COUNT(*) FROM partnership WHERE archived_at IS NULL") ?? 0,
                try connection.value("SELECT COUNT(*) FROM partnership_party") ?? 0,
                try connection.value("SELECT COUNT(*) FROM organisation WHERE archived_at IS NULL") ?? 0,
            ]
        }
    }
}

@Suite("Import: the story of a spreadsheet")
struct ImportStoryTests {
    @Test("the real list, from the file to the register and back")
    func story() async throws {
        guard let file = SharedData.file("partner-cities-as-printed.csv") else { return }
        let bytes = Array(try Data(contentsOf: file))
        try await TestApp.each { app in try await tell(app, bytes, "partner-cities-as-printed.csv") }
    }

    @Test("the same as a workbook")
    func workbook() async throws {
        guard let file = SharedData.file("partner-cities-as-printed.csv") else { return }
        let target = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID().uuidString).xlsx")
        defer { unlink(target.path) }
        let reader = try SheetReader(file: file, name: "list.csv")
        let writer = try XLSXWriter(file: target, sheetName: "Partners")
        try writer.begin(columns: reader.guess.columns.map { SheetColumn(key: $0.label, title: $0.label) })
        try reader.forEachRow { row in try writer.row(row.cells.map { cell in Int(cell).map { .integer($0) } ?? .text(cell) }) }
        try writer.finish()
        let bytes = Array(try Data(contentsOf: target))
        try await TestApp.on(.sqlite) { app in try await tell(app, bytes, "partner-cities.xlsx") }
    }

    private func tell(_ app: TestApp, _ bytes: [UInt8], _ name: String) async throws {
        let desk = ImportDesk(app)
        let before = try await desk.standing()

        // The file: what it is, its first rows, its columns.
        let uploaded = try await desk.upload(bytes, name: name)
        #expect(uploaded.status == 303)
        let path = uploaded.location
        let columns = try await desk.browser.get(path)
        #expect(columns.text.contains("41 rows with 4 columns."))
        #expect(columns.text.contains("Guangzhou"))
        #expect(ImportDesk.chosen("column-partner", columns.text) == "1")
        #expect(ImportDesk.chosen("column-country", columns.text) == "2")
        #expect(ImportDesk.chosen("column-home", columns.text) == "0")
        #expect(ImportDesk.chosen("column-since", columns.text) == "3")

        // The places: at least 38 rows matched, the wrong ones up for review with the right reason.
        let matching = try await desk.sendColumns(path)
        #expect(matching.location == path + "/review")
        let review = try await desk.browser.get(path + "/review")
        let cases = try await desk.names(path)
        for name in cases { print("case: \(name.part) \(name.written), \(name.country): \(name.reason.sentence) rows \(name.rows)") }
        let id = try #require(ImportID(path.split(separator: "/").last ?? ""))
        let tally = try await app.stored { try ImportRowStore($0, id).tally() }
        #expect(tally.rows == 41)
        #expect(tally.settled >= 38)
        #expect(review.text.contains("\(tally.settled) of 41 rows are matched."))
        #expect(cases.contains { $0.written == "Budapest" })
        #expect(cases.contains { $0.written == "Cairo" })
        #expect(review.text.contains("Budapest is in Hungary, not in Romania."))
        #expect(!review.text.contains(" checked"))
        let german = try await desk.browser.get(path + "/review", headers: ["accept-language": "de"])
        #expect(german.text.contains("Budapest liegt in Ungarn, nicht in Rumänien."))
        #expect(german.text.contains("von 41 Zeilen haben ihren Ort."))

        // Some are decided, by a candidate and by leaving out; what is decided stays.
        let budapest = try #require(cases.first { $0.written == "Budapest" })
        let cairo = try #require(cases.first { $0.written == "Cairo" })
        #expect(budapest.candidates.first?.place == 3_054_643)
        let saved = try await desk.decide(path, [(budapest.number, "3054643"), (cairo.number, "")])
        #expect(saved.location.hasPrefix(path + "/review"))
        let again = try await desk.browser.get(path + "/review")
        #expect(again.text.contains("1 of \(cases.count) decided"))
        #expect(again.text.contains("value=\"3054643\" checked"))
        let others = cases.filter { $0.number != budapest.number }.map { ($0.number, "out") }
        let on = try await desk.decide(path, others, go: "plan")
        #expect(on.location == path + "/plan")

        // The plan: nothing is written before it is confirmed.
        let plan = try await desk.browser.get(path + "/plan")
        let planned = try await app.stored { try ImportRowStore($0, id).tally() }
        let create = try #require(planned.acts[.create])
        #expect(plan.text.contains("Import \(create) partnerships"))
        #expect(try await desk.standing() == before)

        // One click, one act; the second of two does nothing.
        let revision = try await desk.revision(path + "/plan")
        let made = try await desk.browser.post(path + "/application", [("revision", revision)])
        #expect(made.location == path)
        let twice = try await desk.browser.post(path + "/application", [("revision", revision)])
        #expect(twice.location == path)
        let after = try await desk.standing()
        #expect(after[0] == before[0] + create)
        let result = try await desk.browser.get(path)
        #expect(result.text.contains("\(create) partnerships are in the register now."))
        #expect(result.text.contains("/office/partnerships?import=\(id)"))
        let facts: Int? = try await app.stored {
            try $0.value("SELECT COUNT(*) FROM journal WHERE batch_id = \(id) AND subject_kind = 'partnership'")
        }
        #expect(facts == create)
        let register = try await desk.browser.get("/office/partnerships?import=\(id)")
        #expect(register.status == 200)

        // The same file again: nothing is left to do.
        let second = try await desk.matched(bytes, name: name)
        let otherID = try #require(ImportID(second.split(separator: "/").last ?? ""))
        let repeated = try await app.stored { try ImportRowStore($0, otherID).tally() }
        #expect(repeated.acting == 0)
        #expect((repeated.acts[.same] ?? 0) > 30)

        // And all of it back.
        let undone = try await desk.browser.post(path + "/removal")
        #expect(undone.location == path)
        #expect(try await desk.standing() == before)
        let end = try await desk.browser.get(path)
        #expect(end.text.contains("This import is undone"))
        let undoneTwice = try await desk.browser.post(path + "/removal")
        #expect(undoneTwice.status == 303)
    }

    @Test("what the register says otherwise is offered, and left alone unless chosen")
    func differing() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let first = try await desk.matched("partner,country,since\nWarsaw,Poland,1989\nReading,United Kingdom,1988\n")
            #expect(try await desk.apply(first).location == first)
            let path = try await desk.matched(
                "partner,country,since\nWarschau,Polen,1990\nReading,UK,1988\nHaifa,Israel,around 1988\nHaifa,Israel,1988\n", name: "second.csv")
            let plan = try await desk.browser.get(path + "/plan")
            #expect(plan.text.contains("since 1989; the file says 1990."))
            #expect(plan.text.contains("Dates that cannot be read"))
            #expect(plan.text.contains("around 1988"))
            #expect(plan.text.contains("The same two cities as row 4."))
            #expect(plan.text.contains("Import one partnership"))
            // A choice and a date typed anew; the plan says it before anything is done.
            let revision = try await desk.revision(path + "/plan")
            let fields = [("revision", revision), ("row", "2"), ("choice-2", "change"), ("row", "4"), ("date-4", "June 1988")]
            let kept = try await desk.browser.post(path + "/application", fields)
            #expect(kept.location == path + "/plan")
            let newPlan = try await desk.browser.get(path + "/plan")
            #expect(newPlan.text.contains("To be changed"))
            #expect(!newPlan.text.contains("Dates that cannot be read"))
            #expect(try await desk.apply(path).location == path)
            let since: [String] = try await app.stored { try $0.rows("SELECT since FROM partnership ORDER BY since") { try $0["since"] } }
            #expect(since == ["1988", "1988-06", "1990"])
            // Undone, the register is as after the first.
            _ = try await desk.browser.post(path + "/removal")
            let back: [String] = try await app.stored { try $0.rows("SELECT since FROM partnership ORDER BY since") { try $0["since"] } }
            #expect(back == ["1988", "1989"])
        }
    }

    @Test("undoing leaves what somebody changed since, and says so")
    func kept() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched("partner,country\nWarsaw,Poland\nHaifa,Israel\n")
            _ = try await desk.apply(path)
            let id: PartnershipID? = try await app.stored { try $0.value("SELECT id FROM partnership WHERE country = 'PL'") }
            let actor = try #require(app.cast.people[.officer]).actor
            let office = app.cast.duesseldorf
            let gazetteer = try TestPlaces.gazetteer()
            let partnership = try #require(id)
            try await app.house.database.write { connection in
                try PartnershipStore(connection, office: office, by: actor, at: TestApp.now, gazetteer: gazetteer).setPublic(partnership, true)
            }
            _ = try await desk.browser.post(path + "/removal")
            let page = try await desk.browser.get(path)
            #expect(page.text.contains("One partnership was taken out of the register."))
            #expect(page.text.contains("One stayed, because somebody changed it since."))
        }
    }

    @Test("a match that is wrong is put up for review; a place is found by typing, also without script")
    func correcting() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched("partner,country\nWarsaw,Poland\nXqzvbk,Poland\n")
            let id = try #require(ImportID(path.split(separator: "/").last ?? ""))
            let name = try #require(try await app.stored { try ImportRowStore($0, id).names.matched(after: -1, limit: 5) }.first)
            _ = try await desk.browser.post(path + "/doubt", [("name", String(name.number))])
            let cases = try await desk.names(path)
            #expect(cases.count == 2)
            let warsaw = try #require(cases.first { $0.written == "Warsaw" })
            let unknown = try #require(cases.first { $0.written == "Xqzvbk" })
            #expect(warsaw.candidates.contains { $0.place == 756_135 })
            // Text without a place chosen: what is found is offered, nothing is taken by itself.
            _ = try await desk.decide(path, [(unknown.number, "else")], more: [("place-\(unknown.number)-text", "Krakow")])
            let asked = try #require(try await desk.names(path).first { $0.number == unknown.number })
            #expect(asked.isOpen)
            #expect(asked.candidates.first?.place == 3_094_802)
            #expect(try await desk.browser.get(path + "/review").text.contains("found for “Krakow”"))
            // A place chosen from the list.
            _ = try await desk.decide(
                path, [(warsaw.number, ""), (unknown.number, "3094802")],
                more: [("place-\(warsaw.number)-text", "Poznań, Poland"), ("place-\(warsaw.number)", "3088171")])
            let settled = try await desk.names(path)
            #expect(settled.allSatisfy { $0.answer == .place })
            #expect(settled.first { $0.written == "Warsaw" }?.place == 3_088_171)
            // Words that find nothing.
            let nowhere = try await desk.decide(path, [(unknown.number, "else")], more: [("place-\(unknown.number)-text", "qqqqxzxzxz")])
            #expect(nowhere.status == 303)
            #expect(try await desk.browser.get(path + "/review").text.contains("No place of this name is known."))
        }
    }

    @Test("a large file is worked on in the background, and can be cancelled")
    func large() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let before = try await desk.standing()
            let cities = ["Warsaw,Poland", "Haifa,Israel", "Reading,United Kingdom", "Lyon,France", "Milan,Italy", "Prague,Czech Republic"]
            let text = "partner,country,year\n" + (0..<300).map { "\(cities[$0 % cities.count]),1988" }.joined(separator: "\n")
            let path = try await desk.matched(text)
            #expect(try await desk.browser.get(path + "/plan").text.contains("Import 6 partnerships"))
            let revision = try await desk.revision(path + "/plan")
            let one = try await desk.browser.post(path + "/application", [("revision", revision)])
            let two = try await desk.browser.post(path + "/application", [("revision", revision)])
            #expect(one.location.hasPrefix("/office/jobs/"))
            #expect(one.location == two.location)
            _ = try await desk.browser.post(one.location + "/cancellation")
            await app.work()
            #expect(try await desk.standing() == before)
            // Cancelled is as if it had never been asked for.
            let again = try await desk.apply(path)
            let job = try await desk.browser.get(again.location)
            #expect(job.location == path)
            #expect(try await desk.standing()[0] == before[0] + 6)
        }
    }

    @Test("the command line: a dry run reports and writes nothing, then it imports")
    func commandLine() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let before = try await desk.standing()
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID().uuidString).csv")
            defer { unlink(file.path) }
            try Data("partner,country\nWarsaw,Poland\nBudapest,Romania\n".utf8).write(to: file)
            let gazetteer = try TestPlaces.gazetteer()
            for dry in [true, false] {
                let said = Lines()
                try await ImportFeature.importPartnerships(
                    file: file, name: "list.csv", office: app.cast.duesseldorf, by: .system, dryRun: dry, database: app.house.database,
                    gazetteer: gazetteer,
                    reconciler: .init(gazetteer: gazetteer)
                ) { said.all.append($0) }
                #expect(said.all.contains { $0.contains("Row 3: not imported. Budapest is in Hungary, not in Romania.") })
                #expect(said.all.contains { $0.hasPrefix("1 partnerships imported") })
                #expect(try await desk.standing()[0] == before[0] + (dry ? 0 : 1))
                let imports: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM import") }
                #expect(imports == (dry ? 0 : 1))
            }
        }
    }

    /// 100,000 rows in less than a minute; asked for with PROXENIA_MEASURE=1, since it takes its time.
    @Test("a hundred thousand rows", .enabled(if: ProcessInfo.processInfo.environment["PROXENIA_MEASURE"] == "1"), arguments: Engine.allCases)
    func hundredThousand(engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            let desk = ImportDesk(app)
            let gazetteer = try TestPlaces.gazetteer()
            let regions = ["DE", "FR", "PL", "GB"].flatMap { country in
                (0...16).map { Region(country: country, code: $0 < 10 ? "0\($0)" : "\($0)", name: "", isoSuffix: nil) }
            }
            let names = try gazetteer.largest(in: regions, limit: 3000).map { "\($0.name.replacingOccurrences(of: ",", with: " ")),\($0.country)" }
            let text =
                "partner,country,year,remark\n"
                + (0..<100_000).map { "\(names[$0 % max(1, names.count)]),\(1950 + $0 % 70),row \($0)" }.joined(separator: "\n")
            func timed(_ what: String, _ body: () async throws -> Void) async rethrows {
                let start = ContinuousClock.now
                try await body()
                print("measured on \(engine): \(what): \(ContinuousClock.now - start)")
            }
            var path = ""
            try await timed("upload") { path = try await desk.upload(text).location }
            try await timed("matching and planning") {
                _ = try await desk.sendColumns(path)
                await app.work()
            }
            let id = try #require(ImportID(path.split(separator: "/").last ?? ""))
            print("measured: \(try await app.stored { try ImportRowStore($0, id).tally() })")
            try await timed("review page") { _ = try await desk.browser.get(path + "/review") }
            try await timed("plan page") { _ = try await desk.browser.get(path + "/plan") }
            try await timed("importing") { _ = try await desk.apply(path) }
            #expect(try await desk.standing()[0] > 1000)
            try await timed("undoing") {
                _ = try await desk.browser.post(path + "/removal")
                await app.work()
            }
            #expect(try await desk.standing()[0] == 0)
        }
    }

    private final class Lines: @unchecked Sendable { var all: [String] = [] }
}
