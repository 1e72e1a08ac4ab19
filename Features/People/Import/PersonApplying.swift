import Directory
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// Makes an import, and takes it back as a whole. Both are one transaction.
struct PersonApplying {
    let connection: Connection
    let record: PeopleImport
    let gazetteer: Gazetteer
    let actor: Actor
    let now: Instant
    /// What other features keep of people: asked before anybody is taken out.
    var holdings: [Holding] = []

    /// What somebody decided on the page of the import.
    struct Choices: Codable, Sendable {
        enum Act: String, Codable, Sendable, CaseIterable { case merge, enter, skip }
        /// For those that are here already, by the row's number; `others` for those not decided one by one.
        var acts: [Int: Act] = [:]
        var others: Act = .merge
        var basis: LegalBasis
        var review: PartialDate
        /// Whether organisations that are not in the directory are entered.
        var entersOrganisations: Bool

        /// Where too little speaks for its being the same person, nothing is done unless somebody says so of that row.
        func act(_ row: PeopleImport.Row) -> Act { acts[row.number] ?? Self.usual(row, others) }

        static func usual(_ row: PeopleImport.Row, _ others: Act = .merge) -> Act { row.ground?.isStrong == true ? others : .skip }
    }

    /// So many people are dealt with between two looks at whether somebody wants it to end.
    private static let step = 500

    private var store: PeopleImportStore { PeopleImportStore(connection: connection, office: record.office) }

    func apply(_ choices: Choices, told: (Int) throws -> Void = { _ in }) throws {
        guard record.state == .planned else { throw AppError.conflict("This import was made already, or its columns are being read again.") }
        var number = 0
        var (entered, merged, leftOut) = (0, 0, 0)
        while true {
            let rows = try store.rows(record, from: number, limit: Self.step)
            guard let last = rows.last else { break }
            number = last.number + 1
            let readable = rows.filter { $0.draft != nil && ($0.outcome == .new || $0.outcome == .same) }
            var resolver = try PersonResolver(readable.compactMap(\.draft), office: record.office, gazetteer: gazetteer, connection)
            if choices.entersOrganisations { try enterOrganisations(of: readable.compactMap(\.draft), &resolver) }
            var new: [PersonEntry] = []
            var confirmed: [PartialDate?] = []
            var same: [(person: PersonID, entry: PersonEntry)] = []
            leftOut += rows.count - readable.count
            for row in readable {
                guard let draft = row.draft else { continue }
                let entry = try resolver.entry(draft, basis: choices.basis, review: choices.review).entry
                switch row.person.map({ ($0, choices.act(row)) }) {
                case nil, (_, .enter)?:
                    new.append(entry)
                    confirmed.append(draft.confirmedOn.flatMap { $0.description > now.today ? nil : $0 })
                case (let person, .merge)?: same.append((person, entry))
                case (_, .skip)?: leftOut += 1
                }
            }
            try PlaceStore(connection).keep((new + same.map(\.entry)).compactMap(\.place), gazetteer: gazetteer)
            entered += try PersonStore(connection).add(new, confirmed: confirmed, office: record.office, by: actor, at: now, batch: record.id.text)
                .count
            merged += try merge(same)
            try told(number)
        }
        try store.applied(record.id, entered: entered, merged: merged, leftOut: leftOut, by: actor, at: now)
    }

    /// What the file knows and the entry does not comes into the entry; what both say stays as it is.
    private func merge(_ some: [(person: PersonID, entry: PersonEntry)]) throws -> Int {
        var standing = try visible.people(some.map(\.person))
        var count = 0
        for item in some {
            guard let person = standing[item.person] else { continue }
            let united = Uniting.united(person.entry, item.entry)
            try PersonStore(connection).change(person, to: united, by: actor, at: now, batch: record.id.text)
            // A second row about the same person builds on the first.
            if united != person.entry { standing[item.person] = try visible.find(item.person) }
            count += 1
        }
        return count
    }

    private var visible: VisiblePeople { PersonStore(connection).visible(to: actor, language: .english) }

    private func enterOrganisations(of drafts: [PersonDraft], _ resolver: inout PersonResolver) throws {
        var missing: [String: OrganisationEntry] = [:]
        for draft in drafts {
            for role in draft.roles where !role.organisation.isEmpty && resolver.organisation(role) == .missing {
                let key = SearchText.sortKey(role.organisation)
                if missing[key] == nil {
                    missing[key] = OrganisationEntry(kind: .other, name: role.organisation, place: try resolver.place(draft), note: nil)
                }
            }
        }
        let entries = missing.sorted { $0.key < $1.key }.map(\.value)
        guard !entries.isEmpty else { return }
        try PlaceStore(connection).keep(entries.compactMap(\.place), gazetteer: gazetteer)
        let ids = try OrganisationStore(connection).add(entries, office: record.office, by: actor, at: now, batch: record.id.text)
        for (entry, id) in zip(entries, ids) { resolver.learn(entry.name, id) }
    }

    /// What undoing did.
    struct Removal: Sendable, Equatable {
        var removed = 0
        var restored = 0
        /// Changed by somebody since the import, merged or spoken with, and left as they are.
        var changed = 0
        /// Left as they are because other features keep something of them: a note, a tag.
        var held = 0
    }

    /// Takes the import back: whom it entered is removed, what it changed is as before, organisations it entered and nobody needs are archived. What somebody has
    /// changed since stays.
    func undo(told: (Int) throws -> Void = { _ in }) throws -> Removal {
        guard record.state == .applied else { throw AppError.conflict("This import is not made, or was undone already.") }
        let store = PersonStore(connection)
        var created: [PersonID] = [], organisations: [OrganisationID] = []
        var first: [PersonID: PersonStore.Note] = [:], last: [PersonID: PersonStore.Note] = [:]
        try connection.journal.eachFact(.batch(record.id.text)) { fact in
            guard fact.office == record.office else { return }
            if fact.subjectKind == OrganisationStore.subject, fact.act == "created", let id = OrganisationID(fact.subjectID) {
                organisations.append(id)
            }
            guard fact.subjectKind == PersonStore.subject, let id = PersonID(fact.subjectID) else { return }
            if fact.act == "created" {
                created.append(id)
            } else if let before = fact.before, let after = fact.after {
                if first[id] == nil { first[id] = try PersonJSON.value(before) }
                last[id] = try PersonJSON.value(after)
            }
        }
        var result = Removal()
        for start in stride(from: 0, to: created.count, by: Self.step) {
            let some = Array(created[start..<min(start + Self.step, created.count)])
            let gone = try store.removeUntouched(some, holdings, office: record.office, by: actor, at: now, batch: "undo " + record.id.text)
            result.removed += gone.removed
            result.held += gone.held
            result.changed += some.count - gone.removed - gone.held
            try told(start + some.count)
        }
        var done = created.count
        let entered = Set(created)
        for (id, note) in first.sorted(by: { $0.key < $1.key }) where !entered.contains(id) {
            done += 1
            try told(done)
            guard let person = try visible.people([id])[id], person.revision == last[id]?.version, person.mergedInto == nil,
                let text: String = try connection.value("SELECT entry FROM person_version WHERE person_id = \(id) AND revision = \(note.version)")
            else {
                result.changed += 1
                continue
            }
            try store.change(person, to: try PersonJSON.value(text), act: "undone", by: actor, at: now, batch: "undo " + record.id.text)
            result.restored += 1
        }
        try archiveUnused(organisations)
        try self.store.undone(record.id, result, by: actor, at: now)
        return result
    }

    private func archiveUnused(_ ids: [OrganisationID]) throws {
        for start in stride(from: 0, to: ids.count, by: 2000) {
            let some = Array(ids[start..<min(start + 2000, ids.count)])
            let used = Set(
                try connection.rows("SELECT DISTINCT organisation_id FROM person_role WHERE organisation_id IN \(list: some)") {
                    try $0["organisation_id"] as OrganisationID
                })
            try OrganisationStore(connection).archiveUntouched(
                some.filter { !used.contains($0) }, office: record.office, by: actor, at: now, batch: "undo " + record.id.text)
        }
    }
}

extension PersonStore {
    /// Removes people that an import had entered and nobody has touched since. Of whom another feature keeps something, those stay: a note
    /// about somebody who is gone would be found by nobody, and could not be erased any more.
    /// - Returns: how many went, and of how many something is kept.
    func removeUntouched(_ ids: [PersonID], _ holdings: [Holding], office: OfficeID, by actor: Actor, at now: Instant, batch: String) throws
        -> (removed: Int, held: Int)
    {
        let untouched = try connection.rows(
            """
            SELECT p.id FROM person p WHERE p.id IN \(list: ids) AND p.office_id = \(office) AND p.revision = 1 AND p.merged_into IS NULL AND p.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM person_talk t WHERE t.person_id = p.id) AND NOT EXISTS (SELECT 1 FROM person m WHERE m.merged_into = p.id)
            AND NOT EXISTS (SELECT 1 FROM person_question q WHERE q.person_id = p.id) ORDER BY p.id
            """
        ) { try $0["id"] as PersonID }
        let held = try holdings.held(Self.subject, untouched, connection)
        let free = untouched.filter { !held.contains($0) }
        guard !free.isEmpty else { return (0, held.count) }
        try connection.run("DELETE FROM person WHERE id IN \(list: free)")
        try connection.journal.record(free.map { Fact("removed", Self.subject, $0.text, office: office, batch: batch) }, by: actor, at: now)
        return (free.count, held.count)
    }
}
