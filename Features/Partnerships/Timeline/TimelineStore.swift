import Foundation
import Kernel
import Storage

/// All SQL of the timeline: how the status of partnerships changed, as the journal has it.
struct TimelineStore {
    let connection: Connection

    private struct State: Decodable { let status: PartnershipStatus }

    /// The changes of each, the oldest first. One statement.
    func changes(_ ids: [PartnershipID]) throws -> [PartnershipID: [Timeline.Change]] {
        guard !ids.isEmpty else { return [:] }
        let facts = try connection.rows(
            """
            SELECT subject_id, at, before, after FROM journal
            WHERE subject_kind = \(PartnershipStore.subject) AND act = 'status-changed' AND subject_id IN \(list: ids.map(\.text)) ORDER BY id
            """
        ) { row in
            (
                id: try row["subject_id"] as PartnershipID, at: try row["at"] as Instant, before: try row["before"] as String?,
                after: try row["after"] as String?
            )
        }
        var all: [PartnershipID: [Timeline.Change]] = [:]
        for fact in facts {
            guard let day = fact.at.day, let from = Self.status(fact.before), let to = Self.status(fact.after) else { continue }
            all[fact.id, default: []].append(Timeline.Change(on: day, from: from, to: to))
        }
        return all
    }

    /// Nil for a state that this version does not know: the line is then drawn without it.
    private static func status(_ json: String?) -> PartnershipStatus? {
        guard let json else { return nil }
        do { return try JSONDecoder().decode(State.self, from: Data(json.utf8)).status } catch { return nil }
    }
}
