import Directory
import Foundation
import Kernel
import Storage

/// When two entries of the directory become one: the parties of partnerships follow, in every office, and go back when that is undone.
struct PartySuccession {
    let connection: Connection
    let occasion: Occasion

    static let act = "party merged"
    static let actBack = "party separated"

    /// The parties of a partnership in their order, the first one first: what a fact tells.
    private struct Parties: Codable, Equatable { var parties: [OrganisationID] }

    /// - Throws: `SuccessionRefusal` for a partnership between the two.
    func follow(_ succession: Succession) throws {
        guard let gone = OrganisationID(succession.gone), let kept = OrganisationID(succession.kept) else { return }
        let changes = succession.isUndone ? try back(succession, gone, kept) : try forth(gone, kept)
        guard !changes.isEmpty else { return }
        try write(changes, act: succession.isUndone ? Self.actBack : Self.act, batch: succession.merge)
        for organisation in [kept, gone] { try PartnershipStore.refresh(organisation, on: connection) }
    }

    private static func parties(_ json: String) throws -> Parties { try JSONDecoder().decode(Parties.self, from: Data(json.utf8)) }

    private struct Change {
        let id: PartnershipID
        let office: OfficeID
        let before: [OrganisationID]
        let after: [OrganisationID]
    }

    private func forth(_ gone: OrganisationID, _ kept: OrganisationID) throws -> [Change] {
        let ids = try connection.rows("SELECT partnership_id FROM partnership_party WHERE organisation_id = \(gone)") {
            try $0["partnership_id"] as PartnershipID
        }
        return try parties(ids).map { id, found in
            let after = Self.replacing(gone, by: kept, in: found.parties)
            guard after.count > 1 else { throw SuccessionRefusal(holdingBoth: PartnershipPaths.partnership(id)) }
            return Change(id: id, office: found.office, before: found.parties, after: after)
        }
    }

    /// What the facts of the merge moved and still stands so. Where somebody named other parties since, these stay, with the one put back in its place.
    private func back(_ succession: Succession, _ gone: OrganisationID, _ kept: OrganisationID) throws -> [Change] {
        var moved: [PartnershipID: (before: Parties, after: Parties)] = [:]
        try connection.journal.eachFact(.batch(succession.merge)) { fact in
            guard fact.act == Self.act, fact.subjectKind == PartnershipStore.subject, let id = PartnershipID(fact.subjectID),
                let before = fact.before, let after = fact.after
            else { return }
            moved[id] = (try Self.parties(before), try Self.parties(after))
        }
        return try parties(moved.keys.sorted()).compactMap { id, found in
            guard let (before, after) = moved[id], !found.parties.contains(gone) else { return nil }
            let now: [OrganisationID]
            if found.parties == after.parties {
                now = before.parties
            } else if found.parties.contains(kept), !before.parties.contains(kept) {
                now = Self.replacing(kept, by: gone, in: found.parties)
            } else {
                return nil
            }
            return Change(id: id, office: found.office, before: found.parties, after: now)
        }
    }

    /// One in the place of another, once.
    private static func replacing(_ one: OrganisationID, by other: OrganisationID, in parties: [OrganisationID]) -> [OrganisationID] {
        var seen: Set<OrganisationID> = []
        return parties.map { $0 == one ? other : $0 }.filter { seen.insert($0).inserted }
    }

    private func parties(_ ids: [PartnershipID]) throws -> [(PartnershipID, (office: OfficeID, parties: [OrganisationID]))] {
        var found: [PartnershipID: (office: OfficeID, parties: [OrganisationID])] = [:]
        for start in stride(from: 0, to: ids.count, by: 4000) {
            try connection.forEach(
                """
                SELECT p.id, p.office_id, y.organisation_id FROM partnership p JOIN partnership_party y ON y.partnership_id = p.id
                WHERE p.id IN \(list: ids[start..<min(start + 4000, ids.count)]) ORDER BY p.id, y.position
                """
            ) { row in
                let office: OfficeID = try row["office_id"]
                found[try row["id"], default: (office, [])].parties.append(try row["organisation_id"])
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func write(_ changes: [Change], act: String, batch: String) throws {
        for (office, changes) in Dictionary(grouping: changes, by: \.office).sorted(by: { $0.key < $1.key }) {
            let actor = occasion.actor(for: office)
            for start in stride(from: 0, to: changes.count, by: 2000) {
                let some = changes[start..<min(start + 2000, changes.count)]
                let ids = some.map(\.id)
                try connection.run("DELETE FROM partnership_party WHERE partnership_id IN \(list: ids)")
                let rows: [SQL] = some.flatMap { change in change.after.enumerated().map { "(\(change.id), \($0.offset), \($0.element))" as SQL } }
                for start in stride(from: 0, to: rows.count, by: 5000) {
                    try connection.run(
                        "INSERT INTO partnership_party (partnership_id, position, organisation_id) VALUES \(rows[start..<min(start + 5000, rows.count)].joined(separator: ", "))"
                    )
                }
                try connection.run(
                    "UPDATE partnership SET revision = revision + 1, updated_at = \(occasion.at), updated_by = \(actor.name) WHERE id IN \(list: ids)"
                )
                let recording = Recording(connection: connection, office: office, now: occasion.at)
                for (id, record) in try PartnershipStore.records(ids, of: office, connection).sorted(by: { $0.key < $1.key }) {
                    try recording.follow(id, record)
                }
            }
            try connection.journal.record(
                changes.map { change in
                    try Fact(
                        act, PartnershipStore.subject, change.id.text, office: office, from: Parties(parties: change.before),
                        to: Parties(parties: change.after), batch: batch)
                }, by: actor, at: occasion.at, request: occasion.request)
        }
    }
}
