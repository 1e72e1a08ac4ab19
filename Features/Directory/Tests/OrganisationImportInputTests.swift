import Foundation
import Kernel
import Markup
import Reconciliation
import Synchronization
import Testing
import Testing_

@testable import Directory
@testable import Storage

/// What people upload instead of a good table, and what the server says to it.
struct OrganisationImportInputTests {
    @Test func whatIsNoTableIsToldSo() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let wide = "name,city\nA,B\n" + Array(repeating: "x", count: 300).joined(separator: ",") + "\n"
            let cases: [(name: String, bytes: [UInt8], words: String)] = [
                ("empty.csv", [], "The file is empty"), ("blank.csv", Array("\n\n  \n".utf8), "The file is empty"),
                ("zero.csv", Array("name,city\nWi\0en Club,Wien\n".utf8), "Zero bytes (NUL) stand in the file"),
                ("heading.csv", Array("name,city\n".utf8), "There is nothing below the headings"),
                ("broken.xlsx", Array("PK\u{3}\u{4}broken".utf8), "The file was not taken"),
                ("archive.xlsx", Self.archive, "The file was not taken"),
                ("picture.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0], "a picture"),
                ("wide.csv", Array(wide.utf8), "Row 3 has 300 columns; at most 200 can be read."),
                ("bytes.csv", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 7) }, "The file was not taken"),
            ]
            for (name, bytes, words) in cases {
                let answer = try await officer.upload("/office/organisations/imports", file: ("file", name, bytes))
                #expect(answer.status == 422 && answer.text.contains(words), "\(name) \(answer.status)")
            }
            // Of what was refused nothing is kept.
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation_import") as Int? } == 0)
            let colleague = try await app.as(.colleague).upload("/office/organisations/imports", file: ("file", "a.csv", Array("name\nA\nB\n".utf8)))
            #expect(colleague.status == 404)
        }
    }

    /// An archive of one small file, which is no workbook.
    private static let archive: [UInt8] = {
        let name = Array("readme.txt".utf8)
        let local: [UInt8] = [0x50, 0x4B, 3, 4, 10, 0] + [UInt8](repeating: 0, count: 20) + [10, 0, 0, 0] + name
        let central: [UInt8] =
            [0x50, 0x4B, 1, 2, 10, 0, 10, 0] + [UInt8](repeating: 0, count: 20) + [10, 0] + [UInt8](repeating: 0, count: 16) + name
        let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0, 0, 0]
        return local + central + end
    }()

    @Test func strangeRowsAreRefusedByThemselvesAndTheFileIsReadOn() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let long = String(repeating: "n", count: 201), note = String(repeating: "x", count: 10_001)
            let text = """
                name,kind,city,country,place_id,website,unlocode,note,published,local name,local language
                \(long),,,,,,,,,,
                Long Note,,,,,,,\(note),,,
                Bad Code,,,,,,X1,,,,
                No Language,,,,,,,,,外国语大学,
                Split,Text,a,b,c,d,e,f,g,h,i,j,k
                =SUM(A1),club,,,1814906,,,,,,
                "Two
                Lines Club",club,,,999999999999999999999,,,,no,,
                Null\u{0}Club,,Haifa,Israel,-5,,,"a\u{7}b",maybe,,
                name,kind,city,country,place_id,website,unlocode,note,published,local name,local language
                Last Club,CLUB,,,,,,,,,
                """
            let path = try await app.uploadOrganisations("strange.csv", text)
            let page = try await officer.get(path).text
            for words in [
                "4 are new.", "5 cannot be read.", "at most 200 characters", "at most 10,000 characters", "“X1” is not a number of UN/LOCODE.",
                "Choose the language of “外国语大学”.", "The row has 13 cells, but the table has 11 columns.", "repeats the headings",
            ] {
                #expect(page.contains(words), "\(words)")
            }
            let report = try await officer.get("\(path)/report")
            #expect(report.status == 200 && report.headers["content-type"]?.hasPrefix("text/csv") == true)
            #expect(report.headers["content-disposition"]?.contains("problems-") == true)
            let lines = report.text.split(separator: "\r\n")
            #expect(lines.count == 6 && lines[0].hasSuffix(",local language,problem"), "\(lines.map { $0.prefix(80) })")
            #expect(lines[5].hasPrefix("Split,Text,a") && lines[5].contains("Line 6: The row has 13 cells") && lines[5].contains("| j | k"))
            #expect(try await app.as(.haifaOfficer).get("\(path)/report").status == 404)
            #expect(try await officer.post("\(path)/application", [("revision", try app.revision(page))]).status == 303)
            #expect(try await app.organisationNames() == ["=SUM(A1)", "Last Club", "NullClub", "Two Lines Club"])
            let places = try await app.stored {
                try $0.rows("SELECT name, place_id FROM organisation WHERE place_id IS NOT NULL AND name LIKE '%l%u%' ORDER BY name") {
                    "\(try $0["name"] as String) \(try $0["place_id"] as Int)"
                }
            }
            #expect(places.contains("NullClub 294801"), "\(places)")
            // Applied: what was not taken is still at hand.
            #expect(try await officer.get("\(path)/report").text.contains("Line 6:"))
        }
    }

    @Test func columnsAreSettledOtherwise() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            // Western European letters of an old program, and headings nobody knows.
            let bytes =
                Array("Wer;Wo;Was\nF".utf8) + [0xF6] + Array("rderverein M".utf8) + [0xFC] + Array("nchen;Haifa;Verein\nZweiter;Haifa;Verein\n".utf8)
            let answer = try await officer.upload("/office/organisations/imports", file: ("file", "old.csv", bytes))
            let path = answer.location
            let page = try await officer.get(path).text
            #expect(page.contains("2 cannot be read.") && page.contains("The row has no name."))
            let revision = ("revision", try app.revision(page))
            let twice = try await officer.post("\(path)/columns", [revision, ("column", "name"), ("column", "name"), ("column", "kind")])
            #expect(twice.status == 422 && twice.text.contains("“Name” is chosen for more than one column."))
            #expect(twice.text.components(separatedBy: "<option value=\"name\" selected>").count == 3, "What was chosen comes back.")
            #expect(try await officer.post("\(path)/columns", [revision, ("column", "city"), ("column", "zzz"), ("column", "")]).status == 422)
            #expect(try await officer.post("\(path)/columns", [("revision", "0"), ("column", "name")]).status == 409)
            #expect(try await officer.post("\(path)/columns", [revision, ("column", "name"), ("column", "city"), ("column", "kind")]).status == 303)
            let again = try await officer.get(path).text
            #expect(again.contains("2 are new.") || again.contains("2 wait for their city."), "\(again)")
            #expect(again.contains("Förderverein München"))
        }
    }

    struct Progress: Decodable { let done: Int, total: Int, finished: Bool }

    @Test func manyAreWorkedOnInTheBackgroundAndStoppedInTheMiddle() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let rows = (0..<900).map { "Club \($0),club,\($0 % 9 == 0 ? "Springfield,USA" : "Haifa,Israel")" }.joined(separator: "\n")
            let planning = try await app.uploadOrganisations("many.csv", "name,kind,city,country\n" + rows)
            #expect(planning.hasPrefix("/office/jobs/"))
            await app.work()
            let path = try await officer.get(planning).location
            let page = try await officer.get(path).text
            #expect(page.contains("800 are new.") && page.contains("100 wait for their city.") && page.contains("the first 100 of 800"))
            // What is decided of a city is worked into the plan in the background.
            let cities = try await officer.get("\(path)/cities").text
            let save = [("revision", try app.revision(cities)), ("case", "0"), ("choice-0", "bare")]
            #expect(try await officer.post("\(path)/cities", save + [("go", "save")]).location == "\(path)/cities")
            #expect(try await officer.get(path).text.contains("Cities were decided since the plan was made."))
            #expect(try await officer.post("\(path)/application", [("revision", try app.revision(page))]).status == 409)
            let replan = try await officer.post("\(path)/cities", [("go", "plan")]).location
            #expect(replan.hasPrefix("/office/jobs/"))
            await app.work()
            let planned = try await officer.get(path).text
            #expect(planned.contains("900 are new."))
            let fields = [("revision", try app.revision(planned))]

            let job = try await officer.post("\(path)/application", fields).location
            // Whoever acts on it meanwhile is told so, and led to where the work is seen.
            for act in ["removal", "discarding", "application", "columns", "cities"] {
                let answer = try await officer.post("\(path)/\(act)")
                #expect(answer.status == 409 && answer.text.contains("<h1>This import is being worked on</h1>"), "\(act)")
                #expect(answer.text.contains("href=\"\(path)\">To the import</a>"), "\(act)")
            }
            #expect(try await officer.get(path).location == job)
            let gate = Gate(in: app.house, at: OrganisationStore.subject, number: 501)
            let working = Task { await app.work() }
            #expect(try await gate.reached())
            let seen = try JSONDecoder().decode(Progress.self, from: Data(try await officer.get(job + "/progress").bytes))
            #expect(seen.done == 500 && seen.total == 900 && !seen.finished)
            #expect(try await officer.post("\(job)/cancellation").status == 303)
            #expect(gate.open(), "The answers came only after the transaction had ended.")
            await working.value
            #expect(try await officer.get(job).text.contains("Nothing was changed."))
            #expect(try await app.organisationNames().isEmpty)

            // As if it had never been asked for: made again, found changed since, made once more.
            _ = try await app.enter("Club 7", kind: "club", place: "Haifa, Israel")
            let stale = try await officer.post("\(path)/application", fields).location
            await app.work()
            #expect(try await officer.get(stale).text.contains("Somebody changed the directory since this plan was made."))
            #expect(try await app.organisationNames() == ["Club 7"])
            let fresh = try await officer.get(path).text
            #expect(fresh.contains("899 are new.") && fresh.contains("1 seems to be here already."))
            _ = try await officer.post("\(path)/application", [("revision", try app.revision(fresh))])
            await app.work()
            #expect(try await officer.get(path).text.contains("899 entered."))
            #expect(try await app.organisationNames().count == 900)
            _ = try await officer.post("\(path)/removal")
            await app.work()
            #expect(try await officer.get(path).text.contains("899 entries were removed."))
            #expect(try await app.organisationNames() == ["Club 7"])
        }
    }

    // MARK: The command line

    private func run(_ app: TestApp, _ text: String, dryRun: Bool) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("organisations-\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { unlink(file.path) }
        let gazetteer = try TestPlaces.gazetteer()
        var lines: [String] = []
        try DirectoryFeature.importOrganisations(
            file: file, name: "list.csv", office: app.cast.duesseldorf, by: .system, dryRun: dryRun, database: app.house.database,
            gazetteer: gazetteer,
            reconciler: Reconciler(gazetteer: gazetteer), w: app.house.words(.english)
        ) { lines.append($0) }
        return lines
    }

    @Test func theCommandLineIsDryUntilItIsMeant() async throws {
        try await TestApp.each { (app) async throws in
            // The double stands in another batch than its first.
            let many = (0..<600).map { "Club \($0),club,Chongqing,China" }.joined(separator: "\n")
            let text =
                "name,kind,city,country\nRhine Club,club,Chongqing,China\n,,,\n ,club,,\nX,palace,,\nY,,Nowhereville,\n\(many)\nrhine club,Club,Chongqing,China\n"
            let dry = try run(app, text, dryRun: true)
            #expect(
                dry == [
                    "Row 2, : The row has no name.", "Row 3, X: “palace” is not a kind of organisation.",
                    "Row 4, Y: Nothing like “Nowhereville” is known.",
                    "601 organisations would be entered, 1 known already, 3 refused.",
                ], "\(dry)")
            #expect(try await app.organisationNames().isEmpty)
            #expect(try run(app, text, dryRun: false).last == "601 organisations entered, 1 known already, 3 refused.")
            #expect(try run(app, text, dryRun: false).last == "0 organisations entered, 602 known already, 3 refused.")
            #expect(try await app.organisationNames().count == 601)
            #expect(throws: AppError.self) { try run(app, "", dryRun: true) }
        }
    }

    @Test func statementsDoNotGrowWithTheRowsOfABatch() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let gazetteer = try TestPlaces.gazetteer()
            let office = app.cast.duesseldorf
            let counts = try await app.house.database.write { connection in
                try [50, 500].map { number in
                    var judgement = OrganisationJudgement(office: office, looksForGains: false)
                    let drafts = (0..<number).map { number in
                        OrganisationCandidate(
                            line: number, draft: .success(OrganisationDraft(entry: OrganisationEntry(kind: .club, name: "Club \(number)"))),
                            city: .place(TestApp.chongqing))
                    }
                    let before = connection.statements
                    let found = try judgement.judge(drafts, connection)
                    #expect(found.allSatisfy { $0.outcome == .new })
                    try PlaceStore(connection).keep(found.compactMap { $0.entry?.place }, gazetteer: gazetteer)
                    return connection.statements - before
                }
            }
            #expect(counts[1] <= counts[0] && counts[1] <= 4, "\(counts)")
        }
    }
}
