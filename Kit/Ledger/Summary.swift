extension Ledger {
    /// The whole state as one value, in the form that `docs/ledger.md` gives: two servers with the same entries have the
    /// same summary, byte for byte, and another implementation has it too.
    public var summary: Value {
        let now = agreement
        return .members([
            ("agreed", agreed(now)),
            ("proposals", .members(proposals.map { ($0.hex, proposal($0)) })),
            ("objects", .members(objectNames.map { ($0, object(fields: object($0))) })),
            ("suspended", .members(suspensions.map { ($0.key.hex, .string($0.value)) })),
            ("messages", .array(messages.map { .string($0.hash.hex) })),
            ("attachments", .array(attachments.map { .string($0.hash.hex) })),
            ("erase", .array(toErase.sorted().map { .string($0.hex) })),
            ("participants", .members(participants.map { ($0.party.hex, participant($0)) })),
            ("void", .members(void.map { ($0.key.hex, .string($0.value.code)) })),
            (
                "forks",
                .members(branches.filter { $0.value.count > 1 }.map { ($0.key.hex, .array($0.value.map(\.end).sorted().map { .string($0.hex) })) })
            ),
        ])
    }

    /// The SHA-256 of the summary: what two servers compare.
    public var digest: Bytes32<Ledger> { Bytes32(hashing: summary.canonical) }

    private func agreed(_ agreement: Agreement) -> Value {
        .members([
            ("versions", .array(versions.map { .string($0.hex) })),
            ("parties", .array(agreement.parties.sorted().map { .string($0.hex) })),
            ("left", .members(agreement.left.map { ($0.key.hex, .string($0.value.hex)) })),
            ("absent", .array(agreement.absent.sorted().map { .string($0) })),
            ("objects", .members(agreement.objects.map { ($0, .members($1.map { ($0, $1) })) })),
        ])
    }

    private func proposal(_ hash: EntryHash) -> Value {
        let standing =
            switch standing(of: hash) {
            case .agreed: "agreed"
            case .open: "open"
            case .declined: "declined"
            case .overtaken: "overtaken"
            case .premature: "premature"
            case nil: ""
            }
        let assents = assents(to: hash)
        return .members([
            ("standing", .string(standing)),
            ("asked", .array((assents?.asked ?? []).sorted().map { .string($0.hex) })),
            ("given", .array((assents?.given ?? []).sorted().map { .string($0.hex) })),
        ])
    }

    private func object(fields: [String: Written]) -> Value {
        .members(
            fields.map { name, written in
                let content: (String, Value) =
                    switch written.content {
                    case .plain(let value): ("value", value)
                    case .sealed(let commitment): ("sealed", .string(commitment.hex))
                    }
                return (name, .members([content, ("entry", .string(written.stamp.entry.hex))]))
            })
    }

    private func participant(_ participant: Participant) -> Value {
        .members([
            ("name", .string(participant.name)), ("joined", .bool(participant.hasJoined)), ("hosted", .bool(participant.isHosted)),
            ("key", participant.key.map { .string($0.hex) } ?? .null),
        ])
    }
}
