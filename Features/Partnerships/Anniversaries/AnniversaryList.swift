import Kernel
import Markup
import Storage
import Web

/// The anniversaries of a window as a list, for its exports. It is made when it is asked for: which days it holds depends on the day.
enum AnniversaryList {
    static let path = PartnershipPaths.anniversaries

    static func listing(_ window: AnniversaryWindow) -> Listing<AnniversaryRow> {
        let years = window.parts.map { part in
            "WHEN \(part.year % 5) THEN \(PartialDate(year: part.year)?.description ?? "")" as SQL
        }
        let day: SQL = "(CASE CAST(substr(p.since, 1, 4) AS BIGINT) % 5 \(years.joined(separator: " ")) ELSE '' END || substr(p.since, 5))"
        let within = window.parts.map { "(\($0.condition))" as SQL }.joined(separator: " OR ")
        return Listing(
            name: "anniversaries", path: path, columns: columns, sorts: [SortKey("when", day)],
            href: { PartnershipPaths.anniversary($0.partnership.id, $0.anniversary.years) }
        ) { scope in
            ListSource(
                select: "\(RegisterRow.columns(scope.actor, scope.w.language)), \(day) AS falls", from: "partnership p",
                conditions: [VisiblePartnerships.condition(for: scope.actor), within], id: "p.id"
            ) { row in
                let partnership = try RegisterRow(row: row)
                let falls: String = try row["falls"]
                guard let since = partnership.since, let year = Int(falls.prefix(4)),
                    let anniversary = Anniversary.after(year - since.year, since: since)
                else { throw AppError.notFound }
                return AnniversaryRow(partnership: partnership, anniversary: anniversary)
            }
        }
    }

    private static let columns: [Column<AnniversaryRow>] = [
        Column("partner", "Partner", value: { row, _ in .text(row.partnership.partner.name) }),
        Column("country", "Country", value: { row, w in row.partnership.partner.country.map { .text(w.country($0)) } ?? .none }),
        Column("when", "When", value: { row, _ in .date(row.anniversary.date) }),
        Column("years", "Years", .integer, value: { row, _ in .integer(row.anniversary.years) }),
        Column("since", "Since", value: { row, _ in row.partnership.since.map { .date($0) } ?? .none }),
        Column("status", "Status", value: { row, w in .text(w.status(row.partnership.status)) }),
        Column("lead", "Lead", value: { row, _ in row.partnership.lead.isEmpty ? .none : .text(row.partnership.lead) }),
    ]
}
