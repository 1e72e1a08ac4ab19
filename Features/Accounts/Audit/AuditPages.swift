import Foundation
import Kernel
import Markup
import Storage
import Web

/// The audit of an office: the list, and one fact with the state before and after.
struct AuditPages: Sendable {
    static let may = Permission.roles("audit.read", [.admin, .director])

    func routes() -> [Route] {
        [
            .get(AuditList.path, may: Self.may, list),
            .getFlow("\(AuditList.path)/export/{format}", may: Self.may) { context in
                try await AuditList.list(context.house.readings).export(context)
            },
            .get("\(AuditList.path)/{id}", may: Self.may, show),
        ]
    }

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, list) = (context.w, AuditList.list(context.house.readings))
        let query = list.query(context.request.query)
        let page = try list.page(query, context.scope, connection)
        let body = try list.view(
            page, query, context, connection, empty: Part.empty(w("Nothing has happened yet"), w("Every change is written down here.")))
        return context.page(
            w("Audit"), "\(Part.head(w("Audit"), over: w("Who did what, and when. Nobody can change what stands here. Times are UTC.")))\(body)")
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, readings) = (context.w, context.house.readings)
        guard let id = ID<JournalEntry>(try context.word("id")),
            let fact = try connection.first(
                "SELECT \(JournalEntry.columns) FROM journal WHERE id = \(id) AND office_id = \(try context.office())", JournalEntry.init(row:))
        else { throw AppError.notFound }
        let reading = readings[fact.subjectKind]
        let thing: HTML =
            reading?.path(fact.subjectID).map { "<a href=\"\($0)\">\(AuditList.kind(fact.subjectKind, readings, w))</a>" }
            ?? HTML(text: AuditList.kind(fact.subjectKind, readings, w))
        let many: HTML = fact.batch.map { "<a href=\"\(AuditList.path)?q=\($0)\">\(w("Everything of this import"))</a>" } ?? .empty
        let facts: [(name: String, value: HTML)] = [
            (w("Who"), HTML(text: AuditList.who(fact, w))), (w("When"), HTML(text: w.dateAndTime(fact.at) + " UTC")), (w("Thing"), thing),
            (w("Identity"), "<a class=\"num\" href=\"\(AuditList.path)?q=\(fact.subjectID)\">\(fact.subjectID)</a>"),
            (w("Request"), HTML(text: fact.request ?? "")), (w("Batch"), many),
        ]
        let what = AuditList.what(fact, readings, w)
        return context.page(
            what, path: AuditList.path,
            """
            \(Part.head(what, crumbs: [(w("Audit"), AuditList.path)]))
            \(Part.facts(facts, wide: true))
            \(states(fact, w))
            """)
    }

    private func states(_ fact: JournalEntry, _ w: Words) -> HTML {
        let rows = AuditDifference.rows(before: fact.before, after: fact.after)
        guard !rows.isEmpty else { return .empty }
        let view = { (row: AuditDifference.Row) -> HTML in
            "<tr\(if: row.before != row.after, " class=\"differs\"")><th scope=\"row\">\(row.name)</th><td class=\"c-row\" data-label=\"\(w("As it was"))\">\(row.before ?? "")</td><td class=\"c-row\" data-label=\"\(w("As it is then"))\">\(row.after ?? "")</td></tr>"
        }
        let changed = rows.filter { $0.before != $0.after }
        let same = rows.filter { $0.before == $0.after }
        func table(_ rows: [AuditDifference.Row]) -> HTML {
            "<table class=\"table table--cards\"><thead><tr><th scope=\"col\">\(w("Field"))</th><th scope=\"col\">\(w("As it was"))</th><th scope=\"col\">\(w("As it is then"))</th></tr></thead><tbody>\(rows, view)</tbody></table>"
        }
        return """
            \(if: !changed.isEmpty, Part.block(w("What changed"), table(changed)))
            \(if: !same.isEmpty, "<details class=\"block\"><summary class=\"button button--small\">\(w("What stayed as it was"))</summary>\(table(same))</details>")
            """
    }
}

/// Two states of a thing, field by field, whatever the thing is.
enum AuditDifference {
    struct Row: Equatable {
        let name: String
        let before: String?
        let after: String?
    }

    /// The fields of either state, by name. A state that is no object counts as one field.
    static func rows(before: String?, after: String?) -> [Row] {
        let (old, new) = (fields(before), fields(after))
        return Set(old.keys).union(new.keys).sorted().map { Row(name: $0.replacing("_", with: " "), before: old[$0], after: new[$0]) }
    }

    /// What the thing was called then, where its state says so.
    static func name(of fact: JournalEntry) -> String? {
        guard let state = fact.after ?? fact.before, let object = parsed(state) as? [String: Any], let name = object["name"] as? String else {
            return nil
        }
        return String(name.prefix(80))
    }

    private static func fields(_ state: String?) -> [String: String] {
        guard let state else { return [:] }
        // What an older version wrote in another form is shown as it is.
        guard let value = parsed(state), let object = value as? [String: Any] else { return ["": state] }
        var found: [String: String] = [:]
        for (name, value) in object { found[name] = said(value) }
        return found
    }

    private static func parsed(_ text: String) -> Any? {
        do { return try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed]) } catch { return nil }
    }

    private static func said(_ value: Any) -> String {
        switch value {
        case is NSNull: ""
        case let text as String: text
        case let list as [Any]: list.map(said).joined(separator: "; ")
        case let object as [String: Any]: object.sorted { $0.key < $1.key }.map { "\($0.key): \(said($0.value))" }.joined(separator: ", ")
        default: "\(value)"
        }
    }
}
