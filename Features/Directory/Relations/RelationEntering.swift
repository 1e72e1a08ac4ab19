import Gazetteer
import Kernel
import Storage

/// Enters what a source says of pairs of cities, over what it said before, with the places and one fact for the journal.
struct RelationEntering {
    let source: String
    let importID: ImportID
    let gazetteer: Gazetteer
    let actor: Actor
    let now: Instant

    /// - Returns: what became of the pairs: taken, completed, known.
    func enter(_ relations: [KnownRelation], _ connection: Connection) throws -> RelationImport.Summary {
        var added = RelationImport.Summary()
        guard !relations.isEmpty else { return added }
        let store = RelationStore(connection)
        var present = try store.known(Set(relations.map(\.pair)), source: source)
        var changed: Set<KnownRelation.Pair> = []
        for relation in relations {
            guard let known = present[relation.pair] else {
                (present[relation.pair], added.taken) = (relation, added.taken + 1)
                changed.insert(relation.pair)
                continue
            }
            let both = known.joined(with: relation)
            if both == known {
                added.known += 1
            } else {
                (present[relation.pair], added.completed) = (both, added.completed + 1)
                changed.insert(relation.pair)
            }
        }
        guard !changed.isEmpty else { return added }
        let fresh = changed.compactMap { present[$0] }.sorted { ($0.pair.lower, $0.pair.upper) < ($1.pair.lower, $1.pair.upper) }
        try PlaceStore(connection).keep(fresh.flatMap { [$0.pair.lower, $0.pair.upper] }, gazetteer: gazetteer)
        try store.save(fresh, source: source, importID: importID, at: now)
        let state = State(name: source, relations: added.taken, completed: added.completed)
        try connection.journal.record(
            Fact("imported", RelationStore.subject, importID.text, office: nil, from: nil, to: state, batch: importID.text), by: actor, at: now)
        return added
    }

    private struct State: Encodable { let name: String, relations: Int, completed: Int }
}
