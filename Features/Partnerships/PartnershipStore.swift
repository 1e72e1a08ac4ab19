import Directory
import Gazetteer
import Kernel
import Storage

/// The partnerships of one office, inside one transaction: who changes them, when, and the SQL for it. Reading for a page goes
/// through `VisiblePartnerships`.
public struct PartnershipStore {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer
    /// The reference of the request, for the journal.
    let request: String?

    public init(_ connection: Connection, office: OfficeID, by actor: Actor, at now: Instant, gazetteer: Gazetteer, request: String? = nil) {
        (self.connection, self.office, self.actor, self.now, self.gazetteer, self.request) = (connection, office, actor, now, gazetteer, request)
    }

    static let subject = "partnership"

    private var recording: Recording { Recording(connection: connection, office: office, now: now) }

    /// Enters a partnership, and the partners' local governments that the directory lacks. One fact in the journal each.
    /// - Parameter batch: the import it belongs to; it can then be undone as a whole.
    /// - Throws: `PartnershipError.noOtherParty`, `AppError.notFound` for a place or organisation that is not there for this office.
    @discardableResult
    public func create(_ draft: PartnershipDraft, batch: String? = nil) throws -> PartnershipID {
        guard let id = try create(all: [draft], batch: batch).first else { throw AppError.notFound }
        return id
    }

    /// The same for many, with few statements besides their facts. The ids stand in the order of the drafts.
    public func create(all drafts: [PartnershipDraft], batch: String? = nil) throws -> [PartnershipID] {
        var ids: [PartnershipID] = []
        var random = SystemRandomNumberGenerator()
        // SQLite takes 32,766 values in a statement; a partnership has 31.
        for start in stride(from: 0, to: drafts.count, by: 500) {
            let some = Array(drafts[start..<min(start + 500, drafts.count)])
            let all = zip(some, try resolve(some, batch: batch)).map { draft, parties in
                (
                    id: PartnershipID.new(at: now, random: &random),
                    record: PartnershipRecord(draft, home: parties.home, partners: parties.others.map(\.id)), parties: parties.others
                )
            }
            try recording.begin(all.map { ($0.id, $0.record) })
            try insert(all.map { ($0.id, $0.record, $0.parties, $0.id) }, batch: batch)
            ids += all.map(\.id)
        }
        return ids
    }

    private func insert(_ all: [(id: PartnershipID, record: PartnershipRecord, parties: [Party], shared: PartnershipID)], batch: String?) throws {
        try connection.run(
            """
            INSERT INTO partnership (id, office_id, kind, status, since, partner_id, partner_key, names, place_id, country, fields, theme, basis, basis_text, basis_link, lead_name,
            involvement, summary, note, is_public, source, import_id, revision, created_at, updated_at, updated_by, archived_at, record_id, health, theme_key)
            VALUES \(all.map { row($0.id, $0.record, $0.parties, $0.shared, batch) }.joined(separator: ", "))
            """)
        try insertParties(all.map { ($0.id, [$0.record.home] + $0.record.partners) })
        try connection.journal.record(
            all.map { id, record, _, _ in try Fact("created", Self.subject, id.text, office: office, from: nil, to: record, batch: batch) },
            by: actor, at: now, request: request)
    }

    /// Changes one. Nothing is written when nothing differs.
    /// - Parameter revision: the one the writer saw; nil takes what stands (an import).
    /// - Throws: `AppError.conflict` when somebody changed it meanwhile, `notFound` when the office has none such.
    /// - Returns: whether what is shared went into the draft for the other parties, since it changes with their assent alone. The rest is saved.
    @discardableResult
    public func update(_ id: PartnershipID, _ draft: PartnershipDraft, revision: Int?, batch: String? = nil) throws -> Bool {
        let old = try record(id)
        if let revision, revision != old.revision { throw AppError.conflict("Somebody changed this partnership a moment ago. Open it again.") }
        guard let parties = try resolve([draft], known: Set(old.partners + [old.home]), batch: batch).first else { throw AppError.notFound }
        var new = PartnershipRecord(draft, home: parties.home, partners: parties.others.map(\.id), isArchived: old.isArchived, revision: old.revision)
        new.source = draft.source ?? old.source
        if old.statusBefore != nil { new.status = old.status }
        if new.status == old.status { (new.statusSince, new.reason, new.statusBefore) = (old.statusSince, old.reason, old.statusBefore) }
        var drafted: SharedTerms?
        if try recording.isShared(id) {
            guard (old.home, old.partners) == (new.home, new.partners) else { throw PartnershipError.partiesAreShared }
            drafted = SharedTerms(new)
            SharedTerms(new).apply(SharedTerms(old).values, to: &new)
        }
        if new != old {
            try write(id, old, &new, parties: new.home == old.home && new.partners == old.partners ? nil : parties)
            try note("changed", id, from: old, to: new, batch: batch)
        }
        guard let drafted, let shared = try RecordStore(connection: connection).record(of: id) else { return false }
        let sharing = Sharing(connection: connection, office: office, actor: actor, now: now, gazetteer: gazetteer)
        return try sharing.agree([(SharedTerms.object, drafted.values)], in: shared) == .drafted
    }

    /// Takes over what the parties of a shared record have agreed.
    /// - Parameter isLeaving: a party has left, which nobody agreed on.
    func take(_ id: PartnershipID, _ old: PartnershipRecord, _ agreed: PartnershipRecord, isLeaving: Bool = false) throws {
        var new = agreed
        let ids = Set([new.home] + new.partners)
        let known = try parties(ids, known: ids)
        let isMoved = new.partners != old.partners
        try write(id, old, &new, parties: isMoved ? (new.home, new.partners.compactMap { known[$0] }) : nil, isFromRecord: true)
        try note(new.status != old.status ? "status-changed" : isLeaving && isMoved ? "party-left" : "agreed", id, from: old, to: new, batch: nil)
    }

    /// Enters a partnership whose record another office began.
    func enterShared(_ shared: PartnershipRecord, record: PartnershipID) throws -> PartnershipID {
        let id = PartnershipID.new()
        let ids = Set([shared.home] + shared.partners)
        let known = try parties(ids, known: ids)
        try insert([(id, shared, shared.partners.compactMap { known[$0] }, record)], batch: nil)
        return id
    }

    // MARK: Verbs

    /// Says how the partnership stands, since when, and why.
    /// - Parameter reason: nil leaves the one that stands.
    public func setStatus(_ id: PartnershipID, _ status: PartnershipStatus, since: PartialDate?, reason: String?) throws {
        try alter(id, "status-changed") { record in
            (record.status, record.statusSince) = (status, since)
            if let reason { record.reason = reason.isEmpty ? nil : reason }
        }
    }

    /// The office's own word about how it stands, after which no leaving is to be taken back.
    func setOwnStatus(_ id: PartnershipID, _ status: PartnershipStatus, since: PartialDate?, reason: String) throws {
        try alter(id, "status-changed") { record in
            (record.status, record.statusSince, record.statusBefore) = (status, since, nil)
            record.reason = reason.isEmpty ? nil : reason
        }
    }

    /// Ends it because a party has left the record. What stood before is kept: it goes on from there when all are parties again (`Projection`).
    func setLeft(_ id: PartnershipID, since: PartialDate?, reason: String) throws {
        try alter(id, "status-changed") { record in
            record.keepStatus()
            (record.status, record.statusSince, record.reason) = (.ended, since, reason)
        }
    }

    /// Names another lead person; empty for none.
    func setLead(_ id: PartnershipID, _ name: String) throws { try alter(id, "changed") { $0.lead = name } }

    /// Shows it to the public, or takes it from there.
    public func setPublic(_ id: PartnershipID, _ isPublic: Bool) throws {
        try alter(id, isPublic ? "published" : "unpublished") { $0.isPublic = isPublic }
    }

    /// Puts it out of sight, or back. Nothing of it is lost.
    public func setArchived(_ id: PartnershipID, _ isArchived: Bool) throws {
        try alter(id, isArchived ? "archived" : "restored") { $0.isArchived = isArchived }
    }

    private func alter(_ id: PartnershipID, _ act: String, _ change: (inout PartnershipRecord) -> Void) throws {
        let old = try record(id)
        var new = old
        change(&new)
        guard new != old else { return }
        try write(id, old, &new, parties: nil)
        try note(act, id, from: old, to: new, batch: nil)
    }

    // MARK: Reading for writing

    /// One as it is stored, with its partners; archived ones too.
    /// - Throws: `AppError.notFound` when the office has none such.
    public func record(_ id: PartnershipID) throws -> PartnershipRecord {
        guard let record = try records([id])[id] else { throw AppError.notFound }
        return record
    }

    func records(_ ids: [PartnershipID]) throws -> [PartnershipID: PartnershipRecord] { try Self.records(ids, of: office, connection) }

    static func records(_ ids: [PartnershipID], of office: OfficeID, _ connection: Connection) throws -> [PartnershipID: PartnershipRecord] {
        guard !ids.isEmpty else { return [:] }
        let parties = Dictionary(
            grouping: try connection.rows(
                """
                SELECT partnership_id, organisation_id FROM partnership_party WHERE partnership_id IN \(list: ids) ORDER BY partnership_id, position
                """
            ) { row in (partnership: try row["partnership_id"] as PartnershipID, organisation: try row["organisation_id"] as OrganisationID) },
            by: \.partnership)
        let rows = try connection.rows(
            """
            SELECT id, kind, status, since, fields, theme, basis, basis_text, basis_link, lead_name, involvement, summary, note, is_public, source, revision, archived_at,
            status_since, status_reason, status_before
            FROM partnership WHERE id IN \(list: ids) AND office_id = \(office)
            """
        ) { row in
            let id: PartnershipID = try row["id"]
            let those = (parties[id] ?? []).map(\.organisation)
            guard let home = those.first else { throw AppError.notFound }
            return (id, try PartnershipRecord(row: row, home: home, partners: Array(those.dropFirst())))
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Partnerships that the register has already with these places, the oldest first. One statement.
    public func findExisting(partnerPlaces: [PlaceID]) throws -> [ExistingPartnership] {
        try connection.rows(
            """
            SELECT p.id, p.place_id, h.organisation_id AS home, o.place_id AS home_place, p.kind, p.status, p.since, p.revision
            FROM partnership p JOIN partnership_party h ON h.partnership_id = p.id AND h.position = 0 JOIN organisation o ON o.id = h.organisation_id
            WHERE p.office_id = \(office) AND p.archived_at IS NULL AND p.place_id IN \(list: Set(partnerPlaces).sorted()) ORDER BY p.id
            """
        ) { row in
            ExistingPartnership(
                id: try row["id"], place: try row["place_id"], home: try row["home"], homePlace: try row["home_place"], kind: try row["kind"],
                status: try row["status"],
                since: try row["since"], revision: try row["revision"])
        }
    }

    /// The partnership of this kind with a place, if the register has one; of several the oldest.
    /// - Parameter homePlace: of the first party; nil for whichever.
    public func findExisting(partnerPlace: PlaceID, homePlace: PlaceID? = nil, kind: PartnershipKind) throws -> PartnershipID? {
        try findExisting(partnerPlaces: [partnerPlace]).first { $0.kind == kind && (homePlace == nil || $0.homePlace == homePlace) }?.id
    }

    // MARK: Rows

    private func row(_ id: PartnershipID, _ record: PartnershipRecord, _ parties: [Party], _ shared: PartnershipID, _ batch: String?) -> SQL {
        let derived = Derived(parties)
        return """
            (\(id), \(office), \(record.kind), \(record.status), \(record.since), \(derived.id), \(derived.key), \(derived.names), \(derived.place), \(derived.country), \(FieldOfWork.text(record.fields)),
            \(record.theme), \(record.basis), \(record.basisText), \(record.basisLink), \(record.lead), \(record.involvement), \(record.summary), \(record.note), \(record.isPublic),
            \(record.source), \(batch), \(record.revision), \(now), \(now), \(actor.name), \(Int64?.none), \(shared),
            \(record.status.rests ? Health.Verdict.resting.rawValue : Health.Verdict.unknown.rawValue), \(FoldedName(record.theme).text))
            """
    }

    func insertParties(_ all: [(id: PartnershipID, parties: [OrganisationID])]) throws {
        let rows: [SQL] = all.flatMap { id, parties in parties.enumerated().map { "(\(id), \($0.offset), \($0.element))" as SQL } }
        for start in stride(from: 0, to: rows.count, by: 5000) {
            try connection.run(
                "INSERT INTO partnership_party (partnership_id, position, organisation_id) VALUES \(rows[start..<min(start + 5000, rows.count)].joined(separator: ", "))"
            )
        }
    }

    /// Writes a new state over the one that was read, and counts the change.
    func write(
        _ id: PartnershipID, _ old: PartnershipRecord, _ new: inout PartnershipRecord, parties: (home: OrganisationID, others: [Party])?,
        isFromRecord: Bool = false
    ) throws {
        new.revision = old.revision + 1
        let archived: SQL = new.isArchived == old.isArchived ? .empty : ", archived_at = \(new.isArchived ? now : nil)"
        var derived = SQL.empty
        if let parties {
            let values = Derived(parties.others)
            derived =
                ", partner_id = \(values.id), partner_key = \(values.key), names = \(values.names), place_id = \(values.place), country = \(values.country)"
        }
        let changed = try connection.run(
            """
            UPDATE partnership SET kind = \(new.kind), status = \(new.status), status_since = \(new.statusSince), status_reason = \(new.reason ?? ""),
            status_before = \(new.statusBefore), since = \(new.since), fields = \(FieldOfWork.text(new.fields)), theme = \(new.theme),
            theme_key = \(FoldedName(new.theme).text),
            basis = \(new.basis), basis_text = \(new.basisText), basis_link = \(new.basisLink), lead_name = \(new.lead), involvement = \(new.involvement),
            summary = \(new.summary), note = \(new.note), is_public = \(new.isPublic), source = \(new.source), revision = \(new.revision),
            updated_at = \(now), updated_by = \(actor.name)\(archived)\(derived)
            WHERE id = \(id) AND office_id = \(office) AND revision = \(old.revision)
            """)
        guard changed == 1 else { throw AppError.conflict("Somebody changed this partnership a moment ago. Open it again.") }
        if let parties {
            try connection.run("DELETE FROM partnership_party WHERE partnership_id = \(id)")
            try insertParties([(id, [parties.home] + parties.others.map(\.id))])
        }
        guard !isFromRecord else { return }
        if SharedTerms(old) != SharedTerms(new) || (old.home, old.partners) != (new.home, new.partners) { try recording.follow(id, new) }
        let health = HealthStore(connection: connection)
        // Of what an entry of the register says, health knows only whether it rests, and that somebody woke it.
        if try old.status.rests != new.status.rests || health.isAsleep(id) { try health.refresh([id], at: now) }
    }

    func note(_ act: String, _ id: PartnershipID, from old: PartnershipRecord?, to new: PartnershipRecord?, batch: String?) throws {
        try connection.journal.record(
            try Fact(act, Self.subject, id.text, office: office, from: old, to: new, batch: batch), by: actor, at: now, request: request)
    }
}

/// A partnership that stands in the register already.
public struct ExistingPartnership: Sendable, Equatable {
    public let id: PartnershipID
    /// Of the first partner.
    public let place: PlaceID
    /// The first party, mostly the office's own organisation.
    public let home: OrganisationID
    public let homePlace: PlaceID?
    public let kind: PartnershipKind
    public let status: PartnershipStatus
    public let since: PartialDate?
    public let revision: Int
}

/// What makes a draft impossible to enter.
public enum PartnershipError: Error, Sendable, Equatable {
    /// It names no partner, or only the first party itself.
    case noOtherParty
    /// Other parties sign what is agreed: who is party changes with their assent, on the page of the agreement.
    case partiesAreShared
}
