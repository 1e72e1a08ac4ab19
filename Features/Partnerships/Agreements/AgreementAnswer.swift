import Kernel
import Ledger
import Web

/// The agreements as programs read them.
enum AgreementAnswer {
    static let operation = Operation(
        "The agreements of a partnership with their texts and signatures, the decisions about them, and the formal tests where they apply",
        answer: .object([
            (
                "agreements",
                .array(
                    .object([
                        ("id", .string), ("title", .string), ("effective", .optional(.format("date"))), ("expires", .optional(.format("date"))),
                        ("renewal", .string), ("remark", .string), ("version", .optional(.integer)), ("agreed_at", .optional(.format("date-time"))),
                        ("assented", .array(.string)), ("texts", .array(.object([("language", .string), ("markdown", .string)]))),
                        (
                            "signatures",
                            .array(
                                .object([
                                    ("id", .string), ("party", .string), ("name", .optional(.string)),
                                    ("post", .oneOf(SignatureKind.Post.allCases.map(\.rawValue))), ("post_title", .string), ("on", .format("date")),
                                    ("place", .string), ("languages", .string), ("by", .string),
                                ]))
                        ),
                    ]))
            ),
            (
                "decisions",
                .array(
                    .object([
                        ("id", .string), ("party", .string), ("body", .oneOf(ApprovalKind.Body.allCases.map(\.rawValue))), ("body_name", .string),
                        ("on", .format("date")), ("subject", .oneOf(ApprovalKind.Subject.allCases.map(\.rawValue))),
                        ("agreement", .optional(.string)), ("approved", .boolean), ("for", .optional(.integer)), ("against", .optional(.integer)),
                        ("abstentions", .optional(.integer)), ("conditions", .string), ("link", .string), ("by", .string),
                    ]))
            ),
            (
                "formal_tests",
                .array(.object([("test", .oneOf(FormalTests.Test.allCases.map(\.rawValue))), ("passed", .boolean), ("lacking", .array(.string))]))
            ),
        ]))

    static func answer(_ page: RecordPage, today: PartialDate) -> JSONValue {
        let all = AgreementDocument.all(page.reading, today: today)
        let approvals = Approval.all(page.reading)
        let tests = FormalTestViews.tests(page, all, approvals)
        return [
            "agreements": .array(all.map { said($0, page.reading) }), "decisions": .array(approvals.map { said($0, page.reading) }),
            "formal_tests": .array(tests.map { tests in FormalTests.Test.allCases.map { said($0, tests, page.reading) } } ?? []),
        ]
    }

    private static func said(_ approval: Approval, _ reading: SharedReading) -> JSONValue {
        let object = approval.object
        return [
            "id": .string(object.id), "party": .string(reading.partyName(object.text("party"))), "body": .string(approval.body.rawValue),
            "body_name": .string(object.text("body-text")), "on": .string(approval.on.description), "subject": .string(approval.subject.rawValue),
            "agreement": object["agreement"]?.text.map { .string($0) } ?? .null, "approved": .bool(approval.isGiven),
            "for": approval.votes.map { .integer($0.yes) } ?? .null, "against": approval.votes.map { .integer($0.no) } ?? .null,
            "abstentions": approval.votes.map { .integer($0.abstained) } ?? .null, "conditions": .string(object.text("conditions")),
            "link": .string(object.text("link")), "by": .string(object.author.map { reading.partyName($0.hex) } ?? ""),
        ]
    }

    /// The parties for which something lacks; none for the test that asks nothing of one of them.
    private static func said(_ test: FormalTests.Test, _ tests: FormalTests, _ reading: SharedReading) -> JSONValue {
        let lacking: [String] =
            switch test {
            case .signedByLeaders: tests.unsigned
            case .adopted: tests.notAdopted
            case .severalFields: []
            }
        return [
            "test": .string(test.rawValue), "passed": .bool(tests.passes(test)), "lacking": .array(lacking.map { .string(reading.partyName($0)) }),
        ]
    }

    private static func said(_ document: AgreementDocument, _ reading: SharedReading) -> JSONValue {
        let (object, origin) = (document.object, document.origin)
        return [
            "id": .string(object.id), "title": .string(object.title), "effective": day(object, "effective"), "expires": day(object, "expires"),
            "renewal": .string(object.text("renewal")), "remark": .string(object.text("remark")),
            "version": origin.map { .integer($0.version) } ?? .null, "agreed_at": origin.map { .string($0.at.rfc3339) } ?? .null,
            "assented": .array((origin?.parties ?? []).map { .string($0) }),
            "texts": .array(SharedTexts.all(object["texts"]).map { ["language": .string($0.language.tag), "markdown": .string($0.text)] }),
            "signatures": .array(document.signatures.map { said($0, reading) }),
        ]
    }

    private static func said(_ signature: SharedObject, _ reading: SharedReading) -> JSONValue {
        [
            "id": .string(signature.id), "party": .string(reading.partyName(signature.text("party"))),
            "name": signature.title.isEmpty ? .null : .string(signature.title),
            "post": .string(signature.text("post")), "post_title": .string(signature.text("post-text")), "on": .string(signature.text("on")),
            "place": .string(signature.text("place")), "languages": .string(signature.text("languages")),
            "by": .string(signature.author.map { reading.partyName($0.hex) } ?? ""),
        ]
    }

    private static func day(_ object: SharedObject, _ field: String) -> JSONValue { object.date(field).map { .string($0.description) } ?? .null }
}
