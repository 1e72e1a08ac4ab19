import Directory
import Foundation
import Kernel
import Storage

extension PartnershipStore {
    /// Undoes an import as a whole: what it created is removed, what it changed is restored from the journal, and the organisations
    /// it entered are archived. What somebody has changed since then stays as it is.
    public func removeBatch(_ batch: String) throws -> BatchRemoval {
        var first: [PartnershipID: JournalEntry] = [:]
        var last: [PartnershipID: JournalEntry] = [:]
        var organisations: [OrganisationID] = []
        try connection.journal.eachFact(.batch(batch)) { fact in
            guard fact.office == office else { return }
            if fact.subjectKind == Self.subject, let id = PartnershipID(fact.subjectID) {
                if first[id] == nil { first[id] = fact }
                last[id] = fact
            } else if fact.subjectKind == "organisation", fact.act == "created", let id = OrganisationID(fact.subjectID) {
                organisations.append(id)
            }
        }
        var result = BatchRemoval()
        let ids = first.keys.sorted()
        for start in stride(from: 0, to: ids.count, by: 2000) {
            let some = Array(ids[start..<min(start + 2000, ids.count)])
            let standing = try records(some)
            var created: [PartnershipID] = []
            var restoring: [(id: PartnershipID, now: PartnershipRecord, before: PartnershipRecord)] = []
            for id in some {
                guard let record = standing[id], let from = first[id], let until = try last[id]?.after.map(Self.state) else { continue }
                guard record.revision == until.revision else { result.kept += 1; continue }
                if let before = from.before { restoring.append((id, record, try Self.state(before))) } else { created.append(id) }
            }
            try delete(created, standing, undoing: batch)
            try restore(restoring, undoing: batch)
            result.removed += created.count
            result.restored += restoring.count
        }
        result.organisations = try archiveUnused(organisations, undoing: batch)
        return result
    }

    private func delete(_ ids: [PartnershipID], _ standing: [PartnershipID: PartnershipRecord], undoing batch: String) throws {
        guard !ids.isEmpty else { return }
        let records = try connection.rows("SELECT record_id FROM partnership WHERE id IN \(list: ids) AND record_id IS NOT NULL") {
            try $0["record_id"] as PartnershipID
        }
        try connection.run("DELETE FROM partnership_party WHERE partnership_id IN \(list: ids)")
        try connection.run("DELETE FROM partnership WHERE id IN \(list: ids) AND office_id = \(office)")
        try RecordStore(connection: connection).remove(records)
        for id in ids { try note("removed", id, from: standing[id], to: nil, batch: "undo " + batch) }
    }

    private func restore(_ all: [(id: PartnershipID, now: PartnershipRecord, before: PartnershipRecord)], undoing batch: String) throws {
        guard !all.isEmpty else { return }
        let partners = Set(all.flatMap { $0.before.partners + [$0.before.home] })
        let parties = try parties(partners, known: partners)
        for (id, present, before) in all {
            var new = before
            new.reason = nil
            let others = before.partners.compactMap { parties[$0] }
            let isMoved =
                (before.home, before.partners) != (present.home, present.partners) && others.count == before.partners.count
                && parties[before.home] != nil
            if !isMoved { (new.home, new.partners) = (present.home, present.partners) }
            try write(id, present, &new, parties: isMoved ? (before.home, others) : nil)
            try note("undone", id, from: present, to: new, batch: "undo " + batch)
        }
    }

    /// Organisations the import had entered and nobody needs: a partnership that stays keeps its partner.
    private func archiveUnused(_ ids: [OrganisationID], undoing batch: String) throws -> Int {
        var archived = 0
        for start in stride(from: 0, to: ids.count, by: 2000) {
            let some = Array(ids[start..<min(start + 2000, ids.count)])
            let used = Set(
                try connection.rows("SELECT DISTINCT organisation_id FROM partnership_party WHERE organisation_id IN \(list: some)") {
                    try $0["organisation_id"] as OrganisationID
                })
            let free = some.filter { !used.contains($0) }
            guard !free.isEmpty else { continue }
            archived += try OrganisationStore(connection).archiveUntouched(free, office: office, by: actor, at: now, batch: "undo " + batch).count
        }
        return archived
    }

    static func state(_ json: String) throws -> PartnershipRecord { try JSONDecoder().decode(PartnershipRecord.self, from: Data(json.utf8)) }
}

/// What undoing an import did.
public struct BatchRemoval: Sendable, Equatable {
    /// Partnerships the import had created.
    public var removed = 0
    /// Partnerships the import had changed, now as they were before.
    public var restored = 0
    /// Changed by somebody since the import, and left as they are.
    public var kept = 0
    /// Organisations the import had entered, now archived.
    public var organisations = 0
}
