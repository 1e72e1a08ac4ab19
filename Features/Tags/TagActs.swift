import Kernel
import Storage
import Web

/// The tags of one record, as programs read them, put them on and take them off.
struct TagActs: Sendable {
    let records: [RecordKind]

    private static let path = "/api/v1/tags/{kind}/{record}"

    private var operation: Operation {
        Operation("The tags of one record", answer: .object([("items", .array(.object([("id", .format("uuid")), ("name", .string)])))]))
    }

    var routes: [Route] {
        let tag = [Intake.Field("tag", .text(most: Tag.longest), isRequired: true, "The word")]
        return [
            .api(Self.path, may: TagsFeature.read, operation, show),
            .apiAct(
                .post, Self.path, may: TagsFeature.edit, operation.acting("Put a tag on a record; a new word becomes a tag", tag), shows: show, put),
            .apiAct(.post, "\(Self.path)/removal", may: TagsFeature.edit, operation.acting("Take a tag off a record", tag), shows: show, takeOff),
        ]
    }

    /// - Throws: `AppError.notFound` for what this reader may not see.
    private func target(_ context: Context, _ connection: Connection) throws -> (record: RecordKind, id: String) {
        let (kind, id) = (try context.word("kind"), try context.word("record"))
        guard let record = records.first(where: { $0.name == kind }) else { throw AppError.notFound }
        _ = try record.name(of: id, for: context.actor, context.language, connection)
        return (record, id)
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (record, id) = try target(context, connection)
        let items: [JSONValue] = try TagStore(context, connection).on(record.name, id).map {
            ["id": .string($0.id.text), "name": .string($0.name)]
        }
        return try .json(["items": .array(items)] as JSONValue)
    }

    @Sendable private func put(_ context: Context, _ connection: Connection) throws -> Done {
        let (record, id) = try target(context, connection)
        let name = try name(context)
        try record.keep(id, connection)
        let store = try TagStore(context, connection)
        try store.put(try store.settled(name, context.w), on: record, [id])
        return .changed
    }

    /// Twice is as good as once: a word that is not on it is taken off already.
    @Sendable private func takeOff(_ context: Context, _ connection: Connection) throws -> Done {
        let (record, id) = try target(context, connection)
        let store = try TagStore(context, connection)
        if let tag = try store.find(try name(context)) { try store.takeOff(tag, record, [id]) }
        return .changed
    }

    private func name(_ context: Context) throws -> TagName {
        do { return try TagName(context.request.form.text("tag"), context.w) } catch {
            var problems = Problems()
            problems.add("tag", error.words)
            throw NotTaken(problems, context.w)
        }
    }
}
