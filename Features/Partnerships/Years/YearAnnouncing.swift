import Gazetteer
import Kernel
import Ledger
import Storage

/// Tells the partners of an office about its years: writes them into every record that it shares. A job, since an office may share hundreds.
struct YearAnnouncing: Sendable {
    let gazetteer: Gazetteer

    static let kind = "announce-years"

    private struct Payload: Codable {
        let office: OfficeID
        let user: UserID?
        let name: String
        let role: Role?

        var actor: Actor { user.map { Actor(user: $0, name: name, office: office, role: role) } ?? .system }
    }

    /// Puts it among the jobs. Each tells what stands when it runs, so a second one writes nothing.
    static func enqueue(_ office: OfficeID, by actor: Actor, at now: Instant, _ connection: Connection) throws {
        try connection.jobs.enqueue(
            kind: kind, title: kind, payload: Payload(office: office, user: actor.user, name: actor.name, role: actor.role), office: nil, by: actor,
            at: now)
    }

    var handler: JobHandler {
        JobHandler(
            kind: Self.kind, restartable: true,
            run: { context -> String? in
                let payload = try context.job.payload(as: Payload.self)
                try await run(payload.office, by: payload.actor, context.database, at: context.clock.now()) {
                    try context.progress.update(done: $0, total: $1)
                }
                return nil
            })
    }

    func run(_ office: OfficeID, by actor: Actor, _ database: Database, at now: Instant, told: (Int, Int) throws -> Void = { _, _ in }) async throws {
        let (years, records) = try await database.read { connection in
            let store = YearStore(connection: connection, office: office)
            return (try store.years(), try store.shared())
        }
        for (place, shared) in records.enumerated() {
            try await database.write { connection in
                let sharing = Sharing(connection: connection, office: office, actor: actor, now: now, gazetteer: gazetteer)
                // An office that has left a record tells nothing there, and one record that is damaged holds up no other.
                do { try tell(years, shared, sharing) } catch is Sharing.Refusal { return } catch is RecordDamaged { return }
            }
            try told(place + 1, records.count)
        }
    }

    /// Writes what differs, and takes out what is no longer said.
    private func tell(_ years: [OfficeYear], _ shared: (record: PartnershipID, partnership: PartnershipID?), _ sharing: Sharing) throws {
        let reading = try sharing.reading(shared.record, try RecordStore(connection: sharing.connection).ledger(shared.record))
        guard let own = reading.own else { return }
        let present = reading.all(YearKind.kind).filter { $0.author == own }
        for year in years {
            let entry = year.entry(for: shared.partnership)
            guard present.first(where: { $0.id == String(year.year) })?.values != entry.values else { continue }
            try sharing.put(YearKind.kind.name(String(year.year), by: own), entry, in: shared.record)
        }
        for gone in present where !years.contains(where: { String($0.year) == gone.id }) { try sharing.remove(gone.name, in: shared.record) }
    }
}
