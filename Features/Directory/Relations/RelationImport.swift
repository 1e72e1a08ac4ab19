import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Sheets
import Storage

/// Reads pairs of twinned cities into the directory: `proxenia import relations FILE`. Only what is certain on both sides is taken;
/// everything else is handed back with its reason.
///
/// A thousand rows at a time, each in a transaction of its own, so that people can go on writing meanwhile. What one row says, the same row
/// says again: an import that was broken off is simply begun anew.
public struct RelationImport {
    /// A row that was not taken.
    public struct LeftOut: Sendable, Equatable {
        /// As a spreadsheet program counts, the heading being row 1.
        public let row: Int
        public let cities: [Written]
        public let since: String?
        public let kind: String?
        /// It can never be taken as it stands: a city and itself. Otherwise a person has to say which cities are meant.
        public let isRefused: Bool
        /// Why, in plain English.
        public let reason: String
    }

    /// What became of the rows.
    public struct Summary: Sendable, Equatable {
        public var rows = 0
        /// Pairs that are new.
        public var taken = 0
        /// Pairs that were known, of which the date or the word is new.
        public var completed = 0
        public var known = 0
        public var unclear = 0
        public var refused = 0

        public init() {}
    }

    private let entering: RelationEntering
    private let reconciler: Reconciler
    private var judged: [Written: Judged] = [:]
    private var summary = Summary()

    private enum Judged {
        case place(PlaceID)
        case unclear(String)
    }

    private static let batch = 1000
    /// Names that are remembered, so that each is looked up once; beyond this many they are looked up again.
    private static let mostNames = 100_000
    static let longestSource = 200

    private init(_ entering: RelationEntering, _ reconciler: Reconciler) { (self.entering, self.reconciler) = (entering, reconciler) }

    /// - Parameters:
    ///   - name: what the file is called.
    ///   - source: who says so, shown beside every relation; the file's name when nil.
    ///   - dryRun: everything is done and taken back.
    ///   - leftOut: told each row that was not taken, in the order of the file.
    ///   - progress: told how many rows are read.
    /// - Throws: `AppError.invalid` with what is wrong with the file.
    public static func run(
        file: URL, name: String, source: String?, importID: ImportID, by actor: Actor, at now: Instant, dryRun: Bool, database: Database,
        gazetteer: Gazetteer, reconciler: Reconciler, leftOut: (LeftOut) throws -> Void, progress: (Int) -> Void
    ) throws -> Summary {
        let source = (source ?? name).replacing("\0", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !source.isEmpty, source.unicodeScalars.count <= longestSource else {
            throw AppError.invalid("Say in 1 to \(longestSource) characters who says so, with --source.")
        }
        var work = RelationImport(RelationEntering(source: source, importID: importID, gazetteer: gazetteer, actor: actor, now: now), reconciler)
        guard dryRun else {
            try work.read(file, name, { try database.writeSync($0) }, leftOut: leftOut, progress: progress)
            return work.summary
        }
        do {
            try database.writeSync { connection in
                try work.read(file, name, { try $0(connection) }, leftOut: leftOut, progress: progress)
                throw DryRun()
            }
        } catch is DryRun {}
        return work.summary
    }

    private struct DryRun: Error {}

    /// Takes away all that a source says, or all that one import added.
    /// - Returns: how many relations are gone.
    /// - Throws: `AppError.invalid` when nobody of this name has said anything; it names those who have.
    public static func remove(_ name: String, by actor: Actor, at now: Instant, _ connection: Connection) throws -> Int {
        let store = RelationStore(connection)
        let count = try store.remove(name, by: actor, at: now)
        guard count == 0 else { return count }
        let sources = try store.sources().map { "“\($0.name)” (\($0.relations), last on \($0.importedAt.rfc3339.prefix(10)))" }
        throw AppError.invalid(
            sources.isEmpty
                ? "No relations are known, so there is nothing to remove."
                : "No relation comes from “\(name.prefix(longestSource))”. There are: \(sources.joined(separator: ", ")).")
    }

    // MARK: Reading

    private typealias Writing = ((Connection) throws -> Void) throws -> Void

    private mutating func read(
        _ file: URL, _ name: String, _ write: Writing, leftOut: (LeftOut) throws -> Void, progress: (Int) -> Void
    ) throws {
        do {
            let reader = try SheetReader(file: file, name: name)
            guard let columns = RelationColumns(headings: reader.guess.columns.map(\.name)) else {
                throw AppError.invalid(
                    "\(name): two columns with cities are needed. Head them “city1” and “city2”, and their countries “country1” and “country2”.")
            }
            var waiting: [SheetRow] = []
            try reader.forEachRow { row in
                if row.repeatsHeader { return }
                waiting.append(row)
                guard waiting.count == Self.batch else { return }
                try take(waiting, columns, write, leftOut)
                waiting.removeAll(keepingCapacity: true)
                progress(summary.rows)
            }
            try take(waiting, columns, write, leftOut)
        } catch let error as SheetError { throw AppError.invalid("\(name): \(error.message)") }
    }

    private mutating func take(_ rows: [SheetRow], _ columns: RelationColumns, _ write: Writing, _ leftOut: (LeftOut) throws -> Void) throws {
        guard !rows.isEmpty else { return }
        let written = rows.map { [RelationColumns.written(columns.one, $0), RelationColumns.written(columns.other, $0)] }
        try judge(written.flatMap { $0 })
        var found: [KnownRelation] = []
        for (row, cities) in zip(rows, written) {
            let (kind, since) = (columns.kind.flatMap { RelationColumns.cell($0, row) }, columns.since.flatMap { RelationColumns.cell($0, row) })
            func out(_ reason: String, isRefused: Bool) throws {
                if isRefused { summary.refused += 1 } else { summary.unclear += 1 }
                try leftOut(LeftOut(row: row.number, cities: cities, since: since, kind: kind, isRefused: isRefused, reason: reason))
            }
            let sides = cities.map { judged[$0] ?? .unclear("") }
            let doubts = sides.compactMap { side in if case .unclear(let reason) = side { reason } else { nil } }
            guard doubts.isEmpty, case .place(let one)? = sides.first, case .place(let other)? = sides.last else {
                try out(doubts.joined(separator: " "), isRefused: false)
                continue
            }
            guard let pair = KnownRelation.Pair(one, other) else {
                try out("“\(cities[0].name)” and “\(cities[1].name)” are one and the same city.", isRefused: true)
                continue
            }
            found.append(KnownRelation(pair: pair, kind: kind, since: since.flatMap { PartialDate(typed: $0) }))
        }
        let relations = found
        var added = Summary()
        try write { added = try entering.enter(relations, $0) }
        summary.rows += rows.count
        summary.taken += added.taken
        summary.completed += added.completed
        summary.known += added.known
    }

    /// Looks up the names that are met for the first time, on all processors.
    private mutating func judge(_ names: [Written]) throws {
        if judged.count > Self.mostNames { judged.removeAll() }
        let new = Array(Set(names.filter { judged[$0] == nil }))
        for (name, verdict) in zip(new, try reconciler.reconcile(new)) {
            if verdict.status == .matched, let place = verdict.place {
                judged[name] = .place(place.id)
            } else {
                judged[name] = .unclear(verdict.reason.sentence)
            }
        }
    }
}
