import Kernel
import Storage
import Web

/// The anniversaries of the next eighteen months as a question of the API, the next first.
enum AnniversaryAPI {
    private static let path = "/api/v1/partnerships/anniversaries"

    static let route = Route.api(
        path, may: May.read,
        Operation(
            "Round anniversaries of the office's partnerships within eighteen months, the next first",
            parameters: [
                Operation.Parameter("after", .string, "Where the page before ended"),
                Operation.Parameter("limit", .integer, "Entries a page, at most 500"),
            ],
            answer: .object([
                ("total", .integer), ("until", .string), ("next", .optional(.string)),
                (
                    "items",
                    .array(
                        .object([
                            ("href", .string), ("partner", .string), ("country", .optional(.string)), ("when", .string), ("years", .integer),
                            ("since", .optional(.string)), ("status", .oneOf(PartnershipStatus.allCases.map(\.rawValue))), ("lead", .string),
                            ("prepared", .integer), ("steps", .integer),
                        ]))
                ),
            ]))
    ) { context, connection in
        guard let today = context.now.day, let window = AnniversaryWindow(from: today) else { throw AppError.notFound }
        let query = context.request.query
        let limit = min(max(Int(query.text("limit").prefix(6)) ?? 50, 1), 500)
        let store = AnniversaryStore(visible: VisiblePartnerships(context, connection))
        let page = try store.page(window, after: AnniversaryStore.Place(String(query.text("after").prefix(60))), limit: limit)
        return try .json(
            [
                "total": .integer(try store.count(window)), "until": .string(window.limit.description),
                "next": page.next.map { .string(path + query.setting("after", $0.text).queryString) } ?? .null,
                "items": .array(try store.withPreparation(page.rows).map(item)),
            ] as JSONValue)
    }

    private static func item(_ row: AnniversaryRow) -> JSONValue {
        let partnership = row.partnership
        return [
            "href": .string("/api/v1/partnerships/\(partnership.id)"), "partner": .string(partnership.partner.name),
            "country": partnership.partner.country.map { .string($0.code) } ?? .null, "when": .string(row.anniversary.date.description),
            "years": .integer(row.anniversary.years), "since": partnership.since.map { .string($0.description) } ?? .null,
            "status": .string(partnership.status.rawValue), "lead": .string(partnership.lead), "prepared": .integer(row.done),
            "steps": .integer(PreparationStep.allCases.count),
        ]
    }
}
