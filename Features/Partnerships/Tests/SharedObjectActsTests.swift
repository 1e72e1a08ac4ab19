import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships

/// What a shared record holds, written, proposed and answered by the programs of two offices.
@Suite struct SharedObjectActsTests {
    private static let path = "/api/v1/partnerships"

    private func fields(_ answer: Answer) throws -> [String: [String]] {
        let all = try #require(try answer.json()["fields"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: all.compactMap { field in
                (field["name"] as? String).map { ($0, field["values"] as? [String] ?? []) }
            })
    }

    private func things(_ answer: Answer, _ kind: String) throws -> [[String: Any]] {
        try #require(try answer.json()["things"] as? [[String: Any]]).filter { $0["kind"] as? String == kind }
    }

    @Test func twoOfficesAgreeByPrograms() async throws {
        try await TestApp.each { app in
            let (ours, shared) = try await Samples.share(app)
            let theirs = "\(Self.path)/\(try #require(shared))"
            let path = "\(Self.path)/\(ours)"
            let program = try await app.program(.officer, writes: ["partnerships"])
            let haifa = try await app.program(.haifaOfficer, writes: ["partnerships"])

            // What all have to agree on lies in the draft first.
            let made = try await program.post(
                "\(path)/indicators", #"{"name": "Buses", "direction": "up", "baseline": 0, "target": 9000, "due": "2028-06"}"#)
            #expect(made.status == 202, "\(made.text)")
            let one = try made.json()
            #expect(one["drafted"] as? Bool == true && one["agreed"] as? Bool == true && one["kind"] as? String == "indicator")
            let id = try #require(one["id"] as? String)
            #expect(made.location == "\(path)/indicators/\(id)")
            #expect(try await program.get(made.location).json()["id"] as? String == id)
            let indicator = "\(path)/indicators/\(id)"
            // The other office sees nothing of a draft.
            #expect(try await haifa.get("\(theirs)/indicators/\(id)").status == 404)

            // Changed on what was read, in whatever language; what is not sent stays.
            let revision = try #require(one["revision"] as? String)
            #expect(try await program.patch(indicator, #"{"target": 1}"#).errors().keys.sorted() == ["revision"])
            let late = try await program.patch(indicator, #"{"target": 1, "revision": "0000"}"#)
            #expect(try late.status == 409 && late.json()["revision"] as? String == revision)
            let changed = try await program.patch(indicator, #"{"target": 1234.5, "remark": "Counted", "revision": "\#(revision)"}"#)
            #expect(changed.status == 202, "\(changed.text)")
            #expect(
                try fields(changed) == [
                    "name": ["Buses"], "direction": ["up"], "baseline": ["0"], "target": ["1234.5"], "due": ["2028-06"], "remark": ["Counted"],
                ])
            let wrong = try await program.patch(
                indicator, #"{"direction": "down", "revision": "\#(try changed.json()["revision"] as? String ?? "")"}"#)
            #expect(try wrong.errors().keys.sorted() == ["direction"])

            // Proposed as a whole, and answered.
            let proposed = try await program.post("\(path)/proposals", #"{"note": "As we said on the telephone."}"#)
            #expect(proposed.status == 202, "\(proposed.text)")
            #expect(try await program.post("\(path)/proposals", "{}").status == 422)
            let open = try #require(try await haifa.get("\(theirs)/record").json()["proposals"] as? [[String: Any]])
            #expect(open.count == 1 && open[0]["note"] as? String == "As we said on the telephone." && open[0]["waiting"] as? [String] == ["Haifa"])
            let proposal = try #require(open[0]["id"] as? String)
            #expect(try await haifa.post("\(theirs)/proposals/\(String(repeating: "0", count: 64))/assent").status == 409)
            let assented = try await haifa.post("\(theirs)/proposals/\(proposal)/assent")
            #expect(assented.status == 200, "\(assented.text)")
            #expect(try things(assented, "indicator").count == 1)
            #expect(try await program.get(indicator).json()["drafted"] as? Bool == false)

            // What is one party's own is entered at once, and changed by nobody else.
            let measured = try await haifa.post("\(theirs)/measurements", #"{"indicator": "\#(id)", "value": 17.25, "on": "2026-11-01"}"#)
            #expect(measured.status == 201, "\(measured.text)")
            let measurement = try #require(try measured.json()["id"] as? String)
            let seen = try await program.get("\(path)/measurements/\(measurement)")
            #expect(try seen.json()["by"] as? String == "Haifa" && fields(seen)["value"] == ["17.25"])
            let theirRevision = try #require(try seen.json()["revision"] as? String)
            #expect(try await program.patch("\(path)/measurements/\(measurement)", #"{"value": 1, "revision": "\#(theirRevision)"}"#).status == 404)
            #expect(try await program.post("\(path)/measurements/\(measurement)/removal").status == 404)
            #expect(try await haifa.post("\(theirs)/measurements/\(measurement)/removal").status == 200)
            #expect(try await program.get("\(path)/measurements/\(measurement)").status == 404)

            // Taken out again: in the draft, out of the draft, declined.
            #expect(try await program.post("\(indicator)/removal").status == 202)
            #expect(try await program.get("\(path)/record").json()["draft"] as? [String] == ["agreed/indicator/\(id)"])
            #expect(try await program.post("\(path)/draft/removal", #"{"name": "agreed/indicator/\#(id)"}"#).status == 200)
            #expect(try await program.post("\(path)/proposals").status == 422)
            #expect(try await program.post("\(indicator)/removal").status == 202)
            #expect(try await program.post("\(path)/proposals").status == 202)
            let second = try #require(try await haifa.get("\(theirs)/record").json()["proposals"] as? [[String: Any]]).first?["id"] as? String
            let declined = try await haifa.post("\(theirs)/proposals/\(try #require(second))/decline", #"{"reason": "We still count."}"#)
            #expect(try declined.status == 200 && (declined.json()["proposals"] as? [Any])?.isEmpty == true)
            #expect(try await program.get(indicator).status == 200)
        }
    }

    @Test func textsListsPartiesAndPersons() async throws {
        try await TestApp.on(.sqlite) { app in
            let id = try await Samples.enter(app)
            let path = "\(Self.path)/\(id)"
            let program = try await app.program(.officer, writes: ["partnerships"])
            let parties = try await Together.parties(app, id)
            // Alone, an office agrees with itself.
            let agreement = try await program.post(
                "\(path)/agreements",
                #"{"title": "Letter of intent", "texts": [{"language": "de", "text": "Wir"}, {"language": "zh", "text": "我们"}]}"#)
            #expect(agreement.status == 201, "\(agreement.text)")
            #expect(try fields(agreement)["texts"] == ["de: Wir", "zh: 我们"])
            let twice = try await program.post(
                "\(path)/agreements", #"{"title": "x", "texts": [{"language": "de", "text": "a"}, {"language": "de", "text": "b"}]}"#)
            #expect(try twice.errors().keys.sorted() == ["texts"])
            // About a person: kept, shown on the page, and in no answer.
            let contact = try await program.post(
                "\(path)/contacts", #"{"party": "\#(parties[0])", "name": "Invented Person", "email": "invented@person.example", "role": "nodal"}"#)
            #expect(contact.status == 201 && !contact.text.contains("Invented Person"), "\(contact.text)")
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/communication").text.contains("Invented Person"))
            let name = try #require(try contact.json()["name"] as? String)
            let revision = try #require(try contact.json()["revision"] as? String)
            let kept = try await program.patch(contact.location, #"{"post": "Invented post", "revision": "\#(revision)"}"#)
            #expect(kept.status == 200, "\(kept.text)")
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/communication").text.contains("Invented Person"))
            let activity = try await program.post(
                "\(path)/activities",
                #"{"title": "Concert", "persons": ["\#(name)"], "roles": ["R:\#(parties[0])", "C:\#(parties[1])"], "due": "2027"}"#)
            #expect(try activity.status == 201 && fields(activity)["persons"] == [name], "\(activity.text)")
            let lost = try await program.post("\(path)/activities", #"{"title": "x", "persons": ["contact/nobody"], "roles": ["Z:nobody"]}"#)
            #expect(try lost.errors().keys.sorted() == ["persons", "roles"])
            #expect(try await program.post("\(path)/activities", #"{"name": "x"}"#).status == 400)
            #expect(try await program.post("\(path)/activities", "{}").errors().keys.sorted() == ["title"])
            // Of the plan there is one: it is there once something stands in it.
            #expect(try await program.get("\(path)/plan").status == 404)
            let plan = try await program.patch("\(path)/plan", #"{"objective": "Quieter streets"}"#)
            #expect(try plan.status == 200 && fields(plan) == ["objective": ["Quieter streets"]], "\(plan.text)")
            #expect(try await program.patch("\(path)/plan", #"{"objective": "Louder"}"#).errors().keys.sorted() == ["revision"])
            #expect(try await program.patch("\(path)/plan", #"{"objective": "Louder", "revision": "00"}"#).status == 409)
            // The same act sent twice happens once.
            let body = #"{"title": "Sent twice"}"#
            let first = try await program.post("\(path)/activities", body, key: "one")
            let again = try await program.post("\(path)/activities", body, key: "one")
            #expect(first.status == 201 && again.text == first.text && again.location == first.location)
            #expect(try things(try await program.get("\(path)/record"), "activity").count == 2)
        }
    }

    @Test func howItStandsIsSetByTheRulesOfTheForm() async throws {
        try await TestApp.on(.sqlite) { app in
            let id = try await Samples.enter(app)
            let path = "\(Self.path)/\(id)/status"
            let program = try await app.program(.officer, writes: ["partnerships"])
            #expect(try await program.post(path, "{}").errors().keys.sorted() == ["status"])
            #expect(try await program.post(path, #"{"status": "suspended"}"#).errors().keys.sorted() == ["reason"])
            #expect(try await program.post(path, #"{"status": "suspended", "reason": "Council", "on": "2090"}"#).errors().keys.sorted() == ["on"])
            let done = try await program.post(path, #"{"status": "suspended", "reason": "Council, 12 November", "on": "2026-11-12"}"#)
            #expect(done.status == 200, "\(done.text)")
            let now = try done.json()
            #expect(now["status"] as? String == "suspended" && now["status_reason"] as? String == "Council, 12 November")
        }
    }

    @Test func onlyWhoMayChangesTheRecord() async throws {
        try await TestApp.on(.sqlite) { app in
            let id = try await Samples.enter(app) { $0.isPublic = true }
            let path = "\(Self.path)/\(id)"
            let reader = try await app.program(.officer, reads: ["partnerships"])
            let haifa = try await app.program(.haifaOfficer, writes: ["partnerships"])
            for (program, status) in [(reader, 403), (haifa, 404)] {
                #expect(try await program.post("\(path)/activities", #"{"title": "x"}"#).status == status)
                #expect(try await program.post("\(path)/proposals").status == status)
                #expect(try await program.patch("\(path)/plan", #"{"objective": "x"}"#).status == status)
            }
            #expect(try await app.as(.officer).json(.post, "\(path)/activities", #"{"title": "x"}"#).status == 401)
        }
    }
}
