import Foundation
import Kernel
import Storage

/// What is done with files in the background: pictures and texts are made of new ones, what was removed long ago is cleared away.
enum FileJobs {
    static let all = [JobHandler(kind: "files-read", restartable: true, run: read), JobHandler(kind: "files-tidy", restartable: true, run: tidy)]

    private struct Reading: Codable {
        let content: ContentID
        let office: OfficeID
        let kind: FileKind
    }

    private struct Tidying: Codable { let office: OfficeID }

    /// Nobody waits for it and nobody needs to see it, so it belongs to no office's list of jobs.
    static func read(_ content: ContentID, _ kind: FileKind, office: OfficeID, _ connection: Connection, at now: Instant) throws {
        try connection.jobs.enqueue(
            kind: "files-read", title: "Reading a file", payload: Reading(content: content, office: office, kind: kind), office: nil, by: .system,
            at: now, dedupe: "files-read \(content)")
    }

    static func tidy(office: OfficeID, _ connection: Connection, at now: Instant) throws {
        try connection.jobs.enqueue(
            kind: "files-tidy", title: "Clearing away removed files", payload: Tidying(office: office), office: nil, by: .system, at: now,
            dedupe: "files-tidy \(office)")
    }

    // MARK: Reading

    @Sendable private static func read(_ context: JobContext) async throws -> String? {
        let task = try context.job.payload(as: Reading.self)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { remove(folder) }
        let source = folder.appendingPathComponent("original.\(task.kind.ending)")
        try await write(task.content, to: source, context.database)
        try context.progress.update(done: 1, total: 3)
        let hasPictures = task.kind.hasPicture ? try await pictures(of: source, task, folder, context.database) : false
        try context.progress.update(done: 2)
        let text = task.kind.hasText ? try await FileText.of(source, task.kind, folder: folder) : ""
        let words = text.isEmpty ? [] : try await Aside.run { FileWords.of(text) }
        try await context.database.write { connection in
            let store = ContentStore(connection: connection, office: task.office)
            if !words.isEmpty { try store.keepText(text, words: words, of: task.content) }
            try store.noteRead(task.content, hasPictures: hasPictures, hasText: !words.isEmpty)
        }
        return nil
    }

    private static func write(_ content: ContentID, to url: URL, _ database: Database) async throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw AppError.invalid("The server has no room for the file.")
        }
        let handle = try FileHandle(forWritingTo: url)
        try await ContentStore.send(.original, of: content, database) { try handle.write(contentsOf: Data($0)) }
        try handle.close()
    }

    private static func pictures(of source: URL, _ task: Reading, _ folder: URL, _ database: Database) async throws -> Bool {
        for (form, side) in [(ContentForm.preview, 1600), (.thumbnail, 320)] {
            let target = folder.appendingPathComponent("\(form.rawValue).jpg")
            guard try await Pictures.scale(source, task.kind, to: side, target, folder) else { return false }
            try await ContentStore.put(FileHandle(forReadingFrom: target), as: form, of: task.content, office: task.office, database)
        }
        return true
    }

    // MARK: Clearing away

    @Sendable private static func tidy(_ context: JobContext) async throws -> String? {
        let task = try context.job.payload(as: Tidying.self)
        let now = context.clock.now()
        try await context.database.write { connection in
            let before = now.adding(days: -Int64(FileStore.daysKept))
            let gone = try connection.rows(
                "SELECT id FROM file WHERE office_id = \(task.office) AND removed_at < \(before) ORDER BY removed_at LIMIT 500"
            ) { try $0["id"] as FileID }
            try connection.journal.record(
                gone.map { Fact("erased", FileStore.subject, $0.text, office: task.office) }, by: .system, at: now)
            try connection.run("DELETE FROM file WHERE id IN \(list: gone)")
            try ContentStore(connection: connection, office: task.office).clear(before: now.adding(days: -1))
        }
        return nil
    }

    /// What cannot be removed lies in the system's temporary folder and goes with it.
    private static func remove(_ folder: URL) {
        do { try FileManager.default.removeItem(at: folder) } catch { return }
    }
}
