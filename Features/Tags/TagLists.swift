import Kernel
import Storage
import Web

/// What tags add to the lists of others: a column and a filter.
enum TagLists {
    static let extra = ListExtra(
        "tags", "Tags", .array(.string), may: TagsFeature.read, filter: ("tag", "Tag"),
        options: { scope, connection in
            guard let office = scope.actor.office else { return [] }
            return try TagStore(connection, office: office, actor: scope.actor, now: scope.now, request: nil).all().map { ($0.id.text, $0.name) }
        },
        condition: { kind, id, values, scope in
            """
            \(id) IN (SELECT g.record_id FROM tagging g JOIN tag t ON t.id = g.tag_id
            WHERE g.record_kind = \(kind) AND t.office_id = \(scope.actor.office) AND t.removed_at IS NULL AND t.id IN \(list: values))
            """
        },
        cells: { kind, ids, scope, connection in
            var names: [String: [String]] = [:]
            try connection.forEach(
                """
                SELECT g.record_id, t.name FROM tagging g JOIN tag t ON t.id = g.tag_id
                WHERE g.record_kind = \(kind) AND g.record_id IN \(list: ids) AND t.office_id = \(scope.actor.office) AND t.removed_at IS NULL
                ORDER BY g.record_id, t.word
                """
            ) { row in names[try row["record_id"], default: []].append(try row["name"]) }
            return names.mapValues { .texts($0) }
        })
}
