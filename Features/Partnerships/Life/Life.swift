import Kernel
import Ledger
import Storage

/// How a partnership comes to stand otherwise. What concerns all parties is written into the record: a suspension and its end by one party
/// alone, an end of the whole by the closing report with the assent of all. The rest is the office's own word in its register.
struct Life {
    let sharing: Sharing
    let partnership: PartnershipID
    let record: PartnershipID

    private var connection: Connection { sharing.connection }
    private var store: PartnershipStore {
        PartnershipStore(connection, office: sharing.office, by: sharing.actor, at: sharing.now, gazetteer: sharing.gazetteer)
    }

    /// What came of saying how it stands.
    enum Result: Equatable {
        case stands
        /// All parties have to assent; it lies in the office's draft.
        case drafted
        /// These parties have suspended it, and only they resume. What this office had suspended it has resumed.
        case suspended(by: [String])
    }

    /// Says how the partnership stands from a day on, and why.
    /// - Parameter on: nil for today. The day of a suspension in the record is always that of its entry; the own register keeps this one.
    /// - Throws: `Sharing.Refusal`.
    func set(_ status: PartnershipStatus, on: PartialDate?, reason: String) throws -> Result {
        if let state = try sharing.parties.state(record, of: sharing.office), state != .member {
            // Whoever has left the record has its register alone.
            try store.setOwnStatus(partnership, status, since: on ?? sharing.now.day, reason: reason)
            return .stands
        }
        let ledger = try RecordStore(connection: connection).ledger(record)
        let reading = try sharing.reading(record, ledger)
        let isSuspending = reading.own.map { ledger.suspensions[$0] != nil } ?? false
        let isClosed = reading.agreement.objects[ClosingKind.kind.prefix] != nil
        // Who is no party yet speaks for nobody in the record; the rest is its own register's.
        if [.ended, .suspended].contains(status), let own = reading.own, ledger.hasNeverHad(own) { throw Sharing.Refusal.notAParty }
        if status == .ended { return try end(on: on, reason: reason) }
        if status == .suspended {
            try sharing.write(record) { ledger, own in
                guard ledger.suspensions[own.party] != reason else { return }
                try ledger.write(.suspend(reason: reason), with: own, at: sharing.now)
            }
            if let on { try store.setStatus(partnership, .suspended, since: on, reason: nil) }
            return .stands
        }
        let others = ledger.suspensions.keys.filter { $0 != reading.own && reading.agreement.parties.contains($0) }
        if isSuspending {
            try sharing.write(record) { ledger, own in try ledger.write(.resume(reason: reason), with: own, at: sharing.now) }
        }
        guard others.isEmpty else { return .suspended(by: others.map { reading.partyName($0.hex) }.sorted()) }
        if isClosed {
            let outcome = try sharing.agree([(name: ClosingKind.kind.prefix, fields: nil)], in: record)
            guard outcome != .drafted else { return .drafted }
        }
        try store.setOwnStatus(partnership, status, since: on ?? sharing.now.day, reason: reason)
        return .stands
    }

    /// The closing report with its two necessary lines; the rest of it is written in its own form.
    private func end(on: PartialDate?, reason: String) throws -> Result {
        var fields: [String: Value] = ["reason": .string(reason)]
        fields["on"] = (on ?? sharing.now.day).map { .string($0.description) }
        let present = try RecordStore(connection: connection).ledger(record).agreement.objects[ClosingKind.kind.prefix] ?? [:]
        let outcome = try sharing.agree([(name: ClosingKind.kind.prefix, fields: present.merging(fields) { _, new in new })], in: record)
        return outcome == .drafted ? .drafted : .stands
    }

    /// Leaves the record for good: this office signs nothing in it any more unless the others take it in again. It reads all of it as before.
    func leave(reason: String) throws {
        let former = try RecordStore(connection: connection).ledger(record)
        let own = try sharing.reading(record, former).own
        let name = own.flatMap { former.agreement.objects[SharedParty.object($0.hex)]?["name"]?.text } ?? ""
        try sharing.write(record) { ledger, own in try ledger.write(.withdraw(reason: reason), with: own, at: sharing.now) }
        try SharedParties(connection: connection).set(.left, record, sharing.office, at: sharing.now)
        if let own { try DraftStore(connection: connection).discard(record, of: own) }
        try store.setLeft(partnership, since: sharing.now.day, reason: reason)
        try sharing.note("left", partnership, ["reason": reason])
        let agreement = try RecordStore(connection: connection).ledger(record).agreement
        // Between two, one who leaves ends it; among several the others go on.
        guard agreement.parties.count + agreement.absent.count < 2 else { return }
        let projection = Projection(connection: connection, actor: sharing.actor, now: sharing.now, gazetteer: sharing.gazetteer)
        try projection.end(record, reason: name.isEmpty ? reason : "\(name): \(reason)")
    }
}

extension PartnershipRecord {
    /// Keeps how it stood, so that it comes back to that once what ended or suspended it is over.
    mutating func keepStatus() {
        if statusBefore == nil { statusBefore = [.suspended, .ended].contains(status) ? .active : status }
    }
}

/// What the record says about how a partnership stands, read into a register.
struct RecordedStanding {
    let status: PartnershipStatus
    let since: PartialDate?
    let reason: String

    /// Nil where the record says nothing, and the register has its own word.
    init?(_ ledger: Ledger) {
        let agreement = ledger.agreement
        if let closing = agreement.objects[ClosingKind.kind.prefix] {
            (status, reason) = (.ended, closing["reason"]?.text ?? "")
            since = closing["on"]?.text.flatMap { PartialDate($0) }
            return
        }
        let all = ledger.suspensions.filter { agreement.parties.contains($0.key) }.sorted { $0.key < $1.key }
        guard !all.isEmpty else { return nil }
        let reading = SharedReading(ledger, own: nil)
        let isAlone = agreement.parties.count == 1
        status = .suspended
        reason = all.map { isAlone ? $0.value : "\(reading.partyName($0.key.hex)): \($0.value)" }.joined(separator: "; ")
        since = ledger.entries.filter { if case .suspend = $0.act { agreement.parties.contains($0.author) } else { false } }.map(\.time).max()?.day
    }

    /// The status of a register after this: what the record says, or what it was before the record said anything.
    static func apply(_ said: RecordedStanding?, to record: inout PartnershipRecord, at now: Instant) {
        if let said {
            let isNews = record.statusBefore == nil || record.status != said.status
            record.keepStatus()
            if isNews || record.reason != said.reason { record.statusSince = said.since }
            (record.status, record.reason) = (said.status, said.reason.isEmpty ? nil : said.reason)
        } else if let before = record.statusBefore {
            record.status = record.status == .ended ? .revived : before
            (record.statusBefore, record.statusSince, record.reason) = (nil, now.day, nil)
        }
    }
}
