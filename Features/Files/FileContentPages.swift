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
            .getFlow(one, may: FilesFeature.read) { try await send(.original, $0) },
            .getFlow("\(one)/preview", may: FilesFeature.read) { try await send(.preview, $0) },
            .getFlow("\(one)/thumbnail", may: FilesFeature.read) { try await send(.thumbnail, $0) },
        ]
    }

    private func send(_ form: ContentForm, _ context: Context) async throws -> Reply {
        let database = context.house.database
        let (version, size) = try await database.read { connection in
            let store = try FileStore(context, connection, records)
            let file = try store.find(context.id("id"))
            guard !file.isRemoved || context.may(FilesFeature.edit) else { throw AppError.notFound }
            let version = try store.version(context.number("number"), of: file)
            let size =
                form == .original ? version.size : try ContentStore(connection: connection, office: file.office).size(form, of: version.content)
            guard size > 0 else { throw AppError.notFound }
            return (version, size)
        }
        let tag = "\"\(version.hash.prefix(32))-\(form.rawValue)\""
        if context.request.headers["if-none-match"]?.contains(tag) == true { return Self.guarded(Reply(status: 304), tag) }
        let type = form == .original ? version.kind.mediaType : "image/jpeg"
        let content = version.content
        let reply = Reply(
            body: .stream(type: type) { sink in
                try await ContentStore.send(form, of: content, database) { try await sink($0) }
            }
        ).header("content-length", String(size))
        let opens = form != .original || version.kind.opensInBrowser
        var named = reply.download(form == .original ? version.name : "\(form.rawValue).jpg")
        if opens, context.request.query["save"] == nil { named = Self.inline(named) }
        return Self.guarded(named, tag)
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
