import Kernel
import Storage
import Web

/// Files read, sent and described one by one by programs.
struct FileActs: Sendable {
    let pages: FilePages
    let contents: FileContentPages

    private static let path = "/api/v1/files"
    private static let about: [Intake.Field] = [
        .init("title", .text(most: FileForm.longestTitle), "Without it, the name of the file"), .init("note", .text(most: FileForm.longestNote)),
    ]

    private var operation: Operation {
        let version: [(name: String, schema: Schema)] = [
            ("number", .integer), ("name", .string), ("kind", .oneOf(FileKind.allCases.map(\.rawValue))), ("media_type", .string), ("size", .integer),
            ("sha256", .string), ("added_at", .format("date-time")), ("by", .string), ("content", .string),
        ]
        return Operation(
            "One file of the office, with all its versions, the newest first",
            answer: .object([
                ("id", .format("uuid")), ("href", .string), ("title", .string), ("note", .string), ("record", .string),
                ("record_kind", .oneOf(pages.records.map(\.name))), ("record_id", .string), ("revision", .integer), ("removed", .boolean),
                ("changed_at", .format("date-time")), ("by", .string), ("versions", .array(.object(version))),
            ]))
    }

    var routes: [Route] {
        let one = "\(Self.path)/{id}"
        let record: [Intake.Field] = [
            .init("record_kind", .choice(pages.records.map(\.name)), as: "kind", isRequired: true),
            .init("record_id", .text(most: 60), as: "record", isRequired: true),
        ]
        return [
            .api(one, may: FilesFeature.read, operation, show),
            .apiFile(
                "\(one)/content", may: FilesFeature.read,
                .file(
                    "The bytes of a file as they were uploaded",
                    parameters: [.init("version", .integer, "Its number; without it, the newest")], mediaType: "*/*"), contents.sendToPrograms),
            .apiUpload(
                Self.path, may: FilesFeature.edit, bodyLimit: FilePages.bodyLimit,
                operation.taking(
                    "Attach a file to a record; one that is there already is the answer, and not added twice", file: record + Self.about),
                shows: show, add),
            .apiUpload(
                "\(one)/versions", may: FilesFeature.edit, bodyLimit: FilePages.bodyLimit,
                operation.taking("Put a new version in front of the others, which stay"), shows: show, replace),
            .apiAct(
                .patch, one, may: FilesFeature.edit,
                operation.acting("Change what is written about a file", Self.about + [Intake.revision]), shows: show, change),
            .apiAct(
                .post, "\(one)/removal", may: FilesFeature.edit,
                operation.acting("Take a file off its record; for \(FileStore.daysKept) days it can be taken back"), shows: show
            ) { try setRemoved(true, $0, $1) },
            .apiAct(.post, "\(one)/restoration", may: FilesFeature.edit, operation.acting("Take back a file that was removed"), shows: show) {
                try setRemoved(false, $0, $1)
            },
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (file, store) = try pages.find(context, connection)
        let versions: [JSONValue] = try store.versions(of: file).map { version in
            [
                "number": .integer(version.number), "name": .string(version.name), "kind": .string(version.kind.rawValue),
                "media_type": .string(version.kind.mediaType), "size": .integer(version.size), "sha256": .string(version.hash),
                "added_at": .string(version.addedAt.rfc3339), "by": .string(version.addedBy),
                "content": .string("\(Self.path)/\(file.id)/content?version=\(version.number)"),
            ]
        }
        return try .json(
            [
                "id": .string(file.id.text), "href": .string(FilePaths.file(file.id)), "title": .string(file.title), "note": .string(file.note),
                "record": .string(file.subjectName), "record_kind": .string(file.subject.kind), "record_id": .string(file.subject.id),
                "revision": .integer(file.revision), "removed": .bool(file.isRemoved), "changed_at": .string(file.updatedAt.rfc3339),
                "by": .string(file.updatedBy), "versions": .array(versions),
            ] as JSONValue)
    }

    @Sendable private func add(_ context: Context, _ file: UploadedFile) async throws -> Done {
        let typed = context.request.form
        let target = try await context.house.database.read { try pages.target(typed, context, $0) }
        let (title, note, problems) = FileForm.read(typed, isTitleNeeded: false, context.w)
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        let (id, isNew) = try await pages.add(try await good(file, context), to: target, title: title, note: note, context)
        // What was there already is told all the same, with the place where it is read.
        return .entered(id: id.text, at: "\(Self.path)/\(id)", isNew: isNew)
    }

    @Sendable private func replace(_ context: Context, _ file: UploadedFile) async throws -> Done {
        // Before the work of looking into it.
        _ = try await context.house.database.read { try pages.standing(context, $0).0 }
        try await pages.replace(by: try await good(file, context), context)
        return .changed
    }

    /// - Throws: `NotTaken` where it is not what it claims to be.
    private func good(_ file: UploadedFile, _ context: Context) async throws -> CheckedUpload {
        let (good, refused) = try await pages.checked([file], context)
        guard let upload = good.first else {
            var problems = Problems()
            problems.add("file", refused.first?.why ?? "")
            throw NotTaken(problems, context.w)
        }
        return upload
    }

    @Sendable private func change(_ context: Context, _ connection: Connection) throws -> Done {
        let (file, store) = try pages.standing(context, connection)
        try context.mustBe(onRevision: file.revision)
        let typed = context.request.changing(Parameters([("title", file.title), ("note", file.note)]))
        let (title, note, problems) = FileForm.read(typed, isTitleNeeded: true, context.w)
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        try store.describe(file, title: title, note: note, at: context.now, request: context.request.id)
        return .changed
    }

    private func setRemoved(_ isRemoved: Bool, _ context: Context, _ connection: Connection) throws -> Done {
        let (file, store) = try pages.find(context, connection)
        try store.setRemoved(isRemoved, file, at: context.now, request: context.request.id)
        return .changed
    }
}
