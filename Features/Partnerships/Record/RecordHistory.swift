import Kernel
import Ledger
import Markup

/// The entries of a record, read for people: who wrote what and when, what it changed and what it superseded, and whether its signature holds.
struct RecordHistory {
    struct Line {
        let at: Instant
        let party: String
        /// Whether the reader's own party wrote it.
        let isOwn: Bool
        let what: String
        let changes: [Change]
        /// Whether all parties of that moment agreed on it, or one wrote it alone.
        let isAgreed: Bool
        let isSigned: Bool
        /// Why it has no effect; nil for nearly all.
        let void: String?
        let hash: String
    }

    struct Change {
        /// The object it belongs to, by which a draft takes it out again.
        let object: String
        let name: String
        /// Empty for nothing.
        let before: String
        let after: String
    }

    let reading: SharedReading
    let w: Words
    private var ledger: Ledger { reading.ledger }

    init(_ reading: SharedReading, _ w: Words) { (self.reading, self.w) = (reading, w) }

    /// Some entries, the newest first.
    /// - Parameter before: how many are left out at the newer end.
    func lines(after skipped: Int, most: Int) -> [Line] {
        lines(of: Array(ledger.history.reversed().dropFirst(max(0, skipped)).prefix(max(0, most))))
    }

    /// These entries of the record, in their order.
    func lines(of shown: [Entry]) -> [Line] {
        let agreed = Set(ledger.versions)
        let guests = GuestEntries(ledger)
        let names = Dictionary(ledger.participants.map { ($0.party, $0.name) }) { first, _ in first }
        let earlier = writings(inObjectsOf: shown)
        return shown.map { entry in
            let (what, changes) = reading(entry, earlier)
            return Line(
                at: entry.time, party: w.writer(of: entry, called: names[entry.author] ?? "", guests), isOwn: entry.author == reading.own, what: what,
                changes: changes, isAgreed: agreed.contains(entry.hash) && ledger.assents(to: entry.hash).map { $0.asked.count > 1 } == true,
                isSigned: ledger.isSigned(entry.hash), void: ledger.void[entry.hash].map { w.fault($0) }, hash: entry.hash.hex)
        }
    }

    /// What was ever written into the things that these entries write, the last first: in one pass over the record.
    private func writings(inObjectsOf shown: [Entry]) -> [String: [Entry]] {
        let wanted = Set(shown.compactMap(\.writtenObject))
        guard !wanted.isEmpty else { return [:] }
        let found = ledger.entries.filter { entry in
            entry.writtenObject.map { wanted.contains($0) } == true && ledger.void[entry.hash] == nil
        }
        return Dictionary(grouping: found) { $0.writtenObject ?? "" }.mapValues { $0.sorted { $0.clock > $1.clock } }
    }

    private func reading(_ entry: Entry, _ earlier: [String: [Entry]]) -> (String, [Change]) {
        switch entry.act {
        case .create: return (w("Began the record"), [])
        case .invite(let invitation):
            return (invitation.isHosted ? w("Invited guests of \(invitation.name)") : w("Invited \(invitation.name)"), [])
        case .join: return (w("Joined the record"), [])
        case .set(let object, let field, let content): return written(object, field, content, former(entry, earlier[object] ?? []))
        case .remove(let object):
            guard let kind = SharedKinds.kind(of: object) else { return (w("Removed “\(object)”"), []) }
            return (w("Took out: \(kind.word(w))"), changes(in: kind, object, from: former(entry, earlier[object] ?? []), to: [:]))
        case .propose(let proposal):
            let changes = changes(of: proposal)
            guard ledger.assents(to: entry.hash).map({ $0.asked.count > 1 }) == true else { return (w("Stated"), changes) }
            let isAgreed = ledger.standing(of: entry.hash) == .agreed
            guard !proposal.note.isEmpty else { return (isAgreed ? w("Proposed what was then agreed") : w("Proposed"), changes) }
            return (isAgreed ? w("Proposed what was then agreed: “\(proposal.note)”") : w("Proposed: “\(proposal.note)”"), changes)
        case .assent: return (w("Assented to a proposal"), [])
        case .decline(_, let reason): return (reason.isEmpty ? w("Declined a proposal") : w("Declined a proposal: \(reason)"), [])
        case .suspend(let reason): return (reason.isEmpty ? w("Suspended the partnership") : w("Suspended the partnership: \(reason)"), [])
        case .resume(let reason): return (reason.isEmpty ? w("Resumed the partnership") : w("Resumed the partnership: \(reason)"), [])
        case .withdraw(let reason): return (reason.isEmpty ? w("Left the partnership") : w("Left the partnership: \(reason)"), [])
        case .attach(let attachment): return (w("Attached “\(attachment.name)”"), [])
        case .say: return (w("Wrote a message"), [])
        case .adopt: return (w("Healed a fork of its own entries"), [])
        case .erase(let all): return (w("Asked for \(all.count) personal values to be erased"), [])
        case .rotate:
            return (
                GuestEntries(ledger).contains(entry) ? w("Handed over to its own office, which signs with its own key") : w("Changed its key"), []
            )
        case .revoke: return (w("Revoked its key"), [])
        case .unknown: return (w("An act of a newer version, kept unread"), [])
        }
    }

    private func written(_ object: String, _ field: String, _ content: Content, _ former: [String: Value]) -> (String, [Change]) {
        guard let kind = SharedKinds.kind(of: object) else {
            let value =
                switch content {
                case .plain(let value): w.value(value, of: field)
                case .sealed: w("a personal value, kept beside the record")
                }
            return (w("Wrote into “\(object)”"), [Change(object: object, name: w.field(named: field), before: "", after: value)])
        }
        guard field == OwnObject.plain, case .plain(let value) = content else {
            return (w("\(kind.word(w)): personal values, kept beside the record"), [])
        }
        return (w("Wrote: \(kind.word(w))"), changes(in: kind, object, from: former, to: OwnObject.fields(value)))
    }

    /// What a thing held before this entry superseded it; nothing where it was new, or had been taken out.
    private func former(_ entry: Entry, _ writings: [Entry]) -> [String: Value] {
        for earlier in writings where earlier.clock < entry.clock {
            switch earlier.act {
            case .set(_, OwnObject.plain, .plain(let value)): return OwnObject.fields(value)
            case .remove: return [:]
            default: continue
            }
        }
        return [:]
    }

    /// The fields of a thing that differ, in the order of its form.
    private func changes(in kind: SharedKind, _ object: String, from old: [String: Value], to new: [String: Value]) -> [Change] {
        let title = (old[kind.title] ?? new[kind.title])?.text ?? ""
        return kind.fields.flatMap { field in
            field.differences(old[field.name], new[field.name], reading, w).map { difference in
                let name = title.isEmpty || field.name == kind.title ? difference.name : "\(title): \(difference.name)"
                return Change(object: object, name: name, before: difference.before, after: difference.after)
            }
        }
    }

    /// A party that comes, comes back or is called otherwise. The same name on both sides would say nothing.
    private func party(_ object: String, _ old: [String: Value], _ fields: [String: Value], isReturning: Bool) -> [Change] {
        let (before, name) = (old["name"]?.text ?? "", (fields["name"] ?? old["name"])?.text ?? object)
        func change(_ before: String, _ after: String) -> [Change] { [Change(object: object, name: w("Party"), before: before, after: after)] }
        guard !old.isEmpty, before == name else { return change(before, name) }
        if old["role"] == "keeper", fields["role"].map({ $0 != "keeper" }) == true {
            return change(w("\(name) keeps the record"), w("\(name) is party"))
        }
        if isReturning { return change(w("\(name) has left"), w("\(name) is party again")) }
        let isSame = fields.allSatisfy { field, value in value.isNull ? old[field] == nil : old[field] == value }
        return isSame ? [] : change(name, w("\(name), as the directory has it now"))
    }

    /// What a proposal would change in what its base says.
    func changes(of proposal: Proposal) -> [Change] {
        let base = ledger.agreement(at: proposal.base)
        // Those it knows to have left, and those that an earlier version has left out.
        let left = Set(
            proposal.knows.compactMap { known in
                if let entry = ledger[known], case .withdraw = entry.act { entry.author } else { nil }
            })
        let returning = (proposal.parties ?? []).filter { left.contains($0) || !base.parties.contains($0) }
        return changes(
            set: proposal.set, remove: proposal.remove, from: base.objects, returning: Set(returning.map { SharedParty.object($0.hex) }))
    }

    /// What writing and taking out these would change.
    /// - Parameter returning: the objects of parties that are to be party from then on.
    func changes(
        set: [String: [String: Value]], remove: Set<String>, from before: [String: [String: Value]], returning: Set<String> = []
    ) -> [Change] {
        var all: [Change] = []
        for (object, fields) in set.sorted(by: { $0.key > $1.key }) {
            let old = before[object] ?? [:]
            if object == SharedTerms.object {
                for field in SharedTerms.fields {
                    guard let value = fields[field] else { continue }
                    all.append(
                        Change(
                            object: object, name: w.field(named: field), before: old[field].map { w.value($0, of: field) } ?? "",
                            after: w.value(value, of: field)))
                }
            } else if let kind = SharedKinds.kind(of: object) {
                var new = old
                for (field, value) in fields { new[field] = value.isNull ? nil : value }
                all += changes(in: kind, object, from: old, to: new)
            } else {
                all += party(object, old, fields, isReturning: returning.contains(object))
            }
        }
        for object in remove.sorted() {
            let kind = SharedKinds.kind(of: object)
            let title = before[object]?[kind?.title ?? "name"]?.text ?? object
            all.append(Change(object: object, name: kind?.word(w) ?? w("Party"), before: title, after: ""))
        }
        return all
    }
}

extension Words {
    /// The fields of what is shared, in the order of the form.
    fileprivate var termNames: [(field: String, word: String)] {
        [
            ("kind", self("Kind")), ("since", self("Since")), ("purpose", self("Summary for the public")), ("theme", self("What it is about")),
            ("fields", self("Fields of work")), ("basis", self("Basis")), ("basis-text", self("About the basis")),
            ("basis-link", self("Address of the document")), ("involvement", self("Who carries it")),
        ]
    }

    func field(named field: String) -> String { termNames.first { $0.field == field }?.word ?? field }

    /// A value of the record in words.
    func value(_ value: Value, of field: String) -> String {
        switch value {
        case .null: return ""
        case .bool(let yes): return yes ? self("yes") : self("no")
        case .int(let number): return self.number(Int(clamping: number))
        case .array(let all): return list(all.map { self.value($0, of: field) })
        case .object: return value.canonicalText
        case .string(let text):
            switch field {
            case "kind": return PartnershipKind(rawValue: text).map { kind($0) } ?? text
            case "since": return PartialDate(text).map { date($0) } ?? text
            case "basis": return PartnershipBasis(rawValue: text).map { basis($0) } ?? text
            case "fields": return FieldOfWork(rawValue: text).map { self.field($0) } ?? text
            case "involvement": return InvolvementModel(rawValue: text).map { involvement($0) } ?? text
            default: return text
            }
        }
    }

    /// Why an entry has no effect. The rest never stands in a record: it was refused, or is about a whole chain.
    fileprivate func fault(_ fault: Fault) -> String {
        switch fault {
        case .againstTheRule: self("it assents against what its party had assented to before")
        case .afterWithdrawal: self("its party had left")
        case .noProposal: self("it answers no proposal")
        case .notInvited: self("its party was not invited")
        case .notForOneAlone: self("one party alone wrote into what all agree on")
        case .notAmongAgreed: self("it proposes what is not for all to agree on")
        case .notAsked: self("its party was not asked")
        case .noStanding: self("its party had no say in this version")
        case .alreadyAssented: self("its party had assented already")
        case .alreadyDeclined: self("its party had declined already")
        case .withRevokedKey: self("its key had been revoked")
        case .badAdoption: self("it adopts what is not its own")
        case .unknownAct: self("this version does not know its act")
        default: fault.code
        }
    }
}

extension Entry {
    /// The thing that it writes or takes out.
    fileprivate var writtenObject: String? {
        switch act {
        case .set(let name, _, _), .remove(let name): name
        default: nil
        }
    }
}
