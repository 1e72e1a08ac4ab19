import Foundation
import Kernel
import Testing
import Testing_

@testable import Directory

struct ContactTests {
    private static let fields = [
        ("revision", "0"), ("unit", "Office of International Affairs"), ("person", "Invented Person"), ("email", "office@example.org"),
        ("telephone", "+49 211 555 0110"),
        ("answers", "10 working days"), ("languages-language", "de"), ("languages-language", "zh"), ("channels-kind", "email"),
        ("channels-detail", ""), ("preferred", "email"),
        ("decisions-matter", "A partner city"), ("decisions-who", "City council"), ("steps-title", "Write to us"), ("steps-duration", "10 days"),
        ("steps-text", "In German."),
        ("sectors", "mobility"), ("own-sectors", "Trams\nFerries"), ("seeks-title", "Heat plans"), ("seeks-text", ""),
        ("offers-title", "Bus priority"), ("offers-text", "Two engineers"),
    ]

    @Test func theBlockIsWrittenConfirmedAndShown() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter("City of Chongqing", kind: "local_government", place: "Chongqing, China")
            #expect(try await app.as(.officer).post("\(path)/contact", Self.fields).status == 303)
            #expect(try await app.as(.officer).post("\(path)/contact/confirmation").status == 303)
            for address in [path, "/office/places/\(TestApp.chongqing)"] {
                let page = try await app.as(.colleague).get(address).text
                for words in [
                    "Invented Person", "Office of International Affairs", "mailto:office@example.org", "tel:+492115550110", "A partner city",
                    "Write to us", "Mobility and traffic", "Ferries", "Heat plans", "Bus priority", "Confirmed on 20 November 2026",
                    "Writes German and Chinese.",
                ] {
                    #expect(page.contains(words), "\(address): \(words)")
                }
            }
            // Saved again as the form shows it, nothing changes and nothing is recorded.
            let id = String(path.split(separator: "/").last ?? "")
            let before = try await app.stored { try $0.journal.facts(.subject(kind: "organisation", id: id)).count }
            #expect(try await app.as(.officer).post("\(path)/contact", Self.fields.filter { $0.0 != "revision" } + [("revision", "1")]).status == 303)
            #expect(try await app.stored { try $0.journal.facts(.subject(kind: "organisation", id: id)).count } == before)
        }
    }

    @Test func twoEditorsSeeBothVersions() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.enter("City of Chongqing", kind: "local_government")
            #expect(try await app.as(.officer).post("\(path)/contact", Self.fields).status == 303)
            let late = try await app.as(.director).post("\(path)/contact", [("revision", "0"), ("unit", "Another unit")])
            #expect(late.status == 409 && late.text.contains("<td>Office of International Affairs</td><td>Another unit</td>"))
        }
    }

    @Test(arguments: [
        ("unit", ""), ("unit", String(repeating: "u", count: 201)), ("email", "not an address"), ("telephone", "call me"),
        ("languages-language", "!!"), ("channels-kind", "pigeon"),
        ("decisions-matter", "only the matter"), ("steps-text", "no name"), ("seeks-text", "no title"),
        ("own-sectors", String(repeating: "s", count: 101)),
    ])
    func badInputComesBack(field: String, value: String) async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let path = try await app.enter("City of Chongqing", kind: "local_government")
            let answer = try await app.as(.officer).post(
                "\(path)/contact", [("revision", "0"), ("unit", "Office")].filter { $0.0 != field } + [(field, value)])
            #expect(answer.status == 422 && answer.text.contains("class=\"problem\""))
            #expect(try await app.stored { try $0.exists("SELECT 1 FROM contact_block") } == false)
        }
    }
}
