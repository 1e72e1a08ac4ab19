import Gazetteer
import Kernel
import Ledger
import Storage

/// Holds the registers of this server against what the parties have agreed: `Projection` writes the terms into a row of each office that shares a
/// record, and a hand in the database can make the row say something else while the record verifies.
struct RegisterCheck {
    let connection: Connection

    /// What a record says of the rows that are tied to it, in the form in which they hold it.
    struct Expected: Sendable {
        let columns: [String: String]
        /// Leavings that were made good: day and reason. Who left is party again, and nothing else says how it stands.
        let madeGood: [(day: String, reason: String)]

        /// Nil for a record without terms.
        init?(_ ledger: Ledger) {
            guard let terms = ledger.agreement.objects[SharedTerms.object] else { return nil }
            var columns = [
                "since": terms["since"]?.text.flatMap { PartialDate($0) }?.description ?? "",
                "fields": FieldOfWork.text((terms["fields"]?.list ?? []).compactMap { $0.text.flatMap { FieldOfWork(rawValue: $0) } }),
                "theme": terms["theme"]?.text ?? "", "basis_text": terms["basis-text"]?.text ?? "",
                "basis_link": terms["basis-link"]?.text ?? "", "summary": terms["purpose"]?.text ?? "",
                "involvement": terms["involvement"]?.text.flatMap { InvolvementModel(rawValue: $0) }?.rawValue ?? "",
            ]
            // A word that this version does not know leaves the register as it is (`SharedTerms.apply`).
            columns["kind"] = terms["kind"]?.text.flatMap { PartnershipKind(rawValue: $0) }?.rawValue
            columns["basis"] = terms["basis"]?.text.flatMap { PartnershipBasis(rawValue: $0) }?.rawValue
            // Once a party has left, how it stands is each register's own to say.
            let standing = RecordedStanding(ledger)
            if ledger.agreement.left.isEmpty, let standing { columns["status"] = standing.status.rawValue }
            self.columns = columns
            madeGood =
                standing != nil || !ledger.agreement.left.isEmpty
                ? []
                : ledger.entries.compactMap { entry in
                    guard case .withdraw(let reason) = entry.act, ledger.void[entry.hash] == nil, ledger.agreement.parties.contains(entry.author),
                        let day = entry.time.day
                    else { return nil }
                    return (day.description, reason)
                }
        }

        /// Whether a register that says “ended” has that from a leaving which was made good since. It has its day and its reason; an office's own
        /// word has others.
        func isOver(since day: String, reason: String) -> Bool {
            madeGood.contains { $0.day == day && (reason == $0.reason || reason.hasSuffix(": \($0.reason)")) }
        }
    }

    /// A row that says something else, by the names of its columns.
    struct Difference: Sendable {
        let partnership: PartnershipID
        let record: PartnershipID
        let office: OfficeID
        let officeName: String
        let held: [String: String]
        let agreed: [String: String]

        var sentence: String {
            "partnership \(record): the register of \(officeName) says otherwise than what is agreed (\(held.keys.sorted().joined(separator: ", ")) of its entry \(partnership)); `proxenia ledger rebuild` mends it"
        }
    }

    /// The rows that differ, of a few records. One statement.
    func differences(_ expected: [PartnershipID: Expected]) throws -> [Difference] {
        guard !expected.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT p.id, p.record_id, p.office_id, f.name AS office_name, p.kind, p.status, p.since, p.fields, p.theme, p.basis, p.basis_text, p.basis_link,
            p.involvement, p.summary, p.status_since, p.status_reason
            FROM partnership p JOIN shared_party s ON s.record_id = p.record_id AND s.office_id = p.office_id JOIN office f ON f.id = p.office_id
            WHERE p.record_id IN \(list: expected.keys.sorted()) AND s.state = 'member' ORDER BY p.record_id, p.id
            """
        ) { row -> Difference? in
            let record: PartnershipID = try row["record_id"]
            guard let said = expected[record] else { return nil }
            // As text, so that a value which no program would have written is found as well.
            var held = try Dictionary(uniqueKeysWithValues: said.columns.keys.map { ($0, try row[$0] as String? ?? "") })
            var agreed = said.columns.filter { held[$0.key] != $0.value }
            // A version before this one left “ended” standing where whoever left had come back.
            let ended = PartnershipStatus.ended.rawValue
            if try row["status"] == ended, try said.isOver(since: row["status_since"] as String? ?? "", reason: row["status_reason"]) {
                (held["status"], agreed["status"]) = (ended, PartnershipStatus.revived.rawValue)
            }
            guard !agreed.isEmpty else { return nil }
            return Difference(
                partnership: try row["id"], record: record, office: try row["office_id"], officeName: try row["office_name"],
                held: held.filter { agreed[$0.key] != nil }, agreed: agreed)
        }.compactMap { $0 }
    }

    /// Writes what is agreed over what the rows say, each with a line in the journal.
    func mend(_ all: [Difference], at now: Instant) throws {
        for found in all {
            let changes = found.agreed.sorted { $0.key < $1.key }.map { name, text in change(name, text, at: now) }
            try connection.run(
                """
                UPDATE partnership SET \(changes.joined(separator: ", ")), revision = revision + 1, updated_at = \(now), updated_by = \(Actor.system.name)
                WHERE id = \(found.partnership) AND office_id = \(found.office)
                """)
            try connection.journal.record(
                try Fact("mended", PartnershipStore.subject, found.partnership.text, office: found.office, from: found.held, to: found.agreed),
                by: .system, at: now)
        }
    }

    private func change(_ column: String, _ text: String, at now: Instant) -> SQL {
        switch column {
        case "kind": "kind = \(text)"
        case "status" where text == PartnershipStatus.revived.rawValue:
            "status = \(text), status_since = \(now.day?.description), status_reason = '', status_before = NULL"
        case "status": "status = \(text)"
        case "since": "since = \(text.isEmpty ? String?.none : text)"
        case "fields": "fields = \(text)"
        case "theme": "theme = \(text), theme_key = \(FoldedName(text).text)"
        case "basis": "basis = \(text)"
        case "basis_text": "basis_text = \(text)"
        case "basis_link": "basis_link = \(text)"
        case "involvement": "involvement = \(text.isEmpty ? String?.none : text)"
        default: "summary = \(text)"
        }
    }
}
