import Directory
import Foundation
import Kernel
import Reconciliation
import Sheets
import Storage

/// An uploaded spreadsheet on its way into the register.
struct ImportRecord: Sendable {
    enum State: String, Sendable, Codable, CaseIterable {
        /// The file is here; what its columns mean is being settled.
        case columns
        /// Its rows are here, each name with what was found for it.
        case matched
        case applied
        case undone
    }

    let id: ImportID
    let office: OfficeID
    /// As the file was called.
    let name: String
    let size: Int
    let guess: SheetGuess
    let mapping: ImportColumns
    let state: State
    /// Whether what is to become of each row has been worked out, and still holds.
    let isPlanned: Bool
    /// Rows of data, repeated headings not among them.
    let rows: Int
    /// Rows that repeat the headings, passed over.
    let repeated: Int
    /// The row with a quotation mark that is never closed; such marks were then read as plain text.
    let brokenQuote: Int?
    /// The work in the background that was begun last.
    let job: JobID?
    let outcome: ImportOutcome?
    /// Counts the changes, so that two people do not overwrite each other.
    let revision: Int
    let createdAt: Instant
    let createdBy: String
    let updatedAt: Instant
    let updatedBy: String
    let appliedAt: Instant?

    /// Up to so many rows nobody waits for a worker: everything is done while the page is awaited.
    static let smallest = 200
    var isSmall: Bool { rows <= Self.smallest }
    /// The most rows an import may have.
    static let mostRows = SheetIntake.mostRows
}

/// Which column of the sheet is what, by its number from 0.
struct ImportColumns: Sendable, Codable, Equatable {
    enum Part: String, Sendable, CaseIterable, Codable {
        case partner, country, region, home, since, kind, status, field, lead, note
    }

    private var places: [String: Int] = [:]
    /// Whether the columns that are nothing of these are kept in the note.
    var keepsRest = false

    subscript(_ part: Part) -> Int? {
        get { places[part.rawValue] }
        set { places[part.rawValue] = newValue }
    }

    var used: Set<Int> { Set(places.values) }
}

/// What an import did, as its page says it.
struct ImportOutcome: Sendable, Codable, Equatable {
    var created = 0
    var changed = 0
    var untouched = 0
    var leftOut = 0
    var organisations = 0
    /// After it was undone.
    var removed: Int?
    var restored: Int?
    var kept: Int?
    var archived: Int?
}

/// What is to become of a row.
enum RowAct: String, Sendable, CaseIterable {
    /// A name in it has no place yet.
    case open
    /// Left out by somebody.
    case out
    /// Its places are settled; the rest has not been worked out yet.
    case ready
    case create
    /// The register has it, and somebody chose to change it to what the file says.
    case change
    /// The register has it and says otherwise; nothing is done unless somebody chooses so.
    case differs
    /// The register has it and says the same.
    case same
    /// An earlier row of the file says the same.
    case double
    /// The partner is the city itself.
    case itself

    /// The order of the plan's sections.
    static let shown: [RowAct] = [.differs, .change, .create, .same, .double, .itself, .out, .open]
}

/// A row of the file with what is to become of it.
struct ImportRow: Sendable {
    let number: Int
    let partnerName: Int
    let homeName: Int?
    let partner: PlaceID?
    let home: PlaceID?
    let written: String
    let since: String
    let kind: String
    let status: String
    let field: String
    let lead: String
    let note: String
    /// The date as somebody typed it anew, where the file's could not be read.
    let corrected: String?
    let choice: String?
    let act: RowAct
    let existing: PartnershipID?
    let existingSince: PartialDate?
    let existingKind: PartnershipKind?
    let existingStatus: PartnershipStatus?
    let sameAs: Int?
    /// Its date could not be read.
    let isUnclear: Bool
}

/// How many rows and cases stand how.
struct ImportTally: Sendable, Equatable {
    var acts: [RowAct: Int] = [:]
    var cases = 0
    var decided = 0
    var matchedNames = 0

    var rows: Int { acts.values.reduce(0, +) }
    var open: Int { acts[.open] ?? 0 }
    var out: Int { acts[.out] ?? 0 }
    var settled: Int { rows - open - out }
    /// How many rows do something when the plan is carried out.
    var acting: Int { (acts[.create] ?? 0) + (acts[.change] ?? 0) }
}
