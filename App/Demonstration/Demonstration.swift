import Accounts
import Directory
import Foundation
import Gazetteer
import Kernel
import Partnerships
import Storage
import Web

/// The demonstration: Düsseldorf with its six partners, Reading and Haifa as offices on the same server, three more cities in the directory.
///
/// Cities, years and office figures are real (2015); people, events and states are invented, and every page says so.
enum Demonstration {
    static func fill(_ database: Database, _ gazetteer: Gazetteer, data: URL) async throws {
        let isSetUp = try await database.read { try Instance.load($0).isSetUp }
        guard !isSetUp else {
            throw AppError.invalid("This database is in use already. The demonstration fills only an empty one: choose another folder with --data.")
        }
        // Hashing takes its time; it is done before the transaction begins.
        let hash = try PasswordHash.make(DemonstrationAccounts.password)
        let now = Instant.now()
        // One transaction: an interrupted demonstration leaves an empty database behind.
        try await database.write { connection in
            var offices: [String: Office] = [:]
            for city in DemonstrationCities.offices {
                let office = try Founding.office(
                    city.name, at: city.place, language: .english, gazetteer: gazetteer, by: .system, now: now, on: connection)
                offices[office.slug] = office
                try describe(city, office, now, connection)
            }
            for account in DemonstrationAccounts.all { try add(account, hash, offices, now, connection) }
            if let duesseldorf = offices["duesseldorf"] {
                try neighbours(duesseldorf, gazetteer, now, connection)
                try enter(DemonstrationCities.partnerships, duesseldorf, gazetteer, now, connection)
                try people(duesseldorf, gazetteer, now, connection)
                try twins(duesseldorf, now, connection)
            }
            for (slug, partners) in DemonstrationCities.otherPartnerships {
                if let office = offices[slug] { try enter(partners, office, gazetteer, now, connection) }
            }
            try DemonstrationRelations.enter(gazetteer, now, connection)
            if let ours = offices["duesseldorf"], let theirs = offices["reading"] {
                try DemonstrationRecord.fill(
                    ours.id, by: try officer(of: ours, connection), with: theirs.id, by: try officer(of: theirs, connection), gazetteer, now,
                    connection)
            }
            try Instance(name: "Three Cities", isDemonstration: true, isSetUp: true).save(connection)
        }
        try DemonstrationAccounts.write(to: data)
    }

    private static func describe(_ city: DemonstrationCity, _ office: Office, _ now: Instant, _ connection: Connection) throws {
        guard let id = office.organisation else { return }
        let store = OrganisationStore(connection)
        let organisation = try store.visible(to: .system, language: .english).find(id)
        var entry = organisation.entry
        entry.website = city.website
        entry.figures = city.figures
        try store.change(organisation, to: entry, by: .system, at: now)
        let changed = try store.visible(to: .system, language: .english).find(id)
        try ContactStore(connection).save(city.contact, over: nil, of: changed, by: .system, at: now)
        if let day = PartialDate("2026-11-02") { try ContactStore(connection).confirm(changed, on: day, by: .system, at: now) }
    }

    private static func add(
        _ account: DemonstrationAccounts.Account, _ hash: PasswordHash, _ offices: [String: Office], _ now: Instant, _ connection: Connection
    ) throws {
        guard let address = EmailAddress(typed: account.email), let office = offices[account.office] else {
            throw AppError.invalid("An account of the demonstration is not well formed.")
        }
        let user = try UserStore.create(email: address, name: account.name, password: hash, by: .system, office: office.id, at: now, on: connection)
        try UserStore.setMembership(user.id, in: office.id, as: account.role, by: .system, at: now, on: connection)
        for slug in account.alsoIn {
            if let other = offices[slug] {
                try UserStore.setMembership(user.id, in: other.id, as: account.role, by: .system, at: now, on: connection)
            }
        }
    }

    /// Cities that the office knows and has published, with their office's figures.
    private static func neighbours(_ office: Office, _ gazetteer: Gazetteer, _ now: Instant, _ connection: Connection) throws {
        try PlaceStore(connection).keep(DemonstrationCities.neighbours.map(\.place), gazetteer: gazetteer)
        let entries = DemonstrationCities.neighbours.map { city in
            OrganisationEntry(
                kind: .localGovernment, name: city.name, place: city.place, website: city.website, figures: city.figures, isPublic: true)
        }
        _ = try OrganisationStore(connection).add(entries, office: office.id, by: .system, at: now)
    }

    /// Invented clubs that two people entered without looking: the report of duplicates shows them.
    private static func twins(_ office: Office, _ now: Instant, _ connection: Connection) throws {
        let chongqing = 1_814_906, haifa = 294_801
        let society = OrganisationEntry(
            kind: .club, name: "Friendship Society Chongqing–Düsseldorf", names: Language("zh").map { [OrganisationName($0, "重庆杜塞尔多夫友好协会")] } ?? [],
            place: chongqing, website: "https://friends.chongqing.example", figures: [OrganisationFigure(year: 2025, staff: 2.5)],
            note: "Invented. Meets on the first Monday of the month.")
        let hasty = OrganisationEntry(
            kind: .other, name: "Society of Friendship Düsseldorf–Chongqing", place: chongqing, website: "http://www.friends.chongqing.example/en")
        let circle = OrganisationEntry(kind: .club, name: "Haifa Rowing Circle", place: haifa)
        let slip = OrganisationEntry(kind: .club, name: "Haifa Rowing Cirlce", place: haifa)
        _ = try OrganisationStore(connection).add([society, hasty, circle, slip], office: office.id, by: .system, at: now)
        try DirectoryFeature.lookForDuplicates(of: office.id, at: now, connection)
    }

    /// Whom the office knows there, entered by its invented officer.
    private static func people(_ office: Office, _ gazetteer: Gazetteer, _ now: Instant, _ connection: Connection) throws {
        try DemonstrationPeople.enter(for: office.id, gazetteer, by: try officer(of: office, connection), now, connection)
    }

    /// An office's invented officer.
    private static func officer(of office: Office, _ connection: Connection) throws -> Actor {
        guard let address = EmailAddress(typed: "officer@\(office.slug).example"), let user = try UserStore.find(email: address, on: connection)
        else {
            throw AppError.invalid("The demonstration has no officer in \(office.slug).")
        }
        return Actor(user: user.id, name: user.name, office: office.id, role: .officer)
    }

    private static func enter(
        _ partners: [DemonstrationPartnership], _ office: Office, _ gazetteer: Gazetteer, _ now: Instant, _ connection: Connection
    ) throws {
        try PlaceStore(connection).keep(partners.map(\.place), gazetteer: gazetteer)
        _ = try PartnershipStore(connection, office: office.id, by: .system, at: now, gazetteer: gazetteer).create(all: partners.map(\.draft))
    }
}
