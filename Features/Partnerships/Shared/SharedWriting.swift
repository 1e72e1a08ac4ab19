import Kernel
import Ledger
import Storage

/// What became of a change of something that the parties agree on.
enum Outcome: Equatable {
    /// The office is alone in the record: it holds at once.
    case stated
    /// It lies in the office's draft until somebody proposes it to the others.
    case drafted
    /// Nothing differs.
    case nothing
}

/// Outcome things into a record: what all parties agree on by way of the draft, what belongs to one party at once.
extension Sharing {
    private var drafts: DraftStore { DraftStore(connection: connection) }
    private var personalValues: PersonalValueStore { PersonalValueStore(connection: connection) }

    /// How this office reads the record, with its own draft.
    /// - Parameter personal: with the values about persons.
    func reading(_ record: PartnershipID, _ ledger: Ledger, personal: Bool = false) throws -> SharedReading {
        let own = try own(in: record)
        return SharedReading(
            ledger, own: own, personal: personal ? try personalValues.values(of: record) : PersonalValues(),
            draft: try own.flatMap { try drafts.draft(record, of: $0) })
    }

    // MARK: What is agreed

    /// States objects of what is agreed, or puts them into the draft where others have to assent.
    /// - Parameter objects: name and fields as they are to be; nil takes the object out.
    func agree(_ objects: [(name: String, fields: [String: Value]?)], in record: PartnershipID) throws -> Outcome {
        let ledger = try RecordStore(connection: connection).ledger(record)
        let agreed = ledger.agreement.objects
        let reading = try reading(record, ledger)
        var draft = reading.draft?.normalised(over: agreed) ?? Draft()
        let before = draft
        for object in objects { draft.put(object.name, object.fields, over: agreed) }
        guard draft != before else { return .nothing }
        guard reading.isAlone else {
            try keep(draft, record, reading)
            return .drafted
        }
        try write(record) { ledger, own in
            try ledger.write(ledger.proposal(by: own.party, set: draft.set, remove: draft.remove), with: own, at: now)
        }
        return .stated
    }

    /// Sends the draft to the other parties as one proposal.
    /// - Returns: whether there was anything to send.
    func propose(note: String, in record: PartnershipID, _ partnership: PartnershipID) throws -> Bool {
        let ledger = try RecordStore(connection: connection).ledger(record)
        let reading = try reading(record, ledger)
        guard let own = reading.own, let draft = reading.draft?.normalised(over: ledger.agreement.objects), !draft.isEmpty else { return false }
        // A proposal that was answered or declined meanwhile needs no answer any more.
        let answers = draft.answers.flatMap { ledger.isOpen($0) ? $0 : nil }
        try write(record) { ledger, own in
            try ledger.write(
                ledger.proposal(by: own.party, set: draft.set, remove: draft.remove, answers: answers, note: note), with: own, at: now)
        }
        try drafts.discard(record, of: own)
        try self.note("proposed", partnership, ["changes": String(draft.set.count + draft.remove.count)])
        return true
    }

    /// Takes a proposal into the draft: to answer it with other words, or to propose once more what was declined or overtaken.
    /// - Throws: `Refusal.aboutParties` where it says who is party: the draft holds what they agree on, not who they are.
    func takeUp(_ proposal: EntryHash, in record: PartnershipID) throws {
        let ledger = try RecordStore(connection: connection).ledger(record)
        guard case .propose(let content) = ledger[proposal]?.act else { throw AppError.notFound }
        guard !content.changesParties else { throw Refusal.aboutParties }
        let reading = try reading(record, ledger)
        var draft = reading.draft ?? Draft()
        for (name, fields) in content.set {
            draft.remove.remove(name)
            draft.set[name] = (draft.set[name] ?? [:]).merging(fields) { mine, _ in mine }
        }
        for name in content.remove where draft.set[name] == nil { draft.remove.insert(name) }
        let isTheirs = ledger[proposal]?.author != reading.own && ledger.isOpen(proposal)
        if isTheirs { draft.answers = proposal }
        try keep(draft.normalised(over: reading.agreement.objects), record, reading)
    }

    /// Gives up the draft, or one object of it.
    func discard(_ object: String?, in record: PartnershipID) throws {
        guard let own = try own(in: record) else { return }
        guard let object, var draft = try drafts.draft(record, of: own) else { return try drafts.discard(record, of: own) }
        draft.set[object] = nil
        draft.remove.remove(object)
        try drafts.keep(draft, record, of: own, by: actor, at: now)
    }

    private func keep(_ draft: Draft, _ record: PartnershipID, _ reading: SharedReading) throws {
        guard let own = reading.own else { throw Refusal.notAParty }
        // Nobody could propose it: neither who is no party yet, nor who has left.
        guard reading.agreement.parties.contains(own) else { throw Refusal.notAParty }
        if guest == nil, let state = try parties.state(record, of: office), state != .member { throw Refusal.notAParty }
        try drafts.keep(draft, record, of: own, by: actor, at: now)
    }

    // MARK: What belongs to one party

    /// Writes a thing of this office: its plain fields as one entry, what is personal sealed in another.
    /// - Returns: whether anything differed.
    @discardableResult
    func put(_ name: String, _ entry: SharedEntry, in record: PartnershipID) throws -> Bool {
        var isWritten = false
        let known = try personalValues.values(of: record)
        try write(record) { ledger, own in
            let present = ledger.object(name)
            let plain = OwnObject.value(entry.values)
            if present[OwnObject.plain]?.content != .plain(plain) {
                try ledger.write(.set(object: name, field: OwnObject.plain, .plain(plain)), with: own, at: now)
                isWritten = true
            }
            let former = present[OwnObject.personal]?.content
            let value = entry.personal.isEmpty ? nil : OwnObject.value(entry.personal)
            guard value != former.flatMap({ known.reveal($0) }) else { return }
            isWritten = true
            if let value {
                let sealed = PersonalValue(value)
                try personalValues.add(sealed, to: record, at: now)
                try ledger.write(.set(object: name, field: OwnObject.personal, .sealed(sealed.commitment)), with: own, at: now)
            } else {
                try ledger.write(.set(object: name, field: OwnObject.personal, .plain(.null)), with: own, at: now)
            }
            // What no longer holds of somebody is nobody's to keep.
            if case .sealed(let commitment)? = former { try ledger.write(.erase([commitment]), with: own, at: now) }
        }
        return isWritten
    }

    /// Takes a thing of this office out of the record; what was personal in it is erased everywhere.
    func remove(_ name: String, in record: PartnershipID) throws {
        try write(record) { ledger, own in
            let present = ledger.object(name)
            guard !present.isEmpty else { return }
            let sealed = present.values.compactMap { written -> Commitment? in
                if case .sealed(let commitment) = written.content { commitment } else { nil }
            }
            try ledger.write(.remove(object: name), with: own, at: now)
            if !sealed.isEmpty { try ledger.write(.erase(sealed.sorted()), with: own, at: now) }
        }
    }
}

extension Proposal {
    /// Whether it says who is party from then on.
    var changesParties: Bool { parties != nil || absent != nil }
}
