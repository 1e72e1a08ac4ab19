/// What became of an entry that arrived.
public enum Arrival: Sendable, Equatable {
    /// It is part of the record now, and with it perhaps others that had waited for it.
    case added
    /// It was here already.
    case known
    /// It waits for what it builds on.
    case waiting
    case refused(Fault)
}

extension Ledger {
    /// Takes an entry as it came over the wire.
    @discardableResult
    public mutating func add(reading bytes: [UInt8]) -> Arrival {
        do { return add(try Entry(reading: bytes)) } catch { return refuse(Refusal(hash: EntryHash(hashing: bytes), fault: error)) }
    }

    /// Takes an entry: checks its signature and its place, keeps it waiting if something before it is missing, and folds it.
    ///
    /// - Parameter isTrusted: leave out the signature, because this server has checked it before and kept the entry since.
    @discardableResult
    public mutating func add(_ entry: Entry, isTrusted: Bool = false) -> Arrival {
        let arrival = receive(entry, isTrusted: isTrusted)
        refoldIfNeeded()
        return arrival
    }

    /// Takes many entries, in any order.
    public mutating func add(_ entries: some Sequence<Entry>, isTrusted: Bool = false) {
        for entry in entries { _ = receive(entry, isTrusted: isTrusted) }
        refoldIfNeeded()
    }

    private mutating func receive(_ entry: Entry, isTrusted: Bool) -> Arrival {
        if index[entry.hash] != nil || parkedNames.contains(entry.hash) { return .known }
        if let fault = misfit(entry) { return refuse(Refusal(hash: entry.hash, fault: fault)) }
        if let missing = firstMissing(entry) {
            park(Parked(entry: entry, isTrusted: isTrusted), until: missing)
            return .waiting
        }
        if let fault = admit(entry, isTrusted: isTrusted) { return refuse(Refusal(hash: entry.hash, fault: fault)) }
        release(after: entry.hash)
        return .added
    }

    /// The union with another copy of the same record.
    public mutating func merge(_ other: Ledger) {
        guard other.partnership == partnership, other.root == root else { return }
        add(other.entries)
        add(other.waiting)
    }

    private mutating func refuse(_ refusal: Refusal) -> Arrival {
        refused.insert(refusal)
        return .refused(refusal.fault)
    }

    /// What is wrong with it whatever else has arrived.
    private func misfit(_ entry: Entry) -> Fault? {
        guard entry.partnership == partnership else { return .wrongPartnership }
        guard (entry.previous == nil) == (entry.sequence == 1), entry.act.begins == (entry.sequence == 1) else { return .brokenChain }
        switch entry.act {
        case .create(let creation):
            if entry.hash != root { return .secondBeginning }
            if Party.id(of: creation.key) != entry.author { return .wrongKey }
            if !creation.parties.contains(entry.author) { return .malformed("the founder is not a party") }
        case .join(let joining):
            if Party.id(of: joining.key) != entry.author { return .wrongKey }
        default: break
        }
        return nil
    }

    private func firstMissing(_ entry: Entry) -> EntryHash? {
        if let previous = entry.previous, index[previous] == nil { return previous }
        return entry.act.cited.first { index[$0] == nil }
    }

    private mutating func park(_ entry: Parked, until missing: EntryHash) {
        parked[missing, default: []].append(entry)
        parkedNames.insert(entry.entry.hash)
    }

    /// Takes in what had waited for this entry, and what had waited for that.
    private mutating func release(after hash: EntryHash) {
        guard !parked.isEmpty else { return }
        var arrived = [hash]
        while let name = arrived.popLast() {
            for waiter in parked.removeValue(forKey: name) ?? [] {
                if let missing = firstMissing(waiter.entry) {
                    park(waiter, until: missing)
                    continue
                }
                parkedNames.remove(waiter.entry.hash)
                if let fault = admit(waiter.entry, isTrusted: waiter.isTrusted) {
                    refused.insert(Refusal(hash: waiter.entry.hash, fault: fault))
                } else {
                    arrived.append(waiter.entry.hash)
                }
            }
        }
    }

    /// Makes an entry part of the record. Everything it builds on is here.
    private mutating func admit(_ entry: Entry, isTrusted: Bool) -> Fault? {
        var place: Int?
        var strand: Strand
        if let previous = entry.previous {
            guard let before = self[previous], before.author == entry.author, entry.sequence == before.sequence + 1 else { return .brokenChain }
            if let found = branches[entry.author]?.firstIndex(where: { $0.end == previous }) {
                place = found
                // An entry of the same author that is refused must leave the strand as it is, so it is only taken out below.
                strand = branches[entry.author]?[found].strand ?? Strand(key: PublicKey(hashing: []), recovery: nil, mayWrite: false)
            } else {
                guard let inside = self.strand(at: previous) else { return .brokenChain }
                strand = inside
            }
        } else {
            guard let beginning = beginning(entry) else { return .brokenChain }
            strand = beginning
        }
        if let fault = clockFault(entry) { return fault }
        if !isTrusted, let fault = signatureFault(entry, strand) { return fault }

        if place == nil, branches[entry.author] != nil { forked.insert(entry.author) }
        // Emptied first, so that the strand is changed in place and not copied with every entry.
        if let place { branches[entry.author]?[place].strand = Strand(key: strand.key, recovery: nil, mayWrite: false) }
        index[entry.hash] = entries.count
        entries.append(entry)
        signers.append(signer(entry, strand))
        clock = max(clock, entry.clock)
        if let fault = judge(entry, strand) {
            void[entry.hash] = fault
        } else {
            take(entry, into: &strand)
        }
        switch entry.act {
        case .rotate(let key), .revoke(let key): strand.change(key: key)
        default: break
        }
        close(entry, strand, at: place)
        return nil
    }

    /// Puts the new end of a chain where the old one was, and takes away ends that the entry adopts.
    private mutating func close(_ entry: Entry, _ strand: Strand, at place: Int?) {
        if let place {
            branches[entry.author]?[place] = Branch(end: entry.hash, strand: strand)
        } else {
            branches[entry.author, default: []].append(Branch(end: entry.hash, strand: strand))
        }
        if case .adopt(let ends) = entry.act, void[entry.hash] == nil {
            branches[entry.author]?.removeAll { ends.contains($0.end) && $0.end != entry.hash }
        }
    }

    private func clockFault(_ entry: Entry) -> Fault? {
        var latest: Int64 = 0
        if let previous = entry.previous { latest = self[previous]?.clock ?? 0 }
        for cited in entry.act.cited { latest = max(latest, self[cited]?.clock ?? 0) }
        if entry.clock <= latest { return .clockBehind }
        return entry.clock - latest > Limits.clockLeap ? .clockAhead : nil
    }

    /// Whose signature it must carry. With a recovery key only that one revokes: else whoever has stolen the present key
    /// could revoke it first.
    private func signer(_ entry: Entry, _ strand: Strand) -> PublicKey {
        if case .revoke = entry.act { strand.recovery ?? strand.key } else { strand.key }
    }

    /// Folds entries that were part of this record before, in the order in which they were.
    mutating func refill(_ entries: [Entry]) {
        for entry in entries {
            if let fault = admit(entry, isTrusted: true) { refused.insert(Refusal(hash: entry.hash, fault: fault)) }
        }
    }

    private func signatureFault(_ entry: Entry, _ strand: Strand) -> Fault? {
        let expected = signer(entry, strand)
        if entry.isSigned(by: expected) { return nil }
        let others = strand.formerKeys.union([strand.key]).subtracting([expected])
        return others.contains(where: entry.isSigned) ? .wrongKey : .badSignature
    }
}
