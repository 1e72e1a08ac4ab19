import Directory
import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Sheets
import Storage

/// Runs a change of the database: in a transaction of its own, or inside one that stands already.
typealias Writing = ((Connection) throws -> Void) throws -> Void

/// Reads the rows of an import and finds a place for every name in them, a thousand rows at a time. Each different name is looked up once.
struct Matching {
    let gazetteer: Gazetteer
    let reconciler: Reconciler

    /// Nothing of it counts before the end: an import that was stopped half-way is read anew.
    /// - Parameters:
    ///   - read: gives the import with its file and what is known of the office.
    ///   - progress: told how many rows are done; what it throws ends the work.
    func run(_ source: Source, _ write: Writing, progress: (Int) throws -> Void) throws {
        let id = source.record.id
        try write { try ImportStore($0, office: source.record.office).clear(id) }
        var names = Names(home: source.home)
        var waiting: [RawRow] = []
        var done = 0
        func flush() throws {
            let new = try judged(names.takeNew(), source)
            let rows = waiting
            waiting.removeAll(keepingCapacity: true)
            try write { connection in
                let store = ImportRowStore(connection, id)
                try store.names.add(new)
                try store.add(rows)
            }
            done += rows.count
            try progress(done)
        }
        try SheetIntake.with(source.content) { file in
            let reader = try SheetReader(file: file, guess: source.record.guess)
            let mapper = RowMapper(columns: source.record.mapping, guess: source.record.guess)
            try reader.forEachRow { row in
                guard !row.repeatsHeader else { return }
                waiting.append(mapper.row(row, &names))
                if waiting.count == ImportRowStore.batch { try flush() }
            }
        }
        try flush()
        try write { connection in
            let store = ImportRowStore(connection, id)
            try store.countRows()
            try store.recogniseHomes()
            try store.mark()
        }
    }

    /// What matching needs to know, read before it begins.
    struct Source: Sendable {
        let record: ImportRecord
        let content: [UInt8]
        let home: PlaceID
        let knownCities: [String: Set<PlaceID>]

        init(_ id: ImportID, office: OfficeID, gazetteer: Gazetteer, _ connection: Connection) throws {
            let store = ImportStore(connection, office: office)
            record = try store.open(id)
            content = try store.content(id)
            home = try store.home().place
            var known = try store.knownCities()
            // The office's own city counts under every name it has, and before any namesake.
            for name in try gazetteer.allNames(home) { known[FoldedName(name).text] = [home] }
            knownCities = known
        }
    }

    private func judged(_ names: [NewName], _ source: Source) throws -> [ImportName] {
        var found: [ImportName] = []
        var asked: [NewName] = []
        for name in names {
            // A home city stands in the list without its country; the directory of the office knows which is meant.
            if name.part == .home, name.country.isEmpty, let places = source.knownCities[FoldedName(name.written).text], places.count == 1,
                let place = places.first
            {
                found.append(name.name(place: place, verdict: .matched, reason: .exactName(name: name.written), candidates: []))
            } else {
                asked.append(name)
            }
        }
        let verdicts = try reconciler.reconcile(
            asked.map { name in
                Written(name: name.written, country: name.country.isEmpty ? nil : name.country, region: name.region.isEmpty ? nil : name.region)
            })
        for (name, verdict) in zip(asked, verdicts) {
            let candidates = verdict.status == .matched ? [] : verdict.candidates.map { CandidateNote(place: $0.place.id, reason: $0.reason) }
            found.append(name.name(place: verdict.place?.id, verdict: verdict.status, reason: verdict.reason, candidates: candidates))
        }
        return found
    }
}

/// A name met for the first time.
struct NewName {
    let number: Int
    let part: ImportName.Part
    let written: String
    let country: String
    let region: String
    let row: Int

    func name(place: PlaceID?, verdict: Verdict.Status, reason: Reason, candidates: [CandidateNote]) -> ImportName {
        ImportName(
            number: number, part: part, written: written, country: country, region: region, firstRow: row, rows: 1, verdict: verdict, reason: reason,
            candidates: candidates, place: verdict == .matched ? place : nil, isCase: verdict != .matched, answer: nil, asked: "", answeredBy: nil)
    }
}

/// The different names of a file, numbered in the order in which they are met.
struct Names {
    let home: PlaceID
    private var known: [String: Int] = [:]
    private var new: [NewName] = []

    init(home: PlaceID) { self.home = home }

    mutating func number(_ part: ImportName.Part, _ written: String, country: String, region: String, row: Int) -> Int {
        let key = [part.rawValue, written, country, region].joined(separator: "\u{1F}")
        if let number = known[key] { return number }
        let number = known.count
        known[key] = number
        new.append(NewName(number: number, part: part, written: written, country: country, region: region, row: row))
        return number
    }

    mutating func takeNew() -> [NewName] {
        defer { new.removeAll(keepingCapacity: true) }
        return new
    }
}

/// Turns a row of the sheet into a row of the import.
struct RowMapper {
    let columns: ImportColumns
    /// Columns that are nothing else, with their headings.
    private let rest: [(index: Int, label: String)]

    /// Longer texts are cut: nobody reads them in a register.
    private static let longest = 2000

    init(columns: ImportColumns, guess: SheetGuess) {
        self.columns = columns
        rest = columns.keepsRest ? guess.columns.filter { !columns.used.contains($0.index) }.map { ($0.index, $0.label) } : []
    }

    func row(_ row: SheetRow, _ names: inout Names) -> RawRow {
        func cell(_ part: ImportColumns.Part, most: Int = 300) -> String {
            guard let index = columns[part], row.cells.indices.contains(index) else { return "" }
            return SheetIntake.clean(row.cells[index], most: most)
        }
        let partner = names.number(.partner, cell(.partner), country: cell(.country), region: cell(.region), row: row.number)
        let home = cell(.home)
        var notes = [cell(.note, most: Self.longest)]
        for (index, label) in rest where row.cells.indices.contains(index) {
            let text = SheetIntake.clean(row.cells[index], most: Self.longest)
            if !text.isEmpty { notes.append("\(label): \(text)") }
        }
        return RawRow(
            number: row.number, partner: partner, home: home.isEmpty ? nil : names.number(.home, home, country: "", region: "", row: row.number),
            since: cell(.since), kind: cell(.kind), status: cell(.status), field: cell(.field), lead: cell(.lead),
            note: String(notes.filter { !$0.isEmpty }.joined(separator: "\n").prefix(Self.longest * 2)))
    }
}
