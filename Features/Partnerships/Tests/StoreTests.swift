import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships

struct PartnershipStoreTests {
    @Test func aPartnersCityIsEnteredOnceAndUsedAgain() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app, Samples.warsaw)
            let second = try await Samples.enter(app, Samples.warsaw) { $0.kind = .climate }
            let organisations: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE place_id = \(Samples.warsaw)") }
            #expect(organisations == 1)
            let found = try await app.stored { try Samples.store(app, $0).findExisting(partnerPlace: Samples.warsaw, kind: .climate) }
            #expect(found == second)
        }
    }

    /// Haifa's own entry is public: Düsseldorf's partnership is with that, not with a copy.
    @Test func whatTheOtherOfficeHasPublishedIsThePartner() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Cast.haifaPlace)
            let keeper: OfficeID? = try await app.stored {
                try $0.value(
                    "SELECT o.office_id FROM partnership_party pp JOIN organisation o ON o.id = pp.organisation_id WHERE pp.partnership_id = \(id) AND pp.position = 1"
                )
            }
            #expect(keeper == app.cast.haifa)
        }
    }

    @Test func everyChangeIsAFactAndNothingChangedIsNone() async throws {
        try await TestApp.each { app in
            let facts = try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                let id = try store.create(PartnershipDraft(partners: [.place(Samples.chongqing)]))
                let record = try store.record(id)
                try store.update(id, PartnershipDraft(record), revision: record.revision)
                try store.setPublic(id, true)
                try store.setPublic(id, true)
                try store.setStatus(id, .suspended, since: nil, reason: "The council decided so.")
                try store.setArchived(id, true)
                try store.setArchived(id, false)
                return try connection.journal.facts(.subject(kind: "partnership", id: id.text)).map(\.act)
            }
            #expect(facts == ["restored", "archived", "status-changed", "published", "created"])
        }
    }

    @Test func anOldRevisionIsRefused() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            await #expect(throws: AppError.self) {
                try await app.house.database.write { connection in
                    let store = try Samples.store(app, connection)
                    var draft = PartnershipDraft(try store.record(id))
                    draft.theme = "buses"
                    try store.update(id, draft, revision: 1)
                    draft.theme = "trams"
                    try store.update(id, draft, revision: 1)
                }
            }
        }
    }

    @Test func anImportIsUndoneAsAWholeButForWhatWasChangedSince() async throws {
        try await TestApp.each { app in
            let before = try await Samples.enter(app, Samples.reading)
            let (kept, removed) = try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                let ids = try store.create(
                    all: [Samples.chemnitz, Samples.warsaw, Samples.moscow].map { PartnershipDraft(partners: [.place($0)]) }, batch: "a batch")
                var draft = PartnershipDraft(try store.record(before))
                draft.kind = .friendshipCity
                draft.partners = [.place(Samples.chongqing)]
                try store.update(before, draft, revision: nil, batch: "a batch")
                try store.setPublic(ids[1], true)
                return (ids[1], [ids[0], ids[2]])
            }
            let result = try await app.house.database.write { try Samples.store(app, $0).removeBatch("a batch") }
            #expect(result == BatchRemoval(removed: 2, restored: 1, kept: 1, organisations: 3))
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                #expect(try store.record(kept).isPublic)
                for id in removed { #expect(throws: AppError.notFound) { try store.record(id) } }
                #expect(try store.record(before).kind == .partnerCity)
                #expect(try store.findExisting(partnerPlace: Samples.reading, kind: .partnerCity) == before)
                // Doing it twice finds nothing more.
                #expect(try store.removeBatch("a batch").removed == 0)
            }
            // Another office's import is none of ours.
            let foreign = try await app.house.database.write { try Samples.store(app, $0, as: .haifaOfficer).removeBatch("a batch") }
            #expect(foreign == BatchRemoval())
        }
    }

    @Test func aRegisterMayHoldPartnershipsBetweenOthers() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Samples.warsaw) { $0.home = .place(Samples.reading) }
            let existing = try await app.stored { try Samples.store(app, $0).findExisting(partnerPlaces: [Samples.warsaw]) }
            #expect(existing.map(\.id) == [id] && existing.first?.homePlace == Samples.reading)
            let page = try await app.as(.officer).get("/office/partnerships/\(id)")
            #expect(page.text.contains("Reading") && page.text.contains("Warsaw"))
        }
    }

    @Test func followsAnOrganisationThatMoves() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Samples.warsaw)
            let country: String? = try await app.house.database.write { connection in
                let organisation: OrganisationID? = try connection.value(
                    "SELECT organisation_id FROM partnership_party WHERE partnership_id = \(id) AND position = 1")
                guard let organisation else { throw AppError.notFound }
                _ = try Samples.store(app, connection).create(PartnershipDraft(partners: [.place(Samples.chongqing)]))
                try connection.run("UPDATE organisation SET place_id = \(Samples.chongqing) WHERE id = \(organisation)")
                try PartnershipStore.refresh(organisation, on: connection)
                return try connection.value("SELECT country FROM partnership WHERE id = \(id)")
            }
            #expect(country == "CN")
        }
    }
}
