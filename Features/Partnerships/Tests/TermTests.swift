import App
import Kernel
import Markup
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// What becomes of an agreed term by a day.
struct TermRuleTests {
    private func day(_ text: String) throws -> PartialDate { try #require(PartialDate(text)) }

    private func term(_ from: String, _ until: String, _ renewal: TermKind.Renewal?, review: String = "", agreed: Int? = nil) -> Term {
        Term(from: PartialDate(from), until: PartialDate(until), review: PartialDate(review), renewal: renewal, agreed: agreed)
    }

    @Test(arguments: [
        ("2023-07-01", "2026-06-30", "2026-06-30", "2026-06-30", ""), ("2023-07-01", "2026-06-30", "2026-07-01", "2029-06-30", "2026-07-01"),
        ("2023-07-01", "2026-06-30", "2029-06-30", "2029-06-30", "2026-07-01"),
        ("2023-07-01", "2026-06-30", "2029-07-01", "2032-06-30", "2029-07-01"),
        ("2023-07-01", "2026-06-30", "2099-01-01", "2101-06-30", "2098-07-01"),
        // The last of a month stays the last of its month, leap years included.
        ("2023-03-01", "2024-02-29", "2024-03-01", "2025-02-28", "2024-03-01"),
        ("2023-03-01", "2024-02-29", "2027-06-01", "2028-02-29", "2027-03-01"),
        // A term that names the same day twice is three years long, not three years and a day.
        ("2020-05-15", "2023-05-15", "2023-05-16", "2026-05-15", "2023-05-16"),
        // Nobody knows for how long it goes on.
        ("", "2026-06-30", "2026-07-01", "", "2026-07-01"), ("2026-06-20", "2026-06-30", "2026-07-01", "", "2026-07-01"),
    ])
    func aTacitTermGoesOn(from: String, until: String, today: String, ends: String, renewed: String) throws {
        let present = term(from, until, .tacit).present(on: try day(today))
        #expect(present == Term.Present(ends: PartialDate(ends), renewedOn: PartialDate(renewed)))
    }

    @Test func onlyATacitTermGoesOnAndForAsLongAsAgreed() throws {
        let today = try day("2026-11-20"), end = PartialDate("2026-06-30")
        for renewal in [nil, TermKind.Renewal.byAgreement, TermKind.Renewal.none] {
            #expect(term("2023-07-01", "2026-06-30", renewal).present(on: today) == Term.Present(ends: end))
        }
        #expect(term("2023-07-01", "2026-06-30", .tacit, agreed: 12).present(on: today).ends == PartialDate("2027-06-30"))
        #expect(term("2023-07-01", "", .tacit).present(on: today) == Term.Present(ends: nil))
        // The end of the calendar is no trap.
        #expect(term("9990-01-01", "9998-12-31", .tacit).present(on: try day("9999-06-01")).renewedOn == PartialDate("9999-01-01"))
    }

    @Test func whatIsWrittenInARecordIsRead() throws {
        let term = try #require(Term(["from": "2023-07", "until": "2026", "renewal": "tacit", "period": "2", "review": "2025-02"]))
        #expect(term.from == PartialDate("2023-07-01") && term.until == PartialDate("2026-12-31") && term.review == PartialDate("2025-02-28"))
        #expect(term.renewal == .tacit && term.period == 24)
        #expect(Term(nil) == nil)
        let odd = try #require(Term(["from": "soon", "until": .int(3), "renewal": "never", "period": "900"]))
        #expect(odd == Term(from: nil, until: nil, review: nil, renewal: nil) && odd.period == nil)
    }

    @Test(arguments: [
        ("2026-11-20", "today"), ("2026-11-21", "in one day"), ("2026-12-03", "in 13 days"), ("2026-12-04", "in 2 weeks"),
        ("2027-01-19", "in 8 weeks"),
        ("2027-01-20", "in 2 months"), ("2027-08-20", "in 9 months"), ("2027-08-19", "in 8 months"), ("2028-11-19", "in 23 months"),
        ("2028-11-20", "in 2 years"), ("2026-11-19", "one day ago"), ("2026-11-06", "2 weeks ago"), ("2026-09-20", "2 months ago"),
        ("2024-11-20", "2 years ago"), ("2024-11-21", "23 months ago"), ("2027-03", ""), ("2027", ""),
    ])
    func howFarADayIsPeopleSayInTheirWords(of text: String, words: String) throws {
        let w = Words(Composition.catalogue, .english)
        #expect(DayWords.distance(from: try day("2026-11-20"), to: try day(text), w) == words)
    }

    @Test func theNextTermFollowsTheLast() throws {
        let today = try day("2026-11-20")
        func next(_ term: Term) -> String { term.following(on: today).map { "\($0.from) \($0.until) \($0.review?.description ?? "–")" } ?? "" }
        #expect(next(term("2024-01-01", "2026-12-31", .byAgreement, review: "2026-06-30")) == "2027-01-01 2029-12-31 2029-06-30")
        // Over for less than a term: it joins on. For longer: the period in which we are.
        #expect(next(term("2024-07-01", "2026-06-30", nil)) == "2026-07-01 2028-06-30 –")
        #expect(next(term("2016-07-01", "2017-06-30", nil, review: "2017-01-31")) == "2026-07-01 2027-06-30 2027-01-31")
        #expect(next(term("", "2026-06-30", nil)) == "" && next(term("2024-01-01", "", nil)) == "")
    }

    @Test(arguments: [
        ("2027-11-20", true, true, false, false), ("2027-11-21", false, false, false, false), ("2020-01-01", true, true, false, false),
        ("", false, false, false, false),
    ])
    func itIsTimeToRenewWhatDoesNotGoOnByItself(until: String, open: Bool, agreed: Bool, tacit: Bool, none: Bool) throws {
        let today = try day("2026-11-20")
        let found = [nil, TermKind.Renewal.byAgreement, .tacit, TermKind.Renewal.none].map { term("2015-01-01", until, $0).asksForRenewal(on: today) }
        #expect(found == [open, agreed, tacit, none])
    }
}

/// What an official says aloud of a partnership, renewing a term, and the dates of many.
@Suite struct TermPageTests {
    /// Düsseldorf and Haifa with what they promised each other.
    private func share(_ app: TestApp, until: String = "20.08.2027", renewal: String = "by-agreement") async throws -> (ours: String, theirs: String)
    {
        let (ours, theirs) = try await Together.share(app)
        let term = [("from", "21.08.2024"), ("until", until), ("review", "1.11.2026"), ("renewal", renewal)]
        #expect(try await app.as(.officer).post("\(ours)/term/edit", term).status == 303)
        for (title, due) in [("Handbook", "2025"), ("Concert", "2027-03"), ("Visit", "2026-12-01")] {
            #expect(try await Together.add(app, .officer, ours, "activities", [("title", title), ("due", due)]).status == 303)
        }
        #expect(
            try await Together.add(
                app, .officer, ours, "indicators",
                [("name", "Junctions"), ("direction", "up"), ("baseline", "4"), ("baseline-on", "01.01.2026"), ("target", "24"), ("due", "2028")]
            ).status == 303)
        try await Together.agree(app, ours, theirs)
        let page = try await app.as(.officer).get("\(ours)/indicators").text
        let indicator = String(try #require(page.firstMatch(of: /indicators\/([0-9a-f-]{36})\/edit/)?.1))
        let measured = [("indicator", indicator), ("value", "25"), ("on", "01.06.2026"), ("source", "Count")]
        #expect(try await Together.add(app, .officer, ours, "measurements", measured).status == 303)
        let us = try await Together.parties(app, ours)[0]
        let contact = [("party", us), ("name", "Invented Ida"), ("email", "ida@invented.example"), ("role", "nodal")]
        #expect(try await Together.add(app, .officer, ours, "contacts", contact).status == 303)
        return (ours, theirs)
    }

    @Test func theTermsSayWhatHasBecomeOfATermThatGoesOn() async throws {
        try await TestApp.each { app in
            let path = "/office/partnerships/\(try await Samples.enter(app))"
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("No term is agreed: the partnership is open-ended."))
            let term = [("from", "21.08.2020"), ("until", "20.08.2024"), ("renewal", "tacit")]
            #expect(try await app.as(.officer).post("\(path)/term/edit", term).status == 303)
            let page = try await app.as(.officer).get("\(path)/agreement").text
            #expect(page.contains("The term was renewed tacitly on 21 August 2024, now until 20 August 2028, and goes on in 21 months"))
            #expect(page.contains("20 August 2024"), "what was agreed")
        }
    }

    @Test func theOverviewSaysWhatWasPromisedAndKeptAndWhatComesNext() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await share(app)
            for (who, path) in [(Cast.Character.officer, ours), (.council, ours), (.haifaOfficer, theirs)] {
                let page = try await app.as(who).get(path).text
                for words in [
                    "Agreed until 20 August 2027: the term ends in 9 months.", "A review is due since 1 November 2026.",
                    "Of 3 activities promised: 1 overdue and 2 still open.", "Of one indicator: 1 reached.", "21 August 2024 to 20 August 2027",
                    "Renewed by agreement", "Invented Ida", "ida@invented.example", "nobody named yet", "in 9 months",
                ] { #expect(page.contains(words), "\(who): \(words)") }
                // What is late stands first, then what is due next.
                let dates = try #require(page.firstMatch(of: /<ul class="plain dates-of">(?<all>.*?)<\/ul>/.dotMatchesNewlines())?.all)
                let named = dates.matches(of: /<a href="[^"]*">([^<]*)<\/a>/).map { String($0.1) }
                #expect(named.prefix(2) == ["Joint review", "Visit"] && named.contains("The term ends"), "\(named)")
                #expect(page.contains("Renew the term") == (who != .council))
            }
            for (who, path) in [(Cast.Character.officer, ours), (.haifaOfficer, theirs)] {
                let terms = try await app.as(who).get("\(path)/agreement").text
                #expect(terms.contains("Agreed until 20 August 2027: the term ends in 9 months."), "\(who)")
            }
            // Of what has ended nothing is due any more.
            let past = "/office/partnerships/\(try await Samples.enter(app) { $0.status = .ended })"
            _ = try await app.as(.officer).post("\(past)/term/edit", [("from", "1.1.2020"), ("until", "31.12.2022"), ("review", "1.6.2022")])
            let ended = try await app.as(.officer).get(past).text
            #expect(ended.contains("The term ended on 31 December 2022, 3 years ago.") && ended.contains("Nothing is due."))
            #expect(!ended.contains("A review is due") && !ended.contains("Renew the term"))
            #expect(try await app.as(.officer).post("\(past)/term/renewal").status == 422)
            // Those who read only what is published are told none of it.
            _ = try await app.as(.officer).post("\(ours)/publication", [("public", "1")])
            let open = try await app.as(.counterpart).get(ours)
            #expect(open.status == 200 && !open.text.contains("Invented Ida") && !open.text.contains("Agreed until"))
            #expect((app.statements.of("/office/partnerships/{id}") ?? 99) <= 18, "\(app.statements.of("/office/partnerships/{id}") ?? 0)")
        }
    }

    @Test func healthSaysBothTheEndAndTheReview() async throws {
        try await TestApp.on(.sqlite) { app in
            let w = app.house.words(.english)
            let (end, review) = (PartialDate("2027-08-20"), PartialDate("2027-01-01"))
            func said(_ change: (inout HealthFigures) -> Void) throws -> String {
                var figures = HealthFigures(today: try #require(PartialDate("2026-11-20")))
                (figures.hasTerm, figures.ends, figures.review) = (true, end, review)
                change(&figures)
                return HealthWords.reason(try #require(Health(figures)[.term]).reason, w)
            }
            let all = [
                (try said { _ in }, "Agreed until 20 August 2027, review on 1 January 2027."),
                (try said { $0.review = PartialDate("2026-11-01") }, "The review was due on 1 November 2026; agreed until 20 August 2027."),
                (try said { $0.ends = PartialDate("2027-03-01") }, "The term ends on 1 March 2027, review on 1 January 2027."),
                (
                    try said { ($0.renewal, $0.renewedOn) = (.tacit, PartialDate("2026-08-21")) },
                    "Renewed tacitly on 21 August 2026, now until 20 August 2027. Review on 1 January 2027."
                ),
                (try said { ($0.renewal, $0.review) = (.tacit, nil) }, "Agreed until 20 August 2027, and on from then unless a party says no."),
            ]
            for (found, expected) in all { #expect(found == expected) }
        }
    }

    /// A tacit term counts with the period in which it is, everywhere, also when nobody writes anything.
    @Test func aTacitTermIsRenewedInHealthRegisterCalendarAndOverview() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(id)"
            let term = [("from", "1.12.2023"), ("until", "30.11.2026"), ("renewal", "tacit")]
            #expect(try await app.as(.officer).post("\(path)/term/edit", term).status == 303)
            func ends() async throws -> String? {
                try await app.stored { connection in
                    try connection.first("SELECT p.term_ends, t.ends FROM partnership p JOIN partnership_term t ON t.record_id = p.record_id") {
                        row in
                        let (one, two): (String?, String?) = (try row["term_ends"], try row["ends"])
                        #expect(one == two)
                        return one
                    } ?? nil
                }
            }
            #expect(try await ends() == "2026-11-30")
            #expect(
                try await app.as(.officer).get(path).text.contains("Agreed until 30 November 2026; it goes on in 10 days unless a party says no."))
            #expect(!(try await app.as(.officer).get(path).text.contains("Renew the term")))
            #expect(try await app.as(.officer).post("\(path)/term/renewal").status == 422)
            for (days, expected) in [(10, "2026-11-30"), (11, "2029-11-30"), (1200, "2032-11-30")] as [(Int64, String)] {
                try await HealthJob.run(app.house.database, at: TestApp.now.adding(days: days))
                #expect(try await ends() == expected, "after \(days) days")
            }
            // Read anew, the record says the same of the same day.
            _ = try await app.house.database.write { connection in
                try connection.run("DELETE FROM partnership_term")
                try RecordCheck(connection).rebuild(at: TestApp.now.adding(days: 11))
            }
            #expect(try await ends() == "2029-11-30")
            let registered = try await app.as(.officer).get("/office/partnerships?ends=passed").text
            #expect(Samples.ids(registered) == [])
        }
    }

    @Test func aTermThatIsOverIsRenewedWithOneClick() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await share(app)
            #expect(try await app.as(.council).post("\(ours)/term/renewal").status == 404)
            #expect(try await app.as(.officer).get("\(ours)/life").text.contains("\(ours)/term/renewal"))
            let drafted = try await app.as(.officer).post("\(ours)/term/renewal")
            #expect(drafted.status == 303 && drafted.location == "\(ours)/agreement")
            let page = try await app.as(.officer).get("\(ours)/agreement").text
            #expect(page.contains("20 August 2030") || page.contains("2030-08-20"), "the next period stands in the draft")
            #expect(!(try await app.as(.officer).get(ours).text.contains("Renew the term")), "it is drafted already")
            try await Together.agree(app, ours, theirs)
            let renewed = try await app.as(.haifaOfficer).get(theirs).text
            #expect(renewed.contains("Agreed until 20 August 2030") && renewed.contains("The next review is on 1 November 2029"))
            #expect(!renewed.contains("Renew the term"))
            #expect(try await app.as(.officer).post("\(ours)/term/renewal").status == 422)
            // Alone it holds at once; without a length the form asks for it.
            let alone = "/office/partnerships/\(try await Samples.enter(app))"
            _ = try await app.as(.officer).post("\(alone)/term/edit", [("from", "1.1.2024"), ("until", "31.12.2025")])
            #expect(try await app.as(.officer).get(alone).text.contains("The term ended on 31 December 2025"))
            #expect(try await app.as(.officer).post("\(alone)/term/renewal").location == "\(alone)/agreement")
            #expect(try await app.as(.officer).get(alone).text.contains("Agreed until 31 December 2027"))
            let short = "/office/partnerships/\(try await Samples.enter(app, Samples.warsaw))"
            _ = try await app.as(.officer).post("\(short)/term/edit", [("until", "31.12.2025")])
            #expect(try await app.as(.officer).get(short).text.contains("Agree on the next term"))
            #expect(try await app.as(.officer).post("\(short)/term/renewal").location == "\(short)/term/edit")
        }
    }

    @Test func ofManyDatesACalendarHoldsTheNext() async throws {
        try await TestApp.each { app in
            for (place, until, review) in [
                (Samples.chongqing, "31.12.2030", ""), (Samples.warsaw, "30.6.2027", ""), (Samples.reading, "31.12.2031", "1.2.2027"),
                (Samples.moscow, "1.6.2028", "1.1.2026"),
            ] {
                let path = "/office/partnerships/\(try await Samples.enter(app, place))"
                _ = try await app.as(.officer).post("\(path)/term/edit", [("from", "1.1.2024"), ("until", until), ("review", review)])
            }
            for limit in 1...4 {
                let found = try await app.stored { connection in
                    let actor = try #require(app.cast.people[.officer]?.actor)
                    let today = try #require(TestApp.now.day)
                    return try CalendarFeed(connection: connection).terms(for: actor, from: today, limit: limit).map(\.name)
                }
                #expect(found == Array(["Reading", "Warsaw", "Moscow", "Chongqing"].prefix(limit)), "\(found)")
            }
        }
    }
}
