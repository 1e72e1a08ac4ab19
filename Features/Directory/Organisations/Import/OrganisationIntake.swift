import Foundation
import Kernel
import Sheets
import Storage

/// Writes the rows of an uploaded file down, some at a time: neither memory nor a long transaction holds all of them.
enum OrganisationIntake {
    /// - Returns: nil for a file that holds nothing but headings.
    /// - Throws: `SheetError`, or `SheetIntake.TooManyRows`; nothing of the file is kept then.
    static func take(
        _ upload: ImportUpload, office: OfficeID, by actor: Actor, at now: Instant, _ database: Database
    ) throws -> ImportID? {
        let (file, name, options) = (upload.file, upload.name, upload.options)
        let intake = try SheetIntake(file: file, name: name, options: options)
        guard intake.rows > 0 else { return nil }
        let columns = OrganisationColumns(headings: intake.guess.columns.map(\.name))
        let id = try database.writeSync {
            try OrganisationImportStore($0, office: office).add(name: name, intake, columns: columns, by: actor, at: now)
        }
        do {
            try keep(file, intake, id, office, database)
            try database.writeSync { try OrganisationImportStore($0, office: office).setState(id, .read, by: actor, at: now) }
        } catch {
            try database.writeSync { try OrganisationImportStore($0, office: office).remove(id) }
            throw error
        }
        return id
    }

    /// So much of a file is held at most, beside its last row.
    private static let mostBytes = 4 << 20

    private static func keep(_ file: URL, _ intake: SheetIntake, _ id: ImportID, _ office: OfficeID, _ database: Database) throws {
        var waiting: [OrganisationImport.Row] = []
        var (bytes, number) = (0, 0)
        func flush() throws {
            let rows = waiting
            try database.writeSync { connection in
                // Somebody may have discarded it meanwhile.
                _ = try OrganisationImportStore(connection, office: office).find(id)
                try OrganisationImportRows(connection, id).add(rows)
            }
            waiting.removeAll(keepingCapacity: true)
            bytes = 0
        }
        try SheetReader(file: file, guess: intake.guess).forEachRow { row in
            guard !row.repeatsHeader else { return }
            // One sign more than is taken, so that what is too long is told and not cut.
            let cells = (row.cells + row.surplus).map { OrganisationReading.plain(String($0.prefix(OrganisationReading.longestNote + 1))) }
            waiting.append(OrganisationImport.Row(number: number, line: row.number, cells: cells))
            number += 1
            bytes += cells.reduce(0) { $0 + $1.utf8.count }
            if waiting.count == OrganisationImportRows.batch || bytes >= mostBytes { try flush() }
        }
        if !waiting.isEmpty { try flush() }
    }
}
