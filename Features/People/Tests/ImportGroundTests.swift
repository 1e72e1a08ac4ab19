import Directory
import Foundation
import Kernel
import Markup
import Testing
import Testing_

@testable import People
@testable import Storage

/// By what a row of a file is taken for somebody who is here, and what of a row is not understood.
struct ImportGroundTests {
    private struct Sheet {
        let path: String
        let page: String

        init(_ app: TestApp, _ name: String, _ text: String) async throws {
            let answer = try await app.as(.officer).upload("/office/people/imports", file: ("file", name, Array(text.utf8)))
            #expect(answer.status == 303, "\(answer.text.prefix(2000))")
            path = answer.location
            page = try await app.as(.officer).get(path).text
        }

        /// What is chosen for the row in the page, by its number.
        func chosen(_ row: Int) -> String? {
            guard let start = page.range(of: "name=\"row-\(row)\""),
                let option = page[start.upperBound...].range(of: "<option value=\"[a-z]+\" selected>", options: .regularExpression)
            else { return nil }
            return String(page[option].dropFirst("<option value=\"".count).prefix { $0 != "\"" })
        }

        func revision() throws -> String {
            let range = try #require(page.range(of: "name=\"revision\" value=\"[0-9]+", options: .regularExpression))
            return String(page[range].reversed().prefix(while: \.isNumber).reversed())
        }

        func fields(_ more: [(String, String)] = []) throws -> [(String, String)] {
            return [("revision", try revision()), ("basis", "contract"), ("review", "2027-01-01")] + more
        }
    }

    private static let heading = "Given name,Family name,Name in its own script,E-mail,Organisation,Post,Country\n"

    @Test func whoIsMergedWithoutAskingIsSurelyTheSame() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            _ = try await app.person(TestApp.wang)
            let sheet = try await Sheet(
                app, "people.csv",
                Self.heading + """
                    X.,Wang,,WANG@invented.example,,,
                    Xiaoming,Wang,,other@invented.example,City of Chongqing,Director,
                    Xiaoming,Wang,,,Company of Nowhere,Clerk,China
                    Xiaoming,Wang,,,,,
                    Maria,Schmidt,,wang@invented.example,Universität Atlantis,Rektorin,
                    Xiaoming,Wang,,third@invented.example,Universität Atlantis,Student,China
                    ,,王晓鸣,,Universität Atlantis,Student,
                    Xiaoming,Wang,,,Company of Elsewhere,Clerk,Germany

                    """)
            #expect(sheet.page.contains("5 are here already.") && sheet.page.contains("3 are new."), "\(sheet.page.prefix(4000))")
            #expect((0...7).map { sheet.chosen($0) } == ["merge", "merge", "merge", "skip", "skip", nil, nil, nil])
            for words in [
                "the same address and a like name", "the same name at the same organisation", "the same name in the same country",
                "the same name alone", "the same address, but another name",
                // What stands in the file, and what stands here.
                "line 6 · Rektorin · Universität Atlantis · wang@invented.example",
                "Director, Foreign Affairs Office · City of Chongqing · wang@invented.example",
            ] {
                #expect(sheet.page.contains(words), "\(words)")
            }
            #expect(try await app.as(.officer).post("\(sheet.path)/application", try sheet.fields()).status == 303)
            let done = try await app.as(.officer).get(sheet.path).text
            #expect(done.contains("3 entered.") && done.contains("3 merged") && done.contains("2 left out."), "\(done)")
        }
    }

    @Test func ofSeveralNamesakesNobodyIsChosen() async throws {
        try await TestApp.each { (app) async throws in
            for name in ["王小明", "王晓鸣"] {
                _ = try await app.person([("family", "Wang"), ("given", "Xiaoming"), ("native", name), ("native_language", "zh"), ("another", "1")])
            }
            let sheet = try await Sheet(app, "people.csv", Self.heading + "Xiaoming,Wang,,,,,\nXiaoming,Wang,王晓鸣,,Company of Nowhere,Clerk,\n")
            #expect(sheet.page.contains("the same name; several people here have it") && sheet.chosen(0) == "skip")
            // The own script tells them apart; but the name alone is still no proof.
            #expect(sheet.page.contains("the same name alone") && sheet.chosen(1) == "skip")
            #expect(try await app.as(.officer).post("\(sheet.path)/application", try sheet.fields([("row-1", "merge")])).status == 303)
            #expect(try await app.as(.officer).get(sheet.path).text.contains("1 merged"))
        }
    }

    @Test func whatIsDecidedForTheOthersLeavesTheDoubtfulOut() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            _ = try await app.person([
                ("family", "Winter"), ("given", "Anna"), ("channels-kind", "email"), ("channels-value", "anna@invented.example"),
            ])
            let rows = (0..<101).map { "Bert\($0),Sommer,,anna@invented.example,,," } + ["Anna,Winter,,anna@invented.example,,,"]
            let sheet = try await Sheet(app, "people.csv", Self.heading + rows.joined(separator: "\n") + "\n")
            // Whom somebody has to decide about comes first.
            #expect(sheet.page.contains("And the other 2") && sheet.chosen(99) == "skip" && sheet.chosen(101) == nil)
            #expect(sheet.page.contains("Of these, too, those are left out"))
            #expect(try await app.as(.officer).post("\(sheet.path)/application", try sheet.fields([("others", "merge")])).status == 303)
            let done = try await app.as(.officer).get(sheet.path).text
            #expect(done.contains("1 merged") && done.contains("101 left out."))
        }
    }

    @Test func namesAreLikeWhereOneMayBeTheOtherWrittenShorter() {
        func name(_ given: String?, _ family: String?, _ native: String? = nil) -> PersonName {
            PersonName(given: given, family: family, native: native)
        }
        let wang = name("Xiaoming", "Wang", "王小明")
        for like in [
            name("X.", "Wang"), name(nil, "Wang"), name("Xiao Ming", "Wang"), name("Wang", "Xiaoming"), name(nil, nil, "王小明"), name(nil, nil, "王 小明"),
        ] {
            #expect(PersonKeys.areLike(wang, like) && PersonKeys.areLike(like, wang), "\(like.full)")
        }
        for other in [
            name("Maria", "Schmidt"), name("Maria", "Wang"), name("X.", "Li"), name(nil, nil, "王晓鸣"), name("Xiaoming", "Wang", "王晓鸣"), name(nil, nil),
        ] {
            #expect(!PersonKeys.areLike(wang, other) && !PersonKeys.areLike(other, wang), "\(other.full)")
        }
        #expect(!PersonKeys.differInOwnScript(name(nil, nil, "Анна Иванова"), name(nil, nil, "Иванова Анна")))
    }

    @Test func legalBasesAreReadInTheWordsOfOurPages() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            for basis in LegalBasis.allCases {
                for word in basis.written + [basis.rawValue, basis.rawValue.uppercased()] { #expect(LegalBasis(written: word) == basis, "\(word)") }
                for language in [Language.english, .german] {
                    let word = basis.word(app.house.words(language))
                    #expect(basis.written.contains(word), "\(word)")
                }
            }
        }
        #expect(LegalBasis(written: "berechtigtes interesse ") == .legitimateInterest)
        #expect(LegalBasis(written: "whatever") == nil && LegalBasis(written: "") == nil)
    }

    @Test func whatIsNotUnderstoodIsSaidAndNotGuessed() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            let sheet = try await Sheet(
                app, "people.csv",
                """
                Vorname;Nachname;Rechtsgrundlage;Prüfen bis;Zeitzone;Firma;Funktion;Von;Bis
                Anna;Winter;Einwilligung;31.12.2027;Europe/Berlin;City of Chongqing;Clerk;2019;2021
                Bert;Sommer;Irgendwas;;;;;;
                Carl;Herbst;berechtigtes interesse;31.02.2027;Mars/Olympus;City of Chongqing;Mayor;2024;2019
                Dora;Lenz;;;;City of Chongqing;Mayor;irgendwann;2019

                """)
            #expect(sheet.page.contains("3 are new.") && sheet.page.contains("1 cannot be read."))
            #expect(sheet.page.contains("2 of them are taken, but not with everything that stands there."))
            for words in [
                "The legal basis “Irgendwas” is not one of these: Consent, Contract, Public task and Legitimate interest.",
                "“31.02.2027” is no day on which", "The time zone “Mars/Olympus” does not exist", "The post ends before it begins (2024 – 2019)",
                "“irgendwann” is no date",
            ] {
                #expect(sheet.page.contains(words), "\(words)")
            }
            let report = try await app.as(.officer).get("\(sheet.path)/report").text.split(whereSeparator: \.isNewline)
            #expect(report.count == 4 && !report.contains { $0.contains("Winter") } && report[2].contains("Line 4: “31.02.2027” is no day"))
            #expect(try await app.as(.officer).post("\(sheet.path)/application", try sheet.fields()).status == 303)
            let entries = try await app.stored { connection in
                try connection.rows("SELECT v.entry FROM person_version v JOIN person p ON p.id = v.person_id ORDER BY p.sort_key") {
                    try PersonJSON.value(try $0["entry"], as: PersonEntry.self)
                }
            }
            #expect(entries.map(\.name.given) == ["Carl", "Dora", "Anna"])
            #expect(entries.map(\.basis) == [.legitimateInterest, .contract, .consent])
            #expect(entries.map(\.reviewUntil.description) == ["2027-01-01", "2027-01-01", "2027-12-31"])
            #expect(entries.first?.roles.first?.from == nil && entries.first?.roles.first?.until == nil && entries.first?.timeZone == nil)
            #expect(entries.last?.roles.first?.from?.description == "2019")
        }
    }

    @Test func columnsThatCannotBeAreRefusedAsTheyWereChosen() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let officer = app.as(.officer)
            let sheet = try await Sheet(app, "people.csv", "Vorname,Nachname,Stadt\nAnna,Winter,Bern\n")
            let revision = ("revision", try sheet.revision())
            let twice = try await officer.post("\(sheet.path)/columns", [revision, ("column", "given"), ("column", "family"), ("column", "family")])
            #expect(twice.status == 422 && twice.text.contains("“Family name” is chosen for more than one column."))
            #expect(twice.text.components(separatedBy: "<option value=\"family\" selected>").count == 3)
            let nameless = try await officer.post("\(sheet.path)/columns", [revision, ("column", ""), ("column", "post"), ("column", "city")])
            #expect(nameless.status == 422 && nameless.text.contains("Choose the column with the names."))
            #expect(try await officer.get(sheet.path).text.contains("<option value=\"family\" selected>"))
            // Several columns of addresses are all read.
            let addresses = [revision, ("column", "email"), ("column", "family"), ("column", "email")]
            #expect(try await officer.post("\(sheet.path)/columns", addresses).status == 303)
            // Somebody else's page, from before that.
            #expect(try await officer.post("\(sheet.path)/columns", addresses).status == 409)
        }
    }
}
