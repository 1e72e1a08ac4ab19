import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// Putting tags on records and taking them off. One comes back to the record's page.
struct TaggingPages: Sendable {
    let records: [RecordKind]

    var routes: [Route] {
        [
            .get(TagPaths.suggestions, may: TagsFeature.read, suggest),
            .post(TagPaths.taggings, may: TagsFeature.edit, put),
            .post(TagPaths.takingOff, may: TagsFeature.edit, takeOff),
        ]
    }

    /// The answer to somebody who types, in the form the combobox reads.
    private func suggest(_ context: Context, _ connection: Connection) throws -> Reply {
        let word = FoldedName(String(context.request.query.text("q").prefix(100))).text
        let found = word.isEmpty ? [] : try TagStore(context, connection).like(word, limit: 8)
        let items: [JSONValue] = found.map {
            ["id": .string($0.id.text), "text": .string($0.name), "name": .string($0.name), "local": .null, "local_language": .null, "where": ""]
        }
        return try .json(["items": .array(items)] as JSONValue)
    }

    private func target(_ context: Context, _ connection: Connection) throws -> (record: RecordKind, id: String, name: String) {
        let typed = context.request.form
        guard let record = records.first(where: { $0.name == typed.text("kind") }) else { throw AppError.notFound }
        let id = typed.text("record")
        return (record, id, try record.name(of: id, for: context.actor, context.language, connection))
    }

    private func put(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (record, id, called) = try target(context, connection)
        let back = Reply.redirect(record.path(id) + "#tags")
        let name: TagName
        do { name = try TagName(context.request.form.text("tag"), w) } catch { return back.saying(error.words, kind: .wrong) }
        try record.keep(id, connection)
        let store = try TagStore(context, connection)
        let tag = try store.settled(name, w)
        let isNew = try !store.put(tag, on: record, [id]).isEmpty
        return back.saying(isNew ? w("\(called) bears the tag “\(tag.name)” now.") : w("\(called) bears the tag “\(tag.name)” already."))
    }

    private func takeOff(_ context: Context, _ connection: Connection) throws -> Reply {
        let (record, id, called) = try target(context, connection)
        guard let tagID = TagID(context.request.form.text("tag")) else { throw AppError.notFound }
        let store = try TagStore(context, connection)
        let tag = try store.find(tagID)
        try store.takeOff(tag, record, [id])
        return .redirect(record.path(id) + "#tags").saying(context.w("“\(tag.name)” is taken off \(called)."))
    }
}
