import Foundation
import Gazetteer
import Kernel
import Storage

/// Plans, makes and undoes an import: each in one transaction, so that it is whole or not at all.
struct Applying {
    let connection: Connection
    let record: ImportRecord
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer
    private let store: ImportStore
    private let register: PartnershipStore

    init(_ connection: Connection, _ record: ImportRecord, by actor: Actor, at now: Instant, gazetteer: Gazetteer) {
        (self.connection, self.record, self.actor, self.now, self.gazetteer) = (connection, record, actor, now, gazetteer)
        store = ImportStore(connection, office: record.office)
        register = PartnershipStore(connection, office: record.office, by: actor, at: now, gazetteer: gazetteer)
    }

    private func planning() throws -> Planning {
        Planning(connection: connection, record: record, register: register, ownPlace: try store.home().place, today: now.day)
    }

    /// Works out anew what is to become of the rows, and keeps it.
    func plan(progress: (Int) throws -> Void = { _ in }) throws {
        let rows = ImportRowStore(connection, record.id)
        var done = 0
        try planning().forEachBatch { batch in
            try rows.write(batch)
            done += batch.count
            try progress(done)
        }
        try store.setPlanned(record.id, true)
    }

    /// Makes the import as planned.
    /// - Returns: nil when it had been made already: the second of two clicks.
    /// - Throws: `RegisterChanged` when the register is no longer what the plan was made on.
    func apply(progress: (Int) throws -> Void = { _ in }) throws -> ImportOutcome? {
        guard try store.setApplied(record.id, by: actor, at: now) else { return nil }
        let tally = try ImportRowStore(connection, record.id).tally()
        let organisations = try ImportRowStore(connection, record.id).newEntries(for: record.office, home: try store.home().place, limit: 0).count
        var outcome = ImportOutcome()
        var made: Set<PartnershipID> = []
        var done = 0
        let batch = record.id.text
        try planning().forEachBatch(made: { made }) { rows in
            // What was shown is what is done, or nothing is.
            guard rows.allSatisfy({ $0.act == $0.row.act && $0.existing?.id == $0.row.existing }) else { throw RegisterChanged() }
            let new = rows.filter { $0.act == .create }
            made.formUnion(try register.create(all: new.map { $0.draft(fileName: record.name, today: now.day) }, batch: batch))
            for row in rows where row.act == .change {
                guard let known = row.existing else { continue }
                try register.update(known.id, row.changed(try register.record(known.id), today: now.day), revision: known.revision, batch: batch)
                outcome.changed += 1
            }
            done += rows.count
            try progress(done)
        }
        outcome.created = made.count
        outcome.organisations = organisations
        outcome.leftOut = tally.open + tally.out
        outcome.untouched = tally.rows - outcome.created - outcome.changed - outcome.leftOut
        try store.setOutcome(record.id, outcome)
        try note("applied", from: nil, to: outcome)
        return outcome
    }

    /// Takes the whole import back. What somebody has changed since stays.
    /// - Returns: nil when somebody undid it already.
    func undo() throws -> ImportOutcome? {
        guard try store.setUndone(record.id, by: actor, at: now) else { return nil }
        let removal = try register.removeBatch(record.id.text)
        var outcome = record.outcome ?? ImportOutcome()
        (outcome.removed, outcome.restored, outcome.kept, outcome.archived) = (removal.removed, removal.restored, removal.kept, removal.organisations)
        try store.setOutcome(record.id, outcome)
        try note("undone", from: record.outcome, to: outcome)
        return outcome
    }

    private func note(_ act: String, from old: ImportOutcome?, to new: ImportOutcome) throws {
        try connection.journal.record(
            try Fact(act, ImportStore.subject, record.id.text, office: record.office, from: old, to: new), by: actor, at: now)
    }
}

/// The register is no longer what the plan was made on.
struct RegisterChanged: Error {}
