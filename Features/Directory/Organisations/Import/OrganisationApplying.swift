import Accounts
import Gazetteer
import Kernel
import Storage
import Web

/// Makes an import, and takes it back as a whole. Both are one transaction.
struct OrganisationApplying {
    let connection: Connection
    let record: OrganisationImport
    let gazetteer: Gazetteer
    let actor: Actor
    let now: Instant
    /// What other features keep of organisations: asked before an entry is taken out.
    var holdings: [Holding] = []

    private var store: OrganisationImportStore { OrganisationImportStore(connection, office: record.office) }
    private var rows: OrganisationImportRows { OrganisationImportRows(connection, record.id) }

    /// - Throws: `DirectoryChanged` when the directory is no longer what the plan was made on: what was shown is what is done, or nothing is.
    func apply(_ choices: OrganisationImport.Choices, told: (Int) throws -> Void = { _ in }) throws {
        guard record.state == .planned else { throw AppError.conflict("This import was made already, or its columns are being read again.") }
        try verify { try told(0) }
        var result = OrganisationImport.Result()
        var done = 0
        let reader = OrganisationRowReader(record: record, gazetteer: gazetteer, connection: connection)
        try rows.forEachBatch { batch in
            let wanted = batch.filter { $0.outcome == .new || ($0.outcome == .same && choices.act($0) != .skip) }
            let read = try zip(wanted, reader.candidates(wanted)).compactMap { row, candidate -> (OrganisationImport.Row, OrganisationEntry)? in
                guard var entry = candidate.draft.draft?.entry else { return nil }
                if case .place(let place) = candidate.city { entry.place = place }
                return (row, entry)
            }
            try PlaceStore(connection).keep(read.compactMap(\.1.place), gazetteer: gazetteer)
            let new = read.filter { row, _ in row.outcome == .new || choices.act(row) == .enter }
            let ids = try OrganisationStore(connection).add(new.map(\.1), office: record.office, by: actor, at: now, batch: record.id.text)
            try rows.note(zip(new, ids).map { .init(row: $0.0.number, organisation: $1, act: .created, revision: 1) })
            let filled = try fill(read.filter { row, _ in row.outcome == .same && choices.act(row) == .fill && !row.adds.isEmpty })
            result.entered += ids.count
            result.filled += filled
            result.leftOut += batch.count - ids.count - filled
            done += batch.count
            try told(done)
        }
        try rows.forget()
        try store.setResult(record, .applied, result, by: actor, at: now)
    }

    private func verify(_ told: () throws -> Void) throws {
        var judgement = OrganisationJudgement(office: record.office, looksForGains: true)
        let reader = OrganisationRowReader(record: record, gazetteer: gazetteer, connection: connection)
        try rows.forEachBatch { batch in
            let findings = try judgement.judge(try reader.candidates(batch), connection)
            guard zip(batch, findings).allSatisfy({ $0.agrees(with: $1) }) else { throw DirectoryChanged() }
            try told()
        }
    }

    /// What only the file knows comes into the entries that are there.
    private func fill(_ some: [(row: OrganisationImport.Row, entry: OrganisationEntry)]) throws -> Int {
        let standing = try visible.organisations(some.compactMap(\.row.match))
        var made: [OrganisationImportRows.Made] = []
        for item in some {
            guard let organisation = item.row.match.flatMap({ standing[$0] }) else { continue }
            let filling = OrganisationFilling(organisation.entry, from: item.entry)
            try OrganisationStore(connection).change(organisation, to: filling.entry, by: actor, at: now, batch: record.id.text)
            made.append(.init(row: item.row.number, organisation: organisation.id, act: .filled, revision: organisation.revision + 1))
        }
        try rows.note(made)
        return made.count
    }

    private var visible: VisibleOrganisations { OrganisationStore(connection).visible(to: .system, language: .english) }

    // MARK: The way back

    /// Takes the import back: what it entered is removed, what it filled is as before. What somebody has changed since stays, and so does that to
    /// which something refers.
    func undo(told: (Int) throws -> Void = { _ in }) throws {
        guard record.state == .applied else { throw AppError.conflict("This import is not made, or was undone already.") }
        var result = record.result
        var done = 0
        try rows.forEachBatch(isMade: true) { batch in
            try restore(batch.filter { $0.act == .filled }, &result)
            try remove(batch.filter { $0.act == .created }.compactMap(\.made), &result)
            done += batch.count
            try told(done)
        }
        try rows.forget(all: true)
        try store.setResult(record, .undone, result, by: actor, at: now)
    }

    private func restore(_ some: [OrganisationImport.Row], _ result: inout OrganisationImport.Result) throws {
        guard !some.isEmpty else { return }
        let ids = some.compactMap(\.made)
        let standing = try visible.organisations(ids)
        var before: [OrganisationID: String] = [:]
        try connection.forEach(
            """
            SELECT subject_id, before FROM journal WHERE batch_id = \(record.id.text) AND subject_kind = \(OrganisationStore.subject) AND act = 'changed'
            AND before IS NOT NULL AND subject_id IN \(list: ids.map(\.text))
            """
        ) { before[try $0["subject_id"]] = try $0["before"] as String }
        for row in some {
            guard let id = row.made, let organisation = standing[id], organisation.revision == row.madeRevision, organisation.mergedInto == nil,
                let entry = OrganisationHistory.entry(before[id])
            else {
                result.changed += 1
                continue
            }
            try OrganisationStore(connection).change(organisation, to: entry, act: "undone", by: actor, at: now, batch: "undo " + record.id.text)
            result.restored += 1
        }
    }

    private func remove(_ ids: [OrganisationID], _ result: inout OrganisationImport.Result) throws {
        guard !ids.isEmpty else { return }
        let untouched = try OrganisationStore(connection).untouched(ids, office: record.office)
        let held = try holdings.held(OrganisationStore.subject, untouched, connection)
        let gone = try OrganisationStore(connection).removeUnreferred(untouched.filter { !held.contains($0) })
        try connection.journal.record(
            gone.map { Fact("removed", OrganisationStore.subject, $0.text, office: record.office, batch: "undo " + record.id.text) }, by: actor,
            at: now)
        result.removed += gone.count
        result.held += untouched.count - gone.count
        result.changed += ids.count - untouched.count
    }
}

/// The directory is no longer what the plan was made on.
struct DirectoryChanged: Error {}

extension OrganisationStore {
    /// Those entries that are as they were entered: neither changed, archived nor merged, without a contact block, and no office's own.
    func untouched(_ ids: [OrganisationID], office: OfficeID) throws -> [OrganisationID] {
        try connection.rows(
            """
            SELECT o.id FROM organisation o WHERE o.id IN \(list: ids) AND o.office_id = \(office) AND o.revision = 1 AND o.archived_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM contact_block b WHERE b.organisation_id = o.id) AND NOT EXISTS (SELECT 1 FROM organisation m WHERE m.merged_into = o.id)
            AND NOT EXISTS (SELECT 1 FROM office f WHERE f.organisation_id = o.id) ORDER BY o.id
            """
        ) { try $0["id"] as OrganisationID }
    }

    /// Takes entries out to which nothing refers. The schema knows what does: where it refuses, it is narrowed down.
    /// - Returns: those that are gone.
    func removeUnreferred(_ ids: [OrganisationID]) throws -> [OrganisationID] {
        guard !ids.isEmpty else { return [] }
        do {
            try connection.attempt { try connection.run("DELETE FROM organisation WHERE id IN \(list: ids)") }
            return ids
        } catch StorageError.foreignKey {
            guard ids.count > 1 else { return [] }
            let half = ids.count / 2
            return try removeUnreferred(Array(ids.prefix(half))) + removeUnreferred(Array(ids.dropFirst(half)))
        }
    }
}
