import Foundation
import Kernel
import Markup
import Sheets
import Storage

/// A table of organisations on its way into the directory.
struct OrganisationImport: Sendable {
    enum State: String, Sendable, CaseIterable {
        /// Its rows are still being written down.
        case reading
        /// Its rows are here; their cities have still to be found.
        case read
        /// The cities are found as far as they are; what would become of the rows has to be worked out anew.
        case matched
        case planned, applied, undone
    }

    /// What would become of a row.
    enum Outcome: String, Sendable, CaseIterable {
        case unread, new
        /// The directory seems to have it.
        case same
        /// A row further up says the same.
        case double
        /// Its city is not certain yet.
        case open
        /// Left out, because somebody said so of its city.
        case out
        case refused

        /// What cannot be taken as it stands: what the report holds.
        static let untaken: [Outcome] = [.refused, .open, .double, .out]
    }

    /// By what a row is taken for an entry of the directory.
    enum Ground: String, Sendable {
        case identity, number, name
        /// The name alone: one of the two has no city.
        case alike
    }

    enum Act: String, Sendable { case created, filled }

    let id: ImportID
    let office: OfficeID
    /// What the file was called.
    let name: String
    let state: State
    let guess: SheetGuess
    let repeated: Int
    let brokenQuote: Int?
    let columns: OrganisationColumns
    let rows: Int
    let result: Result
    let revision: Int
    let job: JobID?
    let createdAt: Instant
    let createdBy: String

    /// What it did, and what undoing it did.
    struct Result: Codable, Sendable, Equatable {
        var entered = 0
        var filled = 0
        var leftOut = 0
        var removed = 0
        var restored = 0
        /// Changed by somebody since, and left as they are.
        var changed = 0
        /// Left as they are because something refers to them or hangs on them.
        var held = 0
    }

    struct Row: Sendable {
        let number: Int
        let line: Int
        let cells: [String]?
        /// The name of its city, by its number; nil while it is not read, and for a row that names none.
        var city: Int?
        var outcome: Outcome = .unread
        var fault: OrganisationFault?
        var match: OrganisationID?
        var ground: Ground?
        /// What an entry that is there would be given, by the columns' names.
        var adds: [OrganisationColumns.Part] = []
        /// The line further up that says the same.
        var sameLine: Int?
        var publishes = false
        /// The entry that was made or filled, and the revision it had then.
        var made: OrganisationID?
        var act: Act?
        var madeRevision: Int?
    }

    /// What somebody decided on the page.
    struct Choices: Codable, Sendable {
        enum Act: String, Codable, Sendable, CaseIterable { case fill, enter, skip }
        /// For those that seem to be here, by the row's number; `others` for those not decided one by one.
        var acts: [Int: Act] = [:]
        var others: Act = .fill

        /// Where only the name speaks for it, nothing is done unless somebody says so.
        func act(_ row: Row) -> Act { acts[row.number] ?? Self.usual(row, others) }

        static func usual(_ row: Row, _ others: Act = .fill) -> Act { row.ground == .alike ? .skip : others }
    }
}

extension OrganisationImport.Row {
    /// Why the row is not taken.
    func problem(_ w: Words) -> String {
        switch outcome {
        case .double: w("The same organisation stands in line \(sameLine.map(String.init) ?? "") already.")
        case .out: w("Left out, because somebody said so of its city.")
        default: fault?.sentence(w) ?? ""
        }
    }
}
