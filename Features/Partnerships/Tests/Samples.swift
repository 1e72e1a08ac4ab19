import Foundation
import Gazetteer
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships

/// Partners for tests: real places, invented partnerships.
enum Samples {
    static let reading = 2_639_577, chemnitz = 2_940_132, warsaw = 756_135, moscow = 524_901, chongqing = 1_814_906

    /// The store as one of the cast uses it.
    static func store(_ app: TestApp, _ connection: Connection, as character: Cast.Character = .officer) throws -> PartnershipStore {
        guard let actor = app.cast.people[character]?.actor, let office = actor.office else { throw AppError.notFound }
        return PartnershipStore(connection, office: office, by: actor, at: app.house.clock.now(), gazetteer: try TestPlaces.gazetteer())
    }

    /// Enters one, and says under which id.
    @discardableResult
    static func enter(
        _ app: TestApp, as character: Cast.Character = .officer, _ place: PlaceID = chongqing,
        _ change: @escaping @Sendable (inout PartnershipDraft) -> Void = { _ in }
    ) async throws -> PartnershipID {
        try await app.house.database.write { connection in
            var draft = PartnershipDraft(since: PartialDate(year: 2004), partners: [.place(place)])
            change(&draft)
            return try store(app, connection, as: character).create(draft)
        }
    }

    /// Düsseldorf's partnership with Haifa, and Haifa's answer to the invitation.
    static func share(_ app: TestApp, accepted: Bool = true) async throws -> (ours: PartnershipID, theirs: PartnershipID?) {
        let ours = try await enter(app, 294_801) { ($0.theme, $0.summary, $0.note) = ("Mobility", "Why we do it", "private words") }
        let path = "/office/partnerships/\(ours)"
        #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("Invite Haifa"))
        #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).location == "\(path)/agreement")
        guard accepted else { return (ours, nil) }
        let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
        let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
        #expect(done.status == 303)
        let theirs = try #require(PartnershipID(done.location.split(separator: "/").dropLast().last.map(String.init) ?? ""))
        return (ours, theirs)
    }

    /// Many, with every kind, status, year and field among them; some share a place, some are equal in all a list sorts by.
    static func drafts(_ count: Int) throws -> [PartnershipDraft] {
        let places = try TestPlaces.gazetteer().search(PlaceSearch(text: "sa", limit: 100)).map(\.place.id)
        return (0..<count).map { number in
            let kinds = PartnershipKind.allCases, states = PartnershipStatus.allCases, fields = FieldOfWork.allCases
            let since: PartialDate? =
                number % 7 == 0
                ? nil : number % 3 == 0 ? PartialDate(year: 1950 + number % 70, month: 1 + number % 12) : PartialDate(year: 1950 + number % 70)
            var draft = PartnershipDraft(
                kind: kinds[number % kinds.count], status: states[number % states.count], since: since,
                partners: [.place(places[number % places.count])])
            draft.fields = [fields[number % fields.count], fields[(number * 3 + 1) % fields.count]]
            draft.isPublic = number % 4 == 0
            draft.note = "private \(number)"
            draft.lead = "Invented Lead \(number % 9)"
            return draft
        }
    }

    /// The ids of the rows of a page of the register, in their order.
    static func ids(_ page: String) -> [String] {
        page.matches(of: /<th scope="row"><a href="\/office\/partnerships\/([0-9a-f-]{36})"/).map { String($0.1) }
    }

    /// Where the page's “Next” leads.
    static func next(_ page: String) -> String? {
        page.firstMatch(of: /href="([^"]*[?&]after=[^"]*|[^"]*&amp;after=[^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") }
    }
}
