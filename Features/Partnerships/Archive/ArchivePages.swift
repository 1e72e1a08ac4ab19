import Kernel
import Ledger
import Markup
import Storage
import Web

/// The record of a partnership to take away, and for programs.
struct ArchivePages: Sendable {
    let documents: DocumentSource

    var routes: [Route] {
        let path = "record/archive"
        return [
            .getFlow("\(PartnershipPaths.register)/{id}/\(path)", may: May.read, archive),
            .getFlow("\(GuestPaths.guest)/{token}/\(path)", may: .anyone, archive),
            .apiFile(
                "/api/v1/partnerships/{id}/\(path)", may: May.read,
                .file(
                    "The whole record to take away: entries, values, files and a page to read, which anybody can verify (docs/ledger.md)",
                    mediaType: "text/html"), archive),
        ]
    }

    private enum Found: Sendable {
        case archive(RecordArchive)
        /// Why a guest gets none.
        case answer(Reply)
    }

    @Sendable private func archive(_ context: Context) async throws -> Reply {
        let database = context.house.database
        let found = try await database.read { connection -> Found in
            do { return .archive(try prepare(context, connection)) } catch let error where context.request.pathValues["token"] != nil {
                return .answer(try RecordRoutes.opened { _, _ in throw error }(context, connection))
            }
        }
        switch found {
        case .answer(let reply): return reply
        case .archive(let archive):
            let reply = Reply(
                body: .stream(type: "text/html; charset=utf-8") { sink in
                    try await archive.write(documents, database) { try await sink($0) }
                })
            return reply.download("\(archive.title) \(context.now.rfc3339.prefix(10)).html")
        }
    }

    private func prepare(_ context: Context, _ connection: Connection) throws -> RecordArchive {
        let page = try RecordPage(context, connection, personal: true)
        return RecordArchive(
            reading: page.reading, present: try documents.held(page.record.text, connection),
            title: "\(page.partnership.home.name) – \(page.partnership.name)",
            now: context.now, w: context.w)
    }
}

extension RecordArchive {
    /// Writes the record of a partnership, as the command line does it.
    /// - Parameters:
    ///   - id: the partnership, or its record.
    ///   - sink: takes the file, a piece at a time.
    /// - Throws: `AppError.invalid` where there is no record, and where it is damaged: an archive must verify.
    public static func write(
        _ id: PartnershipID, _ words: Words, at now: Instant, _ documents: DocumentSource, _ database: Database,
        to sink: ([UInt8]) async throws -> Void
    ) async throws {
        let archive = try await database.read { connection in
            let records = RecordStore(connection: connection)
            guard let record = try records.record(of: id) ?? (try records.head(id) == nil ? nil : id) else {
                throw AppError.invalid("There is no record of this partnership.")
            }
            try RecordCheck(connection).mustBeWhole(record)
            let reading = SharedReading(
                try records.ledger(record), own: nil, personal: try PersonalValueStore(connection: connection).values(of: record))
            return RecordArchive(
                reading: reading, present: try documents.held(record.text, connection), title: reading.everybody.map(\.name).joined(separator: " – "),
                now: now, w: words)
        }
        try await archive.write(documents, database, to: sink)
    }
}
