import Gazetteer
import Kernel
import Ledger
import Storage

/// What the demonstration shows of a partnership in work: an agreed term, indicators with what was measured, activities, a theme of the year.
/// All of it is invented.
public struct PartnershipExample {
    let connection: Connection
    let office: OfficeID
    let now: Instant
    let gazetteer: Gazetteer

    public init(_ connection: Connection, office: OfficeID, at now: Instant, gazetteer: Gazetteer) {
        (self.connection, self.office, self.now, self.gazetteer) = (connection, office, now, gazetteer)
    }

    /// Writes it into the office's partnership with a place.
    /// - Throws: `AppError.notFound` where the office has none with it.
    public func write(with place: PlaceID) throws {
        let found = try PartnershipStore(connection, office: office, by: .system, at: now, gazetteer: gazetteer).findExisting(partnerPlaces: [place])
        guard let id = found.first?.id, let record = try RecordStore(connection: connection).record(of: id), let today = now.day else {
            throw AppError.notFound
        }
        let sharing = Sharing(connection: connection, office: office, actor: .system, now: now, gazetteer: gazetteer)
        let reading = try sharing.reading(record, try RecordStore(connection: connection).ledger(record))
        guard let own = reading.own else { throw AppError.notFound }
        let (stays, exchange, handbook, week) = (new(), new(), new(), new())
        _ = try sharing.agree(
            [
                (TermKind.kind.prefix, strings(["from": day(today, -14), "until": day(today, 22), "review": day(today, 10)])),
                (CollaborationPlanKind.kind.prefix, strings(["objective": "Young people of both cities know each other's working life."])),
                (
                    IndicatorKind.kind.name(stays, by: own),
                    strings([
                        "name": "Apprentices with a stay in the other city", "direction": "up", "baseline": "6", "baseline-on": day(today, -14),
                        "target": "40", "due": day(today, 22),
                    ])
                ),
                (
                    IndicatorKind.kind.name(exchange, by: own),
                    strings([
                        "name": "Weeks until a host is found", "direction": "down", "baseline": "20", "baseline-on": day(today, -14), "target": "8",
                        "due": day(today, 22),
                    ])
                ),
                (
                    ActivityKind.kind.name(handbook, by: own),
                    strings(["title": "Handbook for host companies", "deliverable": "In both languages", "due": day(today, -3)])
                ),
                (ActivityKind.kind.name(week, by: own), strings(["title": "Week of the workshops", "due": day(today, 7)])),
            ], in: record)
        for (indicator, value, months) in [(stays, "11", -9), (stays, "19", -4), (stays, "24", -1), (exchange, "19", -8), (exchange, "17", -1)] {
            try put(MeasurementKind.kind, ["indicator": indicator, "value": value, "on": day(today, months)], own, record, sharing)
        }
        try put(ActivityStateKind.kind, ["activity": handbook, "state": "done", "done-on": day(today, -3)], own, record, sharing)
        let years = YearStore(connection: connection, office: office)
        try years.save(
            OfficeYear(year: today.year, theme: "Mobility", text: "Buses that keep their time, quiet streets, a conference in autumn (invented)."),
            over: nil,
            by: .system, at: now)
        try years.setFocus(id, true, in: today.year, by: .system, at: now)
    }

    private func put(_ kind: SharedKind, _ fields: [String: String], _ own: PartyID, _ record: PartnershipID, _ sharing: Sharing) throws {
        try sharing.put(kind.name(new(), by: own), SharedEntry(values: strings(fields)), in: record)
    }

    private func strings(_ fields: [String: String]) -> [String: Value] { fields.mapValues { .string($0) } }

    private func day(_ today: PartialDate, _ months: Int) -> String { today.adding(months: months)?.description ?? today.description }

    private func new() -> String {
        var random = SystemRandomNumberGenerator()
        return ID<SharedObject>.new(at: now, random: &random).text
    }
}
