/// Acts as values and back. What cannot be read exactly, member by member, is an unknown act: a newer version may know it.
extension Act {
    /// This act as it stands in an entry.
    public var value: Value {
        switch self {
        case .create(let creation):
            return form(
                "create",
                [
                    ("key", .hex(creation.key)), ("recovery", creation.recovery.map { .hex($0) }), ("name", .string(creation.name)),
                    ("of", .string(creation.kind)), ("parties", .hexes(creation.parties)), ("absent", .names(creation.absent)),
                ])
        case .invite(let invitation):
            return form(
                "invite",
                [("party", .hex(invitation.party)), ("name", .string(invitation.name)), ("hosted", invitation.isHosted ? true : nil)])
        case .join(let joining):
            return form(
                "join",
                [
                    ("key", .hex(joining.key)), ("recovery", joining.recovery.map { .hex($0) }), ("name", .string(joining.name)),
                    ("invitation", .hex(joining.invitation)),
                ])
        case .set(let object, let field, let content):
            return form("set", [("object", .string(object)), ("field", .string(field)), content.member])
        case .remove(let object): return form("remove", [("object", .string(object))])
        case .propose(let proposal): return form("propose", proposal.members)
        case .assent(let proposal, let released): return form("assent", [("proposal", .hex(proposal)), ("released", .hexes(Set(released)))])
        case .decline(let proposal, let reason): return form("decline", [("proposal", .hex(proposal)), ("reason", .string(reason))])
        case .suspend(let reason): return form("suspend", [("reason", .string(reason))])
        case .resume(let reason): return form("resume", [("reason", .string(reason))])
        case .withdraw(let reason): return form("withdraw", [("reason", .string(reason))])
        case .attach(let attachment):
            return form(
                "attach",
                [
                    ("document", .hex(attachment.document)), ("name", .string(attachment.name)), ("type", .string(attachment.mediaType)),
                    ("size", .int(attachment.size)), ("object", .string(attachment.object)),
                ])
        case .say(let content, let about): return form("say", [content.member, ("about", .string(about))])
        case .adopt(let ends): return form("adopt", [("ends", .hexes(Set(ends)))])
        case .erase(let commitments): return form("erase", [("commitments", .hexes(Set(commitments)))])
        case .rotate(let key): return form("rotate", [("key", .hex(key))])
        case .revoke(let key): return form("revoke", [("key", .hex(key))])
        case .unknown(let value): return value
        }
    }

    private func form(_ kind: String, _ members: [(String, Value?)]) -> Value {
        .members([("kind", .string(kind))] + members.compactMap { name, value in value.map { (name, $0) } })
    }

    /// The kind as it is written; empty when an unknown act does not even name one.
    public var kind: String { value["kind"]?.text ?? "" }

    /// Reads an act. Never fails: what is not exactly of a known form is `.unknown`.
    public init(_ value: Value) {
        let read = Self.known(value)
        // Written again it must be the same, or something was in it that this version does not understand.
        if let read, read.value == value { self = read } else { self = .unknown(value) }
    }

    private static func known(_ value: Value) -> Act? {
        switch value["kind"]?.text {
        case "create": creation(value)
        case "invite":
            if let party = PartyID(value["party"]), let name = value["name"]?.text {
                .invite(Invitation(party: party, name: name, isHosted: value["hosted"] != nil))
            } else {
                nil
            }
        case "join":
            if let key = PublicKey(value["key"]), let name = value["name"]?.text, let invitation = EntryHash(value["invitation"]) {
                .join(Joining(key: key, recovery: PublicKey(value["recovery"]), name: name, invitation: invitation))
            } else {
                nil
            }
        case "set":
            if let object = value.name("object", atMost: Limits.objectName), let field = value.name("field", atMost: Limits.fieldName),
                let content = Content(value)
            {
                .set(object: object, field: field, content)
            } else {
                nil
            }
        case "remove": value.name("object", atMost: Limits.objectName).map { .remove(object: $0) }
        case "propose": Proposal(value).map { .propose($0) }
        case "assent":
            if let proposal = EntryHash(value["proposal"]), let released: [EntryHash] = value.hexes("released") {
                .assent(proposal: proposal, released: released)
            } else {
                nil
            }
        case "decline":
            if let proposal = EntryHash(value["proposal"]), let reason = value["reason"]?.text {
                .decline(proposal: proposal, reason: reason)
            } else {
                nil
            }
        case "suspend": value["reason"]?.text.map { .suspend(reason: $0) }
        case "resume": value["reason"]?.text.map { .resume(reason: $0) }
        case "withdraw": value["reason"]?.text.map { .withdraw(reason: $0) }
        case "attach": Attachment(value).map { .attach($0) }
        case "say":
            if let content = Content(value), let about = value["about"]?.text { .say(content, about: about) } else { nil }
        case "adopt": value.hexes("ends").map { .adopt($0) }
        case "erase": value.hexes("commitments").map { .erase($0) }
        case "rotate": PublicKey(value["key"]).map { .rotate(to: $0) }
        case "revoke": PublicKey(value["key"]).map { .revoke(to: $0) }
        default: nil
        }
    }

    private static func creation(_ value: Value) -> Act? {
        guard let key = PublicKey(value["key"]), let name = value["name"]?.text, let kind = value["of"]?.text,
            let parties: [PartyID] = value.hexes("parties"), let absent = value.names("absent")
        else { return nil }
        return .create(
            Creation(key: key, recovery: PublicKey(value["recovery"]), name: name, kind: kind, parties: Set(parties), absent: Set(absent)))
    }
}

extension Content {
    fileprivate var member: (String, Value?) {
        switch self {
        case .plain(let value): ("value", value)
        case .sealed(let commitment): ("sealed", .hex(commitment))
        }
    }

    fileprivate init?(_ value: Value) {
        if let plain = value["value"] {
            self = .plain(plain)
        } else if let commitment = Commitment(value["sealed"]) {
            self = .sealed(commitment)
        } else {
            return nil
        }
    }
}

extension Attachment {
    fileprivate init?(_ value: Value) {
        guard let document = DocumentHash(value["document"]), let name = value["name"]?.text, let type = value["type"]?.text,
            let size = value["size"]?.integer, size >= 0, let object = value["object"]?.text
        else { return nil }
        self.init(document: document, name: name, mediaType: type, size: size, object: object)
    }
}

extension Proposal {
    fileprivate var members: [(String, Value?)] {
        [
            ("base", .hex(base)), ("knows", .hexes(knows)),
            ("set", .members(set.map { object, fields in (object, .members(fields.map { ($0, $1) })) })),
            ("remove", .names(remove)), ("parties", parties.map { .hexes($0) }), ("absent", absent.map { .names($0) }),
            ("answers", answers.map { .hex($0) }), ("released", .hexes(released)), ("note", .string(note)),
        ]
    }

    fileprivate init?(_ value: Value) {
        guard let base = EntryHash(value["base"]), let knows: [EntryHash] = value.hexes("knows"), let objects = value["set"]?.object,
            let remove = value.names("remove"), let released: [EntryHash] = value.hexes("released"), let note = value["note"]?.text
        else { return nil }
        var set: [String: [String: Value]] = [:]
        for object in objects.all {
            guard Limits.isName(object.name, atMost: Limits.objectName), let fields = object.value.object else { return nil }
            set[object.name] = [:]
            for field in fields.all {
                guard Limits.isName(field.name, atMost: Limits.fieldName) else { return nil }
                set[object.name]?[field.name] = field.value
            }
        }
        let parties: [PartyID]? = value.hexes("parties")
        self.init(
            base: base, knows: Set(knows), set: set, remove: Set(remove), parties: parties.map { Set($0) },
            absent: value.names("absent").map { Set($0) }, answers: EntryHash(value["answers"]), released: Set(released), note: note)
    }
}

extension Bytes32 {
    fileprivate init?(_ value: Value?) {
        guard let text = value?.text else { return nil }
        self.init(hex: text)
    }
}

extension Value {
    fileprivate static func hex<Of>(_ bytes: Bytes32<Of>) -> Value { .string(bytes.hex) }
    fileprivate static func hexes<Of>(_ set: Set<Bytes32<Of>>) -> Value { .array(set.sorted().map { .string($0.hex) }) }
    fileprivate static func names(_ set: Set<String>) -> Value { .array(set.sorted(by: precedes).map { .string($0) }) }

    fileprivate func name(_ member: String, atMost count: Int) -> String? {
        guard let text = self[member]?.text, Limits.isName(text, atMost: count) else { return nil }
        return text
    }

    /// A list of hashes; in an entry it is sorted and without repetitions, which writing it again finds out.
    fileprivate func hexes<Of>(_ member: String) -> [Bytes32<Of>]? {
        guard let list = self[member]?.list, list.count <= Limits.listed else { return nil }
        let read = list.compactMap { Bytes32<Of>($0) }
        return read.count == list.count ? read : nil
    }

    fileprivate func names(_ member: String) -> [String]? {
        guard let list = self[member]?.list, list.count <= Limits.listed else { return nil }
        let read = list.compactMap(\.text).filter { Limits.isName($0, atMost: Limits.objectName) }
        return read.count == list.count ? read : nil
    }
}
