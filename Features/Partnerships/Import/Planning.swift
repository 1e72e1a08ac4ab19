import Foundation
import Gazetteer
import Kernel
import Storage

/// A row of the import with what is to become of it, worked out on the register as it stands.
struct PlannedRow: Sendable {
    let row: ImportRow
    let act: RowAct
    let existing: ExistingPartnership?
    /// The earlier row of the file that says the same.
    let sameAs: Int?
    /// The first party; nil for the office's own city.
    let home: PlaceID?
    let partner: PlaceID
    /// Its date could not be read.
    let isUnclear: Bool
}

/// Works out what is to become of the rows: what is created, what the register has already, what stands twice in the file.
struct Planning {
    let connection: Connection
    let record: ImportRecord
    let register: PartnershipStore
    let ownPlace: PlaceID
    let today: PartialDate?

    /// Two cities and a kind, whichever of the two is named first: their partnership is one.
    private struct Pair: Hashable {
        let one, other: PlaceID
        let kind: PartnershipKind
        init(_ a: PlaceID, _ b: PlaceID, _ kind: PartnershipKind) { (one, other, self.kind) = (min(a, b), max(a, b), kind) }
    }

    /// Every row whose places are settled, a thousand at a time, in the order of the file.
    /// - Parameter made: partnerships this import has created a moment ago: they are not what the register had.
    func forEachBatch(made: () -> Set<PartnershipID> = { [] }, _ body: ([PlannedRow]) throws -> Void) throws {
        var seen: [Pair: Int] = [:]
        try ImportRowStore(connection, record.id).forEachSettledBatch { rows in
            let places = rows.flatMap { row in [row.partner, row.home].compactMap { $0 } }
            let own = made()
            let existing = Dictionary(grouping: try register.findExisting(partnerPlaces: places).filter { !own.contains($0.id) }, by: \.place)
            try body(rows.compactMap { plan($0, existing, &seen) })
        }
    }

    private func plan(_ row: ImportRow, _ existing: [PlaceID: [ExistingPartnership]], _ seen: inout [Pair: Int]) -> PlannedRow? {
        guard var partner = row.partner else { return nil }
        var home = row.home ?? ownPlace
        // The office's own city is the first party, whichever column it stands in.
        if partner == ownPlace { swap(&partner, &home) }
        let first = home == ownPlace ? nil : home
        let isUnclear = RowChange(row, today: today).isSinceUnreadable
        func planned(_ act: RowAct, _ existing: ExistingPartnership? = nil, sameAs: Int? = nil) -> PlannedRow {
            PlannedRow(row: row, act: act, existing: existing, sameAs: sameAs, home: first, partner: partner, isUnclear: isUnclear)
        }
        guard partner != home else { return planned(.itself) }
        if row.choice == "out" { return planned(.out) }
        let kind = CellReading.kind(row.kind)
        let pair = Pair(home, partner, kind ?? .partnerCity)
        if let earlier = seen[pair] { return planned(.double, sameAs: earlier) }
        seen[pair] = row.number
        let standing =
            (existing[partner] ?? []).filter { isHome($0.homePlace, home) }
            + (first == nil ? [] : (existing[home] ?? []).filter { isHome($0.homePlace, partner) })
        guard
            let known = standing.first(where: { $0.kind == kind })
                ?? (kind == nil ? standing.first : standing.first { $0.kind == .partnerCity } ?? standing.first)
        else {
            return planned(.create)
        }
        guard differs(row, known) else { return planned(.same, known) }
        return planned(row.choice == "change" ? .change : .differs, known)
    }

    private func isHome(_ place: PlaceID?, _ home: PlaceID) -> Bool { (place ?? ownPlace) == home }

    /// A year in the file and a day of that year in the register agree: the file is only less exact.
    private func differs(_ row: ImportRow, _ known: ExistingPartnership) -> Bool {
        let change = RowChange(row, today: today)
        if let since = change.since, known.since.map({ !$0.description.hasPrefix(since.description) }) ?? true { return true }
        if let kind = change.kind, kind != known.kind { return true }
        if let status = change.status, status != known.status { return true }
        return false
    }
}

/// What a row says of a partnership, as far as it could be read.
struct RowChange {
    let since: PartialDate?
    let isSinceUnreadable: Bool
    let kind: PartnershipKind?
    let status: PartnershipStatus?

    init(_ row: ImportRow, today: PartialDate?) {
        switch CellReading.since(row.corrected ?? row.since, today: today) {
        case .empty: (since, isSinceUnreadable) = (nil, false)
        case .date(let date): (since, isSinceUnreadable) = (date, false)
        case .unreadable: (since, isSinceUnreadable) = (nil, true)
        }
        kind = CellReading.kind(row.kind)
        status = CellReading.status(row.status)
    }
}

extension PlannedRow {
    /// The partnership as it is to be entered. What could not be read is kept in the note as it was written.
    /// - Parameter fileName: where the row came from.
    func draft(fileName: String, today: PartialDate?) -> PartnershipDraft {
        let change = RowChange(row, today: today)
        var draft = PartnershipDraft(
            kind: change.kind ?? .partnerCity, status: change.status ?? .active, since: change.since, home: home.map { .place($0) },
            partners: [.place(partner)])
        let fields = CellReading.fields(row.field)
        draft.fields = fields.fields
        if !fields.isAll { draft.theme = row.field }
        draft.lead = row.lead
        var unread: [String] = []
        if change.isSinceUnreadable { unread.append(row.corrected ?? row.since) }
        if change.kind == nil, !row.kind.isEmpty { unread.append(row.kind) }
        if change.status == nil, !row.status.isEmpty { unread.append(row.status) }
        draft.note = ([row.note] + unread).filter { !$0.isEmpty }.joined(separator: "\n")
        draft.source = "\(fileName), \(row.number)"
        return draft
    }

    /// What stands in the register, changed to what the file says.
    func changed(_ record: PartnershipRecord, today: PartialDate?) -> PartnershipDraft {
        let change = RowChange(row, today: today)
        var draft = PartnershipDraft(record)
        if let since = change.since { draft.since = since }
        if let kind = change.kind { draft.kind = kind }
        if let status = change.status { draft.status = status }
        return draft
    }
}
