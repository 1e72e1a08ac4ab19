import Foundation
import Kernel
import Storage
import Web

/// The bytes of files, sent a piece at a time to whoever may see the record they hang on.
struct FileContentPages: Sendable {
    let records: [RecordKind]

    var routes: [Route] {
        let one = "\(FilePaths.list)/{id}/versions/{number}"
        return [
            .getFlow(one, may: FilesFeature.read) { try await send(.original, try $0.number("number"), $0) },
            .getFlow("\(one)/preview", may: FilesFeature.read) { try await send(.preview, try $0.number("number"), $0) },
            .getFlow("\(one)/thumbnail", may: FilesFeature.read) { try await send(.thumbnail, try $0.number("number"), $0) },
        ]
    }

    /// The bytes that were uploaded; without `version` in the address, those of the present one.
    @Sendable func sendToPrograms(_ context: Context) async throws -> Reply {
        let asked = context.request.query["version"]
        guard let asked else { return try await send(.original, nil, context) }
        guard let number = Int(asked.prefix(10)) else { throw AppError.notFound }
        return try await send(.original, number, context)
    }

    /// - Parameter number: of the version; nil for the present one.
    private func send(_ form: ContentForm, _ number: Int?, _ context: Context) async throws -> Reply {
        let database = context.house.database
        let (version, size) = try await database.read { connection in
            let store = try FileStore(context, connection, records)
            let file = try store.find(context.id("id"))
            guard !file.isRemoved || context.may(FilesFeature.edit) else { throw AppError.notFound }
            let version = try number.map { try store.version($0, of: file) } ?? file.version
            let size =
                form == .original ? version.size : try ContentStore(connection: connection, office: file.office).size(form, of: version.content)
            guard size > 0 else { throw AppError.notFound }
            return (version, size)
        }
        let tag = "\"\(version.hash.prefix(32))-\(form.rawValue)\""
        if context.request.headers["if-none-match"]?.contains(tag) == true { return Self.guarded(Reply(status: 304), tag) }
        let reply = Self.bytes(form, of: version.content, form == .original ? version.kind : .jpeg, size, database)
        return Self.named(
            reply, form == .original ? version.name : "\(form.rawValue).jpg", opens: form != .original || version.kind.opensInBrowser, tag, context)
    }

    /// The original under a hash, for whoever holds it; nil where it is not here.
    static func send(held hash: String, for holder: String, named name: String, _ context: Context) async throws -> Reply? {
        let database = context.house.database
        guard let found = try await database.read({ try HeldContents(connection: $0).content(hash, of: holder) }) else { return nil }
        let tag = "\"\(hash.prefix(32))-original\""
        if context.request.headers["if-none-match"]?.contains(tag) == true { return guarded(Reply(status: 304), tag) }
        return Self.named(bytes(.original, of: found.id, found.kind, found.size, database), name, opens: found.kind.opensInBrowser, tag, context)
    }

    private static func bytes(_ form: ContentForm, of content: ContentID, _ kind: FileKind, _ size: Int, _ database: Database) -> Reply {
        Reply(
            body: .stream(type: kind.mediaType) { sink in
                try await ContentStore.send(form, of: content, database) { try await sink($0) }
            }
        ).header("content-length", String(size))
    }

    private static func named(_ reply: Reply, _ name: String, opens: Bool, _ tag: String, _ context: Context) -> Reply {
        let named = reply.download(name)
        return guarded(opens && context.request.query["save"] == nil ? inline(named) : named, tag)
    }

    /// Even a file made to attack does nothing here: no script, no frame, no guessing of another type, no other site shows it.
    private static func guarded(_ reply: Reply, _ tag: String) -> Reply {
        reply.header("etag", tag).header("cache-control", "private, no-cache").header("content-security-policy", "sandbox; default-src 'none'")
            .header("cross-origin-resource-policy", "same-origin")
    }

    private static func inline(_ reply: Reply) -> Reply {
        var copy = reply
        copy.headers = reply.headers.map { name, value in
            name == "content-disposition" ? (name, value.replacingOccurrences(of: "attachment;", with: "inline;")) : (name, value)
        }
        return copy
    }
}
