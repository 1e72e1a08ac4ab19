import Foundation
import Kernel
import Markup
import Storage
import Web

/// A file's own page and what is done with it. A handler loads, asks, acts and says where to go on.
struct FilePages: Sendable {
    let records: [RecordKind]
    let list: FileList

    var routes: [Route] {
        [
            .get(FilePaths.new, may: FilesFeature.edit, new),
            .postFlow(FilePaths.list, may: FilesFeature.edit, bodyLimit: Self.bodyLimit, upload),
            .get("\(FilePaths.list)/{id}", may: FilesFeature.read, show),
            .get("\(FilePaths.list)/{id}/edit", may: FilesFeature.edit, edit),
            .post("\(FilePaths.list)/{id}", may: FilesFeature.edit, change),
            .get("\(FilePaths.list)/{id}/version", may: FilesFeature.edit, newVersion),
            .postFlow("\(FilePaths.list)/{id}/version", may: FilesFeature.edit, bodyLimit: Self.bodyLimit, replace),
            .post("\(FilePaths.list)/{id}/removal", may: FilesFeature.edit) { try setRemoved(true, $0, $1) },
            .post("\(FilePaths.list)/{id}/restoration", may: FilesFeature.edit) { try setRemoved(false, $0, $1) },
        ]
    }

    /// Several files come at once, so a body may be larger than a file. The largest file is refused by name, not with the whole form.
    static let bodyLimit: Int = {
        let limit: Int
        do { limit = try Settings(environment: ProcessInfo.processInfo.environment, port: 8080).uploadLimit } catch { limit = Settings().uploadLimit }
        return limit + 200 << 20
    }()

    /// So many files are taken at once.
    static let mostAtOnce = 50

    // MARK: Reading

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (file, store) = try find(context, connection)
        guard let record = records.first(where: { $0.name == file.subject.kind }) else { throw AppError.notFound }
        let page = FilePage(
            file: file, kind: record, versions: try store.versions(of: file),
            text: file.version.hasText ? try store.texts([file.version.content], most: FileViews.shownText + 1)[file.version.content] : nil,
            canEdit: context.may(FilesFeature.edit))
        return context.page(file.title, path: FilePaths.file(file.id), FileViews.page(page, context))
    }

    func find(_ context: Context, _ connection: Connection) throws -> (StoredFile, FileStore) {
        let store = try FileStore(context, connection, records)
        let file = try store.find(context.id("id"))
        // What was removed is there for those who may take it back.
        guard !file.isRemoved || context.may(FilesFeature.edit) else { throw AppError.notFound }
        return (file, store)
    }

    /// One that may be changed: what was removed must be taken back first.
    func standing(_ context: Context, _ connection: Connection) throws -> (StoredFile, FileStore) {
        let (file, store) = try find(context, connection)
        guard !file.isRemoved else { throw AppError.invalid(context.w("This file was removed. Take it back before you change it.")) }
        return (file, store)
    }

    // MARK: Uploading

    private func new(_ context: Context, _ connection: Connection) throws -> Reply {
        let query = context.request.query
        let target = try target(query, context, connection)
        return uploadPage(target, Parameters(), Problems(), [], context)
    }

    /// Keeps what was uploaded and attaches it to a record.
    /// - Returns: the file that has it now, be it one that had it before (a form sent twice).
    func add(_ upload: CheckedUpload, to target: UploadTarget, title: String, note: String, _ context: Context) async throws -> (
        id: FileID, isNew: Bool
    ) {
        let content = try await ContentStore.keep(upload, office: try context.office(), at: context.now, context.house.database)
        return try await context.house.database.write { connection in
            try target.record.keep(target.subject.id, connection)
            return try FileStore(context, connection, records).add(
                upload, content: content, to: target.subject, title: title.isEmpty ? upload.name.stem : title, note: note, at: context.now,
                request: context.request.id)
        }
    }

    /// What is to be attached to.
    /// - Throws: `AppError.notFound` for what this reader may not see.
    func target(_ asked: Parameters, _ context: Context, _ connection: Connection) throws -> UploadTarget {
        let (kind, id, then) = (asked.text("kind"), asked.text("record"), asked.text("then"))
        guard let record = records.first(where: { $0.name == kind }) else { throw AppError.notFound }
        return UploadTarget(
            record: record, subject: FileSubject(kind: kind, id: id), name: try record.name(of: id, for: context.actor, context.language, connection),
            path: record.path(id), then: then.hasPrefix("/office/") ? then : nil)
    }

    private func uploadPage(
        _ target: UploadTarget, _ typed: Parameters, _ problems: Problems, _ refused: [RefusedFile], kept: Int = 0, _ context: Context
    ) -> Reply {
        let w = context.w
        return context.page(
            w("Add files to \(target.name)"), status: problems.isEmpty && refused.isEmpty ? 200 : 422, path: FilePaths.list,
            FileFormViews.upload(target, FormView(typed, problems, w), refused, kept: kept, context))
    }

    private func upload(_ context: Context) async throws -> Reply {
        let (w, form) = (context.w, context.request.form)
        let target = try await context.house.database.read { try self.target(form, context, $0) }
        var (title, note, problems) = FileForm.read(form, isTitleNeeded: false, w)
        let files = context.request.files.filter { $0.field == "files" }
        if files.isEmpty { problems.add("files", w("Choose one file at least.")) }
        if files.count > Self.mostAtOnce { problems.add("files", w("At most \(Self.mostAtOnce) files at once. Send the others afterwards.")) }
        guard problems.isEmpty else { return uploadPage(target, form, problems, [], context) }
        if files.count > 1 { title = "" }
        let (good, refused) = try await checked(files, context)
        var added = 0
        for upload in good where try await add(upload, to: target, title: title, note: note, context).isNew { added += 1 }
        guard refused.isEmpty else {
            var problems = Problems()
            problems.add("files", w("\(refused.count) files were not taken. Why stands above; choose them again when they are put right."))
            return uploadPage(target, form, problems, refused, kept: added, context)
        }
        let word = added == 0 ? w("This record has these files already; nothing was added twice.") : w("\(added) files are attached.")
        return .redirect(target.then ?? target.path).saying(word)
    }

    /// Those that are what they claim, and those that are not, with the reason.
    func checked(_ files: [UploadedFile], _ context: Context) async throws -> (good: [CheckedUpload], refused: [RefusedFile]) {
        let (limit, fallback) = (context.house.settings.uploadLimit, context.w("file"))
        var (good, refused): ([CheckedUpload], [RefusedFile]) = ([], [])
        for file in files {
            do {
                good.append(try await Aside.run { try CheckedUpload(file, limit: limit, fallback: fallback) })
            } catch let refusal as FileRefusal {
                refused.append(RefusedFile(name: FileName(file.name, fallback: fallback).text, why: refusal.words(context.w)))
            }
        }
        return (good, refused)
    }

    // MARK: Another version

    private func newVersion(_ context: Context, _ connection: Connection) throws -> Reply {
        versionPage(try standing(context, connection).0, Problems(), [], context)
    }

    private func versionPage(_ file: StoredFile, _ problems: Problems, _ refused: [RefusedFile], _ context: Context) -> Reply {
        let w = context.w
        return context.page(
            w("New version of \(file.title)"), status: problems.isEmpty && refused.isEmpty ? 200 : 422, path: FilePaths.file(file.id),
            FileFormViews.version(file, FormView(Parameters(), problems, w), refused, context))
    }

    private func replace(_ context: Context) async throws -> Reply {
        let w = context.w
        let file = try await context.house.database.read { try self.standing(context, $0).0 }
        var problems = Problems()
        let files = context.request.files.filter { $0.field == "files" }
        if files.count != 1 { problems.add("files", w("Choose the one file that is the new version.")) }
        guard problems.isEmpty else { return versionPage(file, problems, [], context) }
        let (good, refused) = try await checked(files, context)
        guard let upload = good.first else {
            problems.add("files", w("The file was not taken. Why stands above."))
            return versionPage(file, problems, refused, context)
        }
        try await replace(by: upload, context)
        return .redirect(FilePaths.file(file.id)).saying(w("The new version is there; the one before is kept below."))
    }

    /// Keeps what was uploaded as the new version of the file that the address names.
    func replace(by upload: CheckedUpload, _ context: Context) async throws {
        let content = try await ContentStore.keep(upload, office: try context.office(), at: context.now, context.house.database)
        try await context.house.database.write { connection in
            // It may have been changed while the upload ran: what stands now is replaced.
            let (present, store) = try self.standing(context, connection)
            try store.replace(present, by: upload, content: content, at: context.now, request: context.request.id)
        }
    }

    // MARK: Changing

    private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let (file, _) = try standing(context, connection)
        return editPage(file, Parameters([("title", file.title), ("note", file.note), ("revision", String(file.revision))]), Problems(), context)
    }

    private func editPage(_ file: StoredFile, _ typed: Parameters, _ problems: Problems, _ context: Context, status: Int? = nil, above: HTML = .empty)
        -> Reply
    {
        context.page(
            context.w("Change \(file.title)"), status: status ?? (problems.isEmpty ? 200 : 422), path: FilePaths.file(file.id),
            FileFormViews.edit(file, FormView(typed, problems, context.w), above: above, context))
    }

    private func change(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, form) = (context.w, context.request.form)
        let (file, store) = try standing(context, connection)
        let (title, note, problems) = FileForm.read(form, isTitleNeeded: true, w)
        guard problems.isEmpty else { return editPage(file, form, problems, context) }
        guard form.text("revision") == String(file.revision) else {
            let notice = ConflictView.notice(
                by: file.updatedBy, at: file.updatedAt, fields: [(w("Title"), file.title, title), (w("Note"), file.note, note)], w)
            return editPage(file, form.setting("revision", String(file.revision)), problems, context, status: 409, above: notice)
        }
        try store.describe(file, title: title, note: note, at: context.now, request: context.request.id)
        return .redirect(FilePaths.file(file.id)).saying(w("Your changes are saved."))
    }

    private func setRemoved(_ isRemoved: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (file, store) = try find(context, connection)
        try store.setRemoved(isRemoved, file, at: context.now, request: context.request.id)
        guard isRemoved, let record = records.first(where: { $0.name == file.subject.kind }) else {
            return .redirect(FilePaths.file(file.id)).saying(w("The file is back where it was."))
        }
        return .redirect(record.path(file.subject.id)).saying(
            w("“\(file.title)” is removed. For \(FileStore.daysKept) days it can be taken back: Files, Removed."))
    }
}

/// What an upload is for.
struct UploadTarget: Sendable {
    let record: RecordKind
    let subject: FileSubject
    let name: String
    let path: String
    /// Where to go on instead, within the office.
    let then: String?
}

/// A file that was not taken, and why.
struct RefusedFile: Sendable {
    let name: String
    let why: String
}
