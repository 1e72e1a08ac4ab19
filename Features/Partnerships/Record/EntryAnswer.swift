import Kernel
import Ledger
import Web

/// The entries of a record as programs fetch them, the oldest first: what each says and changed, and its canonical text with the signature, by
/// which anybody can check it (docs/ledger.md). Values about persons lie beside the entries and are left out.
enum EntryAnswer {
    static let operation = Operation(
        "The entries of a partnership's shared record in the order in which they arrived: who wrote what and when, what it changed, and the signed text",
        parameters: [
            Operation.Parameter("after", .integer, "The number of the last entry that is known already"),
            Operation.Parameter("limit", .integer, "Entries a page, at most 500"),
        ],
        answer: .object([
            ("total", .integer), ("next", .optional(.string)),
            (
                "items",
                .array(
                    .object([
                        ("number", .integer), ("sha256", .string), ("at", .format("date-time")), ("by", .string), ("what", .string),
                        ("agreed", .boolean), ("signed", .boolean), ("without_effect", .optional(.string)),
                        ("changes", .array(.object([("of", .string), ("name", .string), ("before", .string), ("after", .string)]))),
                        ("text", .string),
                    ]))
            ),
        ]))

    static func answer(_ page: RecordPage) -> JSONValue {
        let (query, entries) = (page.context.request.query, page.reading.ledger.entries)
        let limit = min(max(Int(query.text("limit").prefix(6)) ?? 50, 1), 500)
        let start = min(max(Int(query.text("after").prefix(9)) ?? 0, 0), entries.count)
        let shown = Array(entries[start..<min(start + limit, entries.count)])
        let lines = RecordHistory(page.reading, page.w).lines(of: shown)
        let end = start + shown.count
        let next = end < entries.count ? "\(page.context.request.path)\(query.setting("after", String(end)).queryString)" : nil
        return [
            "total": .integer(entries.count), "next": next.map { .string($0) } ?? .null,
            "items": .array(zip(shown, lines).enumerated().map { said($0.element.0, $0.element.1, number: start + $0.offset + 1) }),
        ]
    }

    private static func said(_ entry: Entry, _ line: RecordHistory.Line, number: Int) -> JSONValue {
        [
            "number": .integer(number), "sha256": .string(line.hash), "at": .string(line.at.rfc3339), "by": .string(line.party),
            "what": .string(line.what), "agreed": .bool(line.isAgreed), "signed": .bool(line.isSigned),
            "without_effect": line.void.map { .string($0) } ?? .null,
            "changes": .array(
                line.changes.map {
                    ["of": .string($0.object), "name": .string($0.name), "before": .string($0.before), "after": .string($0.after)]
                }),
            "text": .string(String(decoding: entry.canonical, as: UTF8.self)),
        ]
    }
}
