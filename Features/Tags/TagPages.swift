import Kernel
import Markup
import Storage
import Web

/// The page of the office's tags, and what is done with one of them.
struct TagPages: Sendable {
    let records: [RecordKind]

    var routes: [Route] {
        let one = "\(TagPaths.list)/{id}"
        return [
            .get(TagPaths.list, may: TagsFeature.read, list),
            .get(one, may: TagsFeature.edit, show),
            .post(one, may: TagsFeature.edit, rename),
            .post("\(one)/union", may: TagsFeature.edit, unite),
            .post("\(one)/removal", may: TagsFeature.edit, remove),
            .post("\(one)/restoration", may: TagsFeature.edit, restore),
            .api(
                "/api/v1/tags", may: TagsFeature.read,
                Operation(
                    "Tags of the office one is signed in to",
                    answer: .object([("items", .array(.object([("id", .format("uuid")), ("name", .string), ("uses", .integer)])))])), answer),
        ]
    }

    private func uses(_ store: TagStore) throws -> [TagUse] {
        let counts = try store.counts()
        return try store.all().map { TagUse(tag: $0, counts: counts[$0.id] ?? [:]) }
    }

    private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        let store = try TagStore(context, connection)
        let canEdit = context.may(TagsFeature.edit)
        return context.page(
            context.w("Tags"), path: TagPaths.list,
            TagViews.list(try uses(store), removed: canEdit ? try store.removed() : [], records, canEdit: canEdit, context))
    }

    private func answer(_ context: Context, _ connection: Connection) throws -> Reply {
        let items: [JSONValue] = try uses(TagStore(context, connection)).map {
            ["id": .string($0.tag.id.text), "name": .string($0.tag.name), "uses": .integer($0.total)]
        }
        return try .json(["items": .array(items)] as JSONValue)
    }

    private func standing(_ context: Context, _ connection: Connection) throws -> (tag: Tag, store: TagStore) {
        let store = try TagStore(context, connection)
        let tag = try store.find(context.id("id"))
        guard tag.removedAt == nil else { throw AppError.notFound }
        return (tag, store)
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (tag, store) = try standing(context, connection)
        return try page(tag, store, Parameters([("name", tag.name)]), Problems(), context)
    }

    private func page(_ tag: Tag, _ store: TagStore, _ typed: Parameters, _ problems: Problems, _ context: Context) throws -> Reply {
        let all = try uses(store)
        let use = all.first { $0.tag.id == tag.id } ?? TagUse(tag: tag, counts: [:])
        return context.page(
            context.w("Tag: \(tag.name)"), status: problems.isEmpty ? 200 : 422, path: TagPaths.list,
            TagViews.page(use, others: all.map(\.tag).filter { $0.id != tag.id }, records, FormView(typed, problems, context.w), context))
    }

    private func rename(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let (tag, store) = try standing(context, connection)
        var problems = Problems()
        let name: TagName
        do { name = try TagName(typed.text("name"), w) } catch {
            problems.add("name", error.words)
            return try page(tag, store, typed, problems, context)
        }
        if let other = try store.find(name), other.id != tag.id {
            problems.add("name", w("There is a tag “\(other.name)” already. Unite the two below."))
            return try page(tag, store, typed, problems, context)
        }
        try store.rename(tag, name)
        return .redirect(TagPaths.tag(tag.id)).saying(w("It is called “\(name.text)” now, wherever it stands."))
    }

    private func unite(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (tag, store) = try standing(context, connection)
        guard let id = TagID(context.request.form.text("into")), id != tag.id else {
            var problems = Problems()
            problems.add("into", w("Choose the tag that stays."))
            return try page(tag, store, Parameters([("name", tag.name)]), problems, context)
        }
        let other = try store.find(id)
        guard other.removedAt == nil else { throw AppError.notFound }
        try store.unite(tag, into: other)
        return .redirect(TagPaths.tag(other.id)).saying(w("What bore “\(tag.name)” bears “\(other.name)” now."))
    }

    private func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let (tag, store) = try standing(context, connection)
        try store.setRemoved(true, tag)
        return .redirect(TagPaths.list).saying(context.w("“\(tag.name)” is removed. Below it can be taken back, with all it was on."))
    }

    private func restore(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let store = try TagStore(context, connection)
        let tag = try store.find(context.id("id"))
        let back = Reply.redirect(TagPaths.list)
        let name: TagName
        do { name = try TagName(tag.name, w) } catch { return back.saying(error.words, kind: .wrong) }
        if let other = try store.find(name), other.id != tag.id {
            return back.saying(w("There is a new tag “\(other.name)”. Rename that one first."), kind: .wrong)
        }
        try store.setRemoved(false, tag)
        return back.saying(w("“\(tag.name)” is back, with all it was on."))
    }
}

/// A tag and how many records of each kind bear it.
struct TagUse: Sendable {
    let tag: Tag
    let counts: [String: Int]
    var total: Int { counts.values.reduce(0, +) }
}
