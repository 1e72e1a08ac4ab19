import Foundation
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Sheets
import Storage

extension DirectoryFeature {
    /// Imports organisations from the command line: what is new is entered, what is here already or stands twice is counted, what is unclear is
    /// reported with its row.
    ///
    /// The file is read as a stream, and its cities are looked up before the one transaction in which the rows are entered. A dry run only reads.
    /// - Parameters:
    ///   - name: what the file is called; its ending says nothing, its bytes do.
    ///   - w: English, as all words of the command line.
    ///   - report: told a line at a time.
    /// - Throws: `AppError.invalid` with what is wrong with the file.
    public static func importOrganisations(
        file: URL, name: String, office: OfficeID, by actor: Actor, dryRun: Bool, database: Database, gazetteer: Gazetteer, reconciler: Reconciler,
        w: Words,
        report: (String) -> Void
    ) throws {
        do {
            let reader = try SheetReader(file: file, name: name)
            let reading = OrganisationReading(columns: OrganisationColumns(headings: reader.guess.columns.map(\.name)))
            var cities = CityLookup(gazetteer: gazetteer, reconciler: reconciler)
            try forEachBatch(reader) { _, rows in _ = try cities.findings(rows.map(reading.read)) }
            let found = cities
            let run: (Connection) throws -> [String] = { connection in
                try enter(reader, reading, found, office: office, by: actor, at: .now(), dryRun: dryRun, w, connection)
            }
            let lines = try dryRun ? database.readSync(run) : database.writeSync(run)
            lines.forEach(report)
        } catch let error as SheetError { throw AppError.invalid("\(name): \(error.message)") }
    }

    /// The cells of the rows, some at a time, with the number of the first, from 1. Blank rows and repeated headings do not count.
    private static func forEachBatch(_ reader: SheetReader, _ body: (_ first: Int, _ rows: [[String]]) throws -> Void) throws {
        var waiting: [[String]] = []
        var first = 1
        func flush() throws {
            guard !waiting.isEmpty else { return }
            try body(first, waiting)
            first += waiting.count
            waiting.removeAll(keepingCapacity: true)
        }
        try reader.forEachRow { row in
            guard !row.repeatsHeader else { return }
            waiting.append(row.cells + row.surplus)
            if waiting.count == OrganisationImportRows.batch { try flush() }
        }
        try flush()
    }

    /// - Returns: a line for every row that was refused, and one that sums up.
    private static func enter(
        _ reader: SheetReader, _ reading: OrganisationReading, _ found: CityLookup, office: OfficeID, by actor: Actor, at now: Instant, dryRun: Bool,
        _ w: Words, _ connection: Connection
    ) throws -> [String] {
        var cities = found
        var judgement = OrganisationJudgement(office: office, looksForGains: false)
        var (lines, entered, known): ([String], Int, Int) = ([], 0, 0)
        let batch = ImportID.new().text
        try forEachBatch(reader) { first, rows in
            let drafts = rows.map(reading.read)
            let candidates = try zip(zip(first..., drafts), cities.findings(drafts)).map { OrganisationCandidate(line: $0.0, draft: $0.1, city: $1) }
            let findings = try judgement.judge(candidates, connection)
            // A namesake in a city that only one of the two names is no reason to leave a row out.
            let new = findings.compactMap { $0.outcome == .new || $0.ground == .alike ? $0.entry : nil }
            for (candidate, finding) in zip(candidates, findings) {
                guard let fault = finding.fault else { continue }
                let reason = if case .place(let reason) = fault { reason.sentence } else { fault.sentence(w) }
                lines.append("Row \(candidate.line), \(reading.name(rows[candidate.line - first])): \(reason)")
            }
            entered += new.count
            known += findings.count { $0.fault == nil } - new.count
            guard !dryRun else { return }
            try PlaceStore(connection).keep(new.compactMap(\.place), gazetteer: cities.gazetteer)
            _ = try OrganisationStore(connection).add(new, office: office, by: actor, at: now, batch: batch)
        }
        let refused = lines.count
        lines.append("\(entered) organisations \(dryRun ? "would be entered" : "entered"), \(known) known already, \(refused) refused.")
        return lines
    }
}

extension OrganisationReading {
    /// What a row gives as the name, whether or not it can be read.
    func name(_ cells: [String]) -> String {
        guard let index = columns.parts.firstIndex(of: .name), cells.indices.contains(index) else { return "" }
        return Self.plain(cells[index])
    }
}

/// Cities as rows name them, each looked up once; beyond a number of different names they are looked up again.
private struct CityLookup {
    let gazetteer: Gazetteer
    let reconciler: Reconciler
    private var known: [Written: CityFinding] = [:]
    private static let mostNames = 100_000

    init(gazetteer: Gazetteer, reconciler: Reconciler) { (self.gazetteer, self.reconciler) = (gazetteer, reconciler) }

    mutating func findings(_ drafts: [Result<OrganisationDraft, OrganisationFault>]) throws -> [CityFinding] {
        let read = drafts.map(\.draft)
        let places = Set(try gazetteer.places(read.compactMap { $0?.placeNumber }).keys)
        if known.count > Self.mostNames { known.removeAll() }
        let new = Array(Set(read.compactMap { $0?.city }.filter { known[$0] == nil }))
        for (city, verdict) in zip(new, try reconciler.reconcile(new)) {
            known[city] = verdict.status == .matched ? verdict.place.map { .place($0.id) } ?? .unclear(verdict.reason) : .unclear(verdict.reason)
        }
        return read.map { draft in
            if let number = draft?.placeNumber, places.contains(number) { return .place(number) }
            return draft?.city.flatMap { known[$0] } ?? .none
        }
    }
}
