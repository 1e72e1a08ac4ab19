import Kernel
import Ledger
import Storage
import Web

/// What a record says, as programs read it: parties, things by their kinds, messages, documents and open proposals. Values about persons are left
/// out; whoever needs them reads the page or takes the whole record away.
enum RecordAnswer {
    static let operation = Operation(
        "The shared record of a partnership as it stands: parties, what is agreed and what each party wrote, messages, documents, open proposals",
        answer: .object([
            ("record", .string), ("root", .string), ("digest", .string), ("entries", .integer), ("version", .integer),
            ("parties", .array(.object([("id", .string), ("name", .string), ("signs", .boolean), ("suspended", .optional(.string))]))),
            (
                "things",
                .array(
                    .object([
                        ("kind", .oneOf(SharedKinds.all.map { plain($0) } + [terms])), ("id", .string), ("agreed", .boolean),
                        ("by", .optional(.string)), ("fields", fields),
                    ]))
            ),
            (
                "messages",
                .array(.object([("at", .format("date-time")), ("by", .string), ("text", .optional(.string)), ("about", .string)]))
            ),
            (
                "documents",
                .array(
                    .object([
                        ("sha256", .string), ("name", .string), ("type", .string), ("size", .integer), ("by", .string), ("at", .format("date-time")),
                        ("about", .string),
                    ]))
            ),
            ("draft", .optional(.array(.string))),
            (
                "proposals",
                .array(.object([("id", .string), ("by", .string), ("at", .format("date-time")), ("note", .string), ("waiting", .array(.string))]))
            ),
        ]))

    private static let terms = "partnership"
    private static let fields = Schema.array(.object([("name", .string), ("values", .array(.string))]))

    /// One thing by itself, with what it takes to change it.
    static let one = Schema.object([
        ("kind", .oneOf(SharedKinds.all.map { plain($0) })), ("id", .string), ("name", .string), ("agreed", .boolean), ("by", .optional(.string)),
        ("drafted", .boolean), ("revision", .string), ("fields", fields),
    ])

    @Sendable static func show(_ context: Context, _ connection: Connection) throws -> Reply {
        try .json(answer(try RecordPage(context, connection)))
    }

    /// A thing as the office's draft would have it.
    static func answer(_ object: SharedObject, _ page: RecordPage) -> JSONValue {
        let (kind, agreed) = (object.kind, page.reading.object(object.kind, object.id))
        return [
            "kind": .string(plain(kind)), "id": .string(object.id), "name": .string(object.name), "agreed": .bool(kind.ownership == .agreed),
            "by": object.author.map { .string(page.reading.partyName($0.hex)) } ?? .null, "drafted": .bool(agreed?.values != object.values),
            "revision": .string(SharedObjectPages.seen(object)), "fields": .array(said(object)),
        ]
    }

    /// Fields about persons are left out.
    private static func said(_ object: SharedObject) -> [JSONValue] {
        said(object.kind.fields.filter { !$0.isPersonal }.compactMap { field in object.values[field.name].map { (field.name, $0) } })
    }

    private static func said(_ fields: [(name: String, value: Value)]) -> [JSONValue] {
        fields.map { ["name": .string($0.name), "values": .array(texts($0.value).map { .string($0) })] }
    }

    /// The kind's name without what says that all agree on it: `indicator`.
    private static func plain(_ kind: SharedKind) -> String {
        kind.prefix.hasPrefix("agreed/") ? String(kind.prefix.dropFirst("agreed/".count)) : kind.prefix
    }

    static func answer(_ page: RecordPage) -> JSONValue {
        let (reading, ledger) = (page.reading, page.reading.ledger)
        let basic = reading.agreement.objects[SharedTerms.object].map { fields in
            thing(terms, "", isAgreed: true, by: nil, said(SharedTerms.fields.compactMap { name in fields[name].map { (name, $0) } }))
        }
        let things = SharedKinds.all.flatMap { kind in
            reading.all(kind).map { object in
                thing(
                    plain(kind), object.id, isAgreed: kind.ownership == .agreed, by: object.author.map { reading.partyName($0.hex) }, said(object))
            }
        }
        return [
            "record": .string(page.record.text), "root": .string(ledger.versions.first?.hex ?? ""), "digest": .string(ledger.digest.hex),
            "entries": .integer(ledger.entries.count), "version": .integer(ledger.versions.count - 1),
            "parties": .array(reading.everybody.map { said($0, ledger) }), "things": .array((basic.map { [$0] } ?? []) + things),
            "messages": .array(ledger.messages.map { message($0, reading) }),
            "documents": .array(ledger.attachments.compactMap { document($0, reading) }),
            "draft": page.reading.draft.map { .array(($0.remove.union($0.set.keys)).sorted().map { .string($0) }) } ?? .null,
            "proposals": .array(ledger.proposals.filter { ledger.isOpen($0) }.compactMap { proposal($0, reading) }),
        ]
    }

    private static func said(_ party: SharedReading.Party, _ ledger: Ledger) -> JSONValue {
        let reason = PartyID(hex: party.id).flatMap { ledger.suspensions[$0] }
        return [
            "id": .string(party.id), "name": .string(party.name), "signs": .bool(party.signs), "suspended": reason.map { .string($0) } ?? .null,
        ]
    }

    private static func thing(_ kind: String, _ id: String, isAgreed: Bool, by: String?, _ fields: [JSONValue]) -> JSONValue {
        [
            "kind": .string(kind), "id": .string(id), "agreed": .bool(isAgreed), "by": by.map { .string($0) } ?? .null,
            "fields": .array(fields),
        ]
    }

    /// A value as texts: several for a list, `de: …` for each language of a text.
    private static func texts(_ value: Value) -> [String] {
        if let list = value.list { return list.flatMap(texts) }
        if let members = value.object { return members.all.map { "\($0.name): \($0.value.text ?? $0.value.canonicalText)" } }
        return [value.text ?? value.canonicalText]
    }

    private static func message(_ entry: Entry, _ reading: SharedReading) -> JSONValue {
        guard case .say(let content, let about) = entry.act else { return .null }
        let text: String? = if case .plain(let value) = content { value.text } else { nil }
        return [
            "at": .string(entry.time.rfc3339), "by": .string(reading.partyName(entry.author.hex)), "text": text.map { .string($0) } ?? .null,
            "about": .string(about),
        ]
    }

    private static func document(_ entry: Entry, _ reading: SharedReading) -> JSONValue? {
        guard let found = DocumentPages.attachment(entry) else { return nil }
        return [
            "sha256": .string(found.document.hex), "name": .string(found.name), "type": .string(found.mediaType),
            "size": .integer(Int(clamping: found.size)), "by": .string(reading.partyName(entry.author.hex)), "at": .string(entry.time.rfc3339),
            "about": .string(found.object),
        ]
    }

    private static func proposal(_ hash: EntryHash, _ reading: SharedReading) -> JSONValue? {
        let ledger = reading.ledger
        guard let entry = ledger[hash], case .propose(let content) = entry.act, let assents = ledger.assents(to: hash) else { return nil }
        let waiting = assents.asked.subtracting(assents.given).map { reading.partyName($0.hex) }.sorted()
        return [
            "id": .string(hash.hex), "by": .string(reading.partyName(entry.author.hex)), "at": .string(entry.time.rfc3339),
            "note": .string(content.note), "waiting": .array(waiting.map { .string($0) }),
        ]
    }
}
