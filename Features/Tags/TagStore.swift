import Kernel
import Markup
import Storage
import Web

/// Tags and what bears them: all SQL about `tag` and `tagging`.
struct TagStore {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let now: Instant
    let request: String?

    static let subject = "tag"
    static let tagging = "tagging"

    init(_ connection: Connection, office: OfficeID, actor: Actor, now: Instant, request: String?) {
        (self.connection, self.office, self.actor, self.now, self.request) = (connection, office, actor, now, request)
    }

    init(_ context: Context, _ connection: Connection) throws {
        self.init(connection, office: try context.office(), actor: context.actor, now: context.now, request: context.request.id)
    }

    // MARK: Reading

    /// Every standing tag, by name.
    func all() throws -> [Tag] { try tags("t.removed_at IS NULL", order: "t.word, t.id", limit: Tag.most) }

    /// Those removed, the last one first.
    func removed() throws -> [Tag] { try tags("t.removed_at IS NOT NULL", order: "t.removed_at DESC, t.id", limit: 50) }

    /// Those whose word holds what was typed, those that begin with it first.
    func like(_ word: String, limit: Int) throws -> [Tag] {
        try tags(
            "t.removed_at IS NULL AND t.word LIKE \("%\(word)%")", order: "CASE WHEN t.word LIKE \("\(word)%") THEN 0 ELSE 1 END, t.word, t.id",
            limit: limit)
    }

    /// - Throws: `AppError.notFound` for what this office has not.
    func find(_ id: TagID) throws -> Tag {
        guard let found = try tags("t.id = \(id)", order: "t.id", limit: 1).first else { throw AppError.notFound }
        return found
    }

    func find(_ name: TagName) throws -> Tag? { try tags("t.word = \(name.word) AND t.removed_at IS NULL", order: "t.id", limit: 1).first }

    private func tags(_ condition: SQL, order: SQL, limit: Int) throws -> [Tag] {
        try connection.rows(
            "SELECT t.id, t.name, t.removed_at FROM tag t WHERE t.office_id = \(office) AND (\(condition)) ORDER BY \(order) LIMIT \(limit)"
        ) { Tag(id: try $0["id"], name: try $0["name"], removedAt: try $0["removed_at"]) }
    }

    /// How many records of each kind bear each tag.
    func counts() throws -> [TagID: [String: Int]] {
        var counts: [TagID: [String: Int]] = [:]
        try connection.forEach(
            """
            SELECT g.tag_id, g.record_kind, COUNT(*) AS number FROM tagging g WHERE g.tag_id IN (SELECT t.id FROM tag t WHERE t.office_id = \(office))
            GROUP BY g.tag_id, g.record_kind
            """
        ) { row in counts[try row["tag_id"], default: [:]][try row["record_kind"]] = try row["number"] }
        return counts
    }

    /// Those on a record.
    func on(_ kind: String, _ id: String) throws -> [Tag] {
        try tags(
            "t.removed_at IS NULL AND t.id IN (SELECT g.tag_id FROM tagging g WHERE g.record_kind = \(kind) AND g.record_id = \(id))",
            order: "t.word, t.id", limit: 200)
    }

    // MARK: The words

    /// The tag of this name; a new one where there is none.
    /// - Throws: `AppError.invalid` when the office has as many as it may.
    func settled(_ name: TagName, _ w: Words) throws -> Tag {
        if let known = try find(name) { return known }
        let count: Int = try connection.value("SELECT COUNT(*) FROM tag WHERE office_id = \(office) AND removed_at IS NULL") ?? 0
        guard count < Tag.most else {
            throw AppError.invalid(w("The office has \(Tag.most) tags, as many as there can be. Unite or remove some first."))
        }
        var random = SystemRandomNumberGenerator()
        let tag = Tag(id: TagID.new(at: now, random: &random), name: name.text, removedAt: nil)
        try connection.run(
            """
            INSERT INTO tag (id, office_id, name, word, created_at, created_by)
            VALUES (\(tag.id), \(office), \(name.text), \(name.word), \(now), \(actor.name))
            """)
        try note("created", tag.id, from: nil, to: name.text)
        return tag
    }

    func rename(_ tag: Tag, _ name: TagName) throws {
        guard name.text != tag.name else { return }
        try connection.run("UPDATE tag SET name = \(name.text), word = \(name.word) WHERE id = \(tag.id) AND office_id = \(office)")
        try note("renamed", tag.id, from: tag.name, to: name.text)
    }

    /// What bore one bears the other; the first is no more.
    func unite(_ tag: Tag, into other: Tag) throws {
        guard tag.id != other.id else { return }
        try connection.run(
            """
            INSERT INTO tagging (record_kind, record_id, tag_id, office_id, put_at, put_by, batch)
            SELECT g.record_kind, g.record_id, \(other.id), g.office_id, g.put_at, g.put_by, g.batch FROM tagging g WHERE g.tag_id = \(tag.id)
            ON CONFLICT (record_kind, record_id, tag_id) DO NOTHING
            """)
        try note("united", tag.id, from: tag.name, to: other.name)
        try connection.run("DELETE FROM tagging WHERE tag_id = \(tag.id)")
        try connection.run("UPDATE tag SET removed_at = \(now), removed_by = \(actor.name) WHERE id = \(tag.id)")
    }

    /// Takes a tag away, or back with all it was on.
    func setRemoved(_ isRemoved: Bool, _ tag: Tag) throws {
        guard (tag.removedAt != nil) != isRemoved else { return }
        try connection.run(
            "UPDATE tag SET removed_at = \(isRemoved ? now : nil), removed_by = \(isRemoved ? actor.name : nil) WHERE id = \(tag.id) AND office_id = \(office)"
        )
        try note(isRemoved ? "removed" : "restored", tag.id, from: isRemoved ? tag.name : nil, to: isRemoved ? nil : tag.name)
    }

    private func note(_ act: String, _ id: TagID, from before: String?, to after: String?) throws {
        try connection.journal.record(
            try Fact(act, Self.subject, id.text, office: office, from: before.map { ["name": $0] }, to: after.map { ["name": $0] }), by: actor,
            at: now, request: request)
    }

    // MARK: On records

    /// Which record a fact is about. Of a person it does not say which tag: that would outlive the person's erasure.
    struct Put: Encodable {
        let record: String
        let tag: TagID?
    }

    /// Puts a tag on records of one kind; those that bear it are left as they are.
    /// - Returns: those that bear it now and did not.
    @discardableResult
    func put(_ tag: Tag, on record: RecordKind, _ ids: [String], batch: String? = nil) throws -> [String] {
        guard !ids.isEmpty else { return [] }
        let rows = ids.map { "(\(record.name), \($0), \(tag.id), \(office), \(now), \(actor.name), \(batch))" as SQL }
        let new = try connection.rows(
            """
            INSERT INTO tagging (record_kind, record_id, tag_id, office_id, put_at, put_by, batch) VALUES \(rows.joined(separator: ", "))
            ON CONFLICT (record_kind, record_id, tag_id) DO NOTHING RETURNING record_id
            """
        ) { try $0["record_id"] as String }
        try told("put on", tag, record, new, batch)
        return new
    }

    /// Takes a tag off records.
    /// - Parameter only: of those that a batch had put on.
    /// - Returns: those that bore it.
    @discardableResult
    func takeOff(_ tag: Tag, _ record: RecordKind, _ ids: [String], only: String? = nil, batch: String? = nil) throws -> [String] {
        guard !ids.isEmpty else { return [] }
        let ofBatch: SQL = only.map { "AND batch = \($0)" } ?? .empty
        let gone = try connection.rows(
            """
            DELETE FROM tagging WHERE tag_id = \(tag.id) AND record_kind = \(record.name) AND record_id IN \(list: ids) \(ofBatch) RETURNING record_id
            """
        ) { try $0["record_id"] as String }
        try told("taken off", tag, record, gone, batch)
        return gone
    }

    private func told(_ act: String, _ tag: Tag, _ record: RecordKind, _ ids: [String], _ batch: String?) throws {
        let put = Put(record: record.name, tag: record.isPersonal ? nil : tag.id)
        try connection.journal.record(
            try ids.map { try Fact(act, Self.tagging, $0, office: office, from: nil, to: put, batch: batch) }, by: actor, at: now, request: request)
    }

    // MARK: Personal data

    static func erase(_ kind: String, _ id: String, _ connection: Connection) throws {
        try connection.run("DELETE FROM tagging WHERE record_kind = \(kind) AND record_id = \(id)")
    }

    /// An entry that takes another in bears the other's tags as well, as long as the two are one.
    static func lend(_ kind: String, from gone: String, to kept: String, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO tagging (record_kind, record_id, tag_id, office_id, put_at, put_by, batch)
            SELECT g.record_kind, \(kept), g.tag_id, g.office_id, g.put_at, g.put_by, \(loan(gone)) FROM tagging g
            WHERE g.record_kind = \(kind) AND g.record_id = \(gone) ON CONFLICT (record_kind, record_id, tag_id) DO NOTHING
            """)
    }

    static func takeBack(_ kind: String, from gone: String, to kept: String, _ connection: Connection) throws {
        try connection.run("DELETE FROM tagging WHERE record_kind = \(kind) AND record_id = \(kept) AND batch = \(loan(gone))")
    }

    private static func loan(_ gone: String) -> String { "merged \(gone)" }

    static func held(_ kind: String, _ ids: [String], _ connection: Connection) throws -> [JSONValue] {
        try connection.rows(
            """
            SELECT DISTINCT t.name, t.word FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.record_kind = \(kind) AND g.record_id IN \(list: ids)
            ORDER BY t.word
            """
        ) { .string(try $0["name"]) }
    }
}
