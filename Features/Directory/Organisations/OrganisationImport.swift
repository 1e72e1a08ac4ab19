import Foundation
import Gazetteer
import Kernel
import Markup
import Storage

/// Enters organisations from the rows of a file: `proxenia import organisations FILE`. Nothing is guessed; what is unclear is refused with a reason.
///
/// Columns: `name`, `kind` (the code, `university`, or its word), `city`, `country`, `website`, `wikidata`, `geonames`, `unlocode`, `note`.
public enum OrganisationImport {
    /// What the look-up of a city says.
    public enum FoundPlace: Sendable, Equatable {
        case place(PlaceID)
        /// Why no place is certain, in plain words.
        case unclear(String)
    }

    public enum Outcome: Sendable, Equatable {
        /// Entered, or to be entered on a dry run.
        case new
        /// An entry of this name at this place is kept already, or stands further up in the file.
        case known
        /// The reason, in plain words.
        case refused(String)
    }

    public struct RowReport: Sendable, Equatable {
        /// From 1, without the header row.
        public let row: Int
        public let name: String
        public let outcome: Outcome
    }

    public struct Report: Sendable {
        public let rows: [RowReport]
        public let new: [OrganisationID]

        public var entered: Int { rows.filter { $0.outcome == .new }.count }
        public var known: Int { rows.filter { $0.outcome == .known }.count }
        public var refused: Int { rows.count - entered - known }
    }

    /// - Parameters:
    ///   - rows: values by column, as the file has them.
    ///   - batch: kept with every fact in the journal, so that the import can be found again as a whole.
    ///   - find: looks up a city and the country beside it, empty where the row has none.
    public static func run(
        _ rows: [[String: String]], office: OfficeID, by actor: Actor, at now: Instant, batch: String?, dryRun: Bool, w: Words, gazetteer: Gazetteer,
        _ connection: Connection,
        find: (_ city: String, _ country: String) throws -> FoundPlace
    ) throws -> Report {
        let read = try rows.map { try entry($0, w, find) }
        let entries = read.compactMap { if case .success(let entry) = $0 { entry } else { nil } }
        let store = OrganisationStore(connection)
        var known = try store.keys(of: entries, office: office)
        var fresh: [OrganisationEntry] = []
        var reports: [RowReport] = []
        for (position, result) in read.enumerated() {
            let name = rows[position]["name"] ?? ""
            switch result {
            case .failure(let refusal): reports.append(RowReport(row: position + 1, name: name, outcome: .refused(refusal.reason)))
            case .success(let entry):
                let isNew = known.insert(OrganisationStore.Key(entry)).inserted
                if isNew { fresh.append(entry) }
                reports.append(RowReport(row: position + 1, name: name, outcome: isNew ? .new : .known))
            }
        }
        guard !dryRun else { return Report(rows: reports, new: []) }
        try PlaceStore(connection).keep(fresh.compactMap(\.place), gazetteer: gazetteer)
        return Report(rows: reports, new: try store.add(fresh, office: office, by: actor, at: now, batch: batch))
    }

    private struct Refusal: Error { let reason: String }

    private static func entry(_ row: [String: String], _ w: Words, _ find: (String, String) throws -> FoundPlace) throws -> Result<
        OrganisationEntry, Refusal
    > {
        func text(_ columns: String...) -> String {
            columns.lazy.compactMap { row[$0]?.trimmingCharacters(in: .whitespacesAndNewlines) }.first { !$0.isEmpty } ?? ""
        }
        func refused(_ reason: String) -> Result<OrganisationEntry, Refusal> { .failure(Refusal(reason: reason)) }
        let name = text("name")
        guard !name.isEmpty else { return refused(w("The row has no name.")) }
        guard name.count <= OrganisationEntry.longestName else {
            return refused(w("This is too long: at most \(OrganisationEntry.longestName) characters."))
        }
        let word = text("kind")
        guard let kind = word.isEmpty ? .other : kind(word, w) else {
            return refused(w("“\(String(word.prefix(60)))” is not a kind of organisation."))
        }
        var entry = OrganisationEntry(kind: kind, name: name)
        let city = text("city", "place")
        if !city.isEmpty {
            switch try find(city, text("country")) {
            case .place(let id): entry.place = id
            case .unclear(let why): return refused(why)
            }
        }
        let website = text("website")
        if !website.isEmpty {
            guard let link = Link(typed: website), link.address.hasPrefix("http") else {
                return refused(w("“\(String(website.prefix(60)))” is not an address on the web. Write it like www.example.org."))
            }
            entry.website = link.address
        }
        for scheme in [OrganisationIdentifier.Scheme.geonames, .wikidata, .unlocode] {
            let value = text(scheme.rawValue)
            guard !value.isEmpty else { continue }
            guard let identifier = OrganisationIdentifier(scheme, value) else {
                return refused(w("“\(String(value.prefix(60)))” is not a number of \(OrganisationViews.scheme(scheme, w))."))
            }
            entry.identifiers.append(identifier)
        }
        let note = text("note")
        guard note.count <= 10_000 else { return refused(w("This is too long: at most \(10_000) characters.")) }
        entry.note = note.isEmpty ? nil : note
        return .success(entry)
    }

    private static func kind(_ word: String, _ w: Words) -> OrganisationKind? {
        let key = FoldedName(word)
        return OrganisationKind.allCases.first { FoldedName($0.rawValue) == key || FoldedName($0.word(w)) == key }
    }
}

extension OrganisationStore {
    /// By what two entries of an office count as the same: folded name and place.
    struct Key: Hashable {
        let name: String
        let place: PlaceID?

        init(_ entry: OrganisationEntry) { (name, place) = (SearchText.sortKey(entry.name), entry.place) }
        init(name: String, place: PlaceID?) { (self.name, self.place) = (name, place) }
    }

    /// The keys an office keeps already among those of some entries, in few statements.
    func keys(of entries: [OrganisationEntry], office: OfficeID) throws -> Set<Key> {
        let names = Set(entries.map { SearchText.sortKey($0.name) }).sorted()
        var keys: Set<Key> = []
        for start in stride(from: 0, to: names.count, by: 4000) {
            let rows = try connection.rows(
                """
                SELECT sort_key, place_id FROM organisation
                WHERE office_id = \(office) AND archived_at IS NULL AND sort_key IN \(list: names[start..<min(start + 4000, names.count)])
                """
            ) { Key(name: try $0["sort_key"], place: try $0["place_id"]) }
            keys.formUnion(rows)
        }
        return keys
    }
}
