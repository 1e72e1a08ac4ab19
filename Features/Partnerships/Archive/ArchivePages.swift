import Kernel
import Ledger
import Markup
import Storage
import Web

/// The record of a partnership to take away, and for programs.
struct ArchivePages: Sendable {
    let cache: RecordCache

    var routes: [Route] {
        RecordRoutes.get("record/archive", archive)
    }

    @Sendable private func archive(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection, cache: cache, personal: true)
        let title = "\(page.partnership.home.name) – \(page.partnership.name)"
        let archive = RecordArchive(reading: page.reading, title: title, now: context.now, w: context.w)
        return Reply.html(archive.page).download("\(title) \(context.now.rfc3339.prefix(10)).html")
    }
}

extension RecordArchive {
    /// The record of a partnership as a file, from the command line.
    /// - Parameter id: the partnership, or its record.
    /// - Throws: `AppError.invalid` where there is no record.
    public static func file(_ id: PartnershipID, _ words: Words, at now: Instant, _ connection: Connection) throws -> String {
        let records = RecordStore(connection: connection)
        guard let record = try records.record(of: id) ?? (try records.head(id) == nil ? nil : id) else {
            throw AppError.invalid("There is no record of this partnership.")
        }
        let ledger = try records.ledger(record)
        let reading = SharedReading(ledger, own: nil, personal: try PersonalValueStore(connection: connection).values(of: record))
        let title = reading.everybody.map(\.name).joined(separator: " – ")
        return RecordArchive(reading: reading, title: title, now: now, w: words).page.text
    }
}
