import Directory
import Kernel
import Storage

/// When two entries of the directory become one: the posts that people hold there follow, in every office, and go back when that is undone.
struct PostSuccession {
    let connection: Connection
    let occasion: Occasion

    static let act = "post moved"
    static let actBack = "post moved back"

    private struct Change {
        let person: Person
        let entry: PersonEntry
    }

    func follow(_ succession: Succession) throws {
        guard let gone = OrganisationID(succession.gone), let kept = OrganisationID(succession.kept) else { return }
        let changes = succession.isUndone ? try back(succession, gone, kept) : try forth(gone, kept)
        try write(changes.filter { $0.entry != $0.person.entry }, act: succession.isUndone ? Self.actBack : Self.act, batch: succession.merge)
    }

    private func people(_ ids: [PersonID]) throws -> [Person] {
        try PersonStore(connection).visible(to: .system, language: .english).people(ids).values.sorted { $0.id < $1.id }
    }

    private func forth(_ gone: OrganisationID, _ kept: OrganisationID) throws -> [Change] {
        let ids = try connection.rows("SELECT DISTINCT person_id FROM person_role WHERE organisation_id = \(gone)") {
            try $0["person_id"] as PersonID
        }
        return try people(ids).map { person in
            var entry = person.entry
            var seen: Set<PersonRole> = []
            // A post entered at both is one post now.
            entry.roles = entry.roles.map { Self.moved($0, from: gone, to: kept) }.filter { seen.insert($0).inserted }
            return Change(person: person, entry: entry)
        }
    }

    /// Whom the facts of the merge moved, as they were; of whoever was changed since, the posts that moved and still stand so.
    private func back(_ succession: Succession, _ gone: OrganisationID, _ kept: OrganisationID) throws -> [Change] {
        var moved: [PersonID: (before: Int, after: Int)] = [:]
        try connection.journal.eachFact(.batch(succession.merge)) { fact in
            guard fact.act == Self.act, fact.subjectKind == PersonStore.subject, let id = PersonID(fact.subjectID), let before = fact.before,
                let after = fact.after
            else { return }
            moved[id] = (
                try PersonJSON.value(before, as: PersonStore.Note.self).version, try PersonJSON.value(after, as: PersonStore.Note.self).version
            )
        }
        guard !moved.isEmpty else { return [] }
        let earlier = try versions(moved.mapValues(\.before))
        return try people(moved.keys.sorted()).compactMap { person in
            guard let was = earlier[person.id], let versions = moved[person.id] else { return nil }
            if person.revision == versions.after { return Change(person: person, entry: was) }
            let theirs = Set(was.roles.filter { $0.organisation == gone }.map { Self.moved($0, from: gone, to: kept) })
            var entry = person.entry
            entry.roles = entry.roles.map { theirs.contains($0) ? Self.moved($0, from: kept, to: gone) : $0 }
            return Change(person: person, entry: entry)
        }
    }

    private static func moved(_ role: PersonRole, from one: OrganisationID, to other: OrganisationID) -> PersonRole {
        guard role.organisation == one else { return role }
        var copy = role
        copy.organisation = other
        return copy
    }

    /// Entries as they were; of those erased there are none.
    private func versions(_ wanted: [PersonID: Int]) throws -> [PersonID: PersonEntry] {
        let ids = wanted.keys.sorted()
        var found: [PersonID: PersonEntry] = [:]
        for start in stride(from: 0, to: ids.count, by: 4000) {
            try connection.forEach(
                "SELECT person_id, revision, entry FROM person_version WHERE person_id IN \(list: ids[start..<min(start + 4000, ids.count)])"
            ) { row in
                let id: PersonID = try row["person_id"]
                if try row["revision"] as Int == wanted[id] { found[id] = try PersonJSON.value(try row["entry"]) }
            }
        }
        return found
    }

    private func write(_ changes: [Change], act: String, batch: String) throws {
        let store = PersonStore(connection)
        for (office, changes) in Dictionary(grouping: changes, by: \.person.office).sorted(by: { $0.key < $1.key }) {
            let actor = occasion.actor(for: office)
            for start in stride(from: 0, to: changes.count, by: 500) {
                let some = changes[start..<min(start + 500, changes.count)]
                let ids = some.map(\.person.id)
                try connection.run(
                    "UPDATE person SET revision = revision + 1, updated_at = \(occasion.at), updated_by = \(actor.name) WHERE id IN \(list: ids)")
                try store.insertVersions(some.map { ($0.person.id, $0.person.revision + 1, $0.entry) })
                try store.removeParts(ids)
                try store.insertParts(some.map { ($0.person.id, $0.entry) }, office: office)
            }
            try connection.journal.record(
                changes.map { change in
                    let revision = change.person.revision
                    return try Fact(
                        act, PersonStore.subject, change.person.id.text, office: office, from: PersonStore.Note(version: revision),
                        to: PersonStore.Note(version: revision + 1, fields: [PersonFields.roles.rawValue]), batch: batch)
                }, by: actor, at: occasion.at, request: occasion.request)
        }
    }
}
