import Gazetteer
import Kernel
import Ledger
import Storage

/// An agreement with its texts, those who signed it and the vote of the own council, as the demonstration enters it.
public struct EnteredAgreement: Sendable {
    public struct Signatory: Sendable {
        /// Of the office's own city; of its partner otherwise.
        public let isOwn: Bool
        public let name: String
        public let title: String

        public init(isOwn: Bool, name: String, title: String) { (self.isOwn, self.name, self.title) = (isOwn, name, title) }
    }

    public var title: String
    /// Markdown by language tag.
    public var texts: [String: String]
    /// From when to when it is in force: `2025-06-01`.
    public var effective: String
    public var expires: String
    public var renewal: String
    public var signed: (on: String, at: String, by: [Signatory])
    public var vote: (on: String, yes: Int64, no: Int64, conditions: String)

    public init(
        title: String, texts: [String: String], effective: String, expires: String, renewal: String,
        signed: (on: String, at: String, by: [Signatory]), vote: (on: String, yes: Int64, no: Int64, conditions: String)
    ) {
        (self.title, self.texts, self.effective, self.expires, self.renewal) = (title, texts, effective, expires, renewal)
        (self.signed, self.vote) = (signed, vote)
    }
}

extension PartnershipsFeature {
    /// Enters an agreement into the record of a partnership of which the office is the only one that signs.
    /// - Throws: `AppError.notFound` for a partnership without a record, or without the parties that have signed.
    public static func enter(
        _ agreement: EnteredAgreement, in partnership: PartnershipID, of office: OfficeID, gazetteer: Gazetteer, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws {
        let sharing = Sharing(connection: connection, office: office, actor: actor, now: now, gazetteer: gazetteer)
        let records = RecordStore(connection: connection)
        guard let record = try records.record(of: partnership) else { throw AppError.notFound }
        let reading = try sharing.reading(record, try records.ledger(record))
        guard let own = reading.own, let texts = Value.Members(agreement.texts.map { ($0.key, .string($0.value)) }) else { throw AppError.notFound }
        var random = SystemRandomNumberGenerator()
        func id() -> String { ID<SharedObject>.new(at: now, random: &random).text }
        let agreed = id()
        let fields: [String: Value] = [
            "title": .string(agreement.title), "texts": .object(texts), "effective": .string(agreement.effective),
            "expires": .string(agreement.expires), "renewal": .string(agreement.renewal),
        ]
        _ = try sharing.agree([(name: AgreementKind.kind.name(agreed, by: own), fields: fields)], in: record)
        for signatory in agreement.signed.by {
            guard let party = reading.parties.first(where: { $0.isOwn == signatory.isOwn }) else { throw AppError.notFound }
            let entry = SharedEntry(
                values: [
                    "agreement": .string(agreed), "party": .string(party.id), "post": .string(SignatureKind.Post.leader.rawValue),
                    "post-text": .string(signatory.title), "on": .string(agreement.signed.on), "place": .string(agreement.signed.at),
                ], personal: ["name": .string(signatory.name)])
            try sharing.put(SignatureKind.kind.name(id(), by: own), entry, in: record)
        }
        let vote: [String: Value] = [
            "party": .string(own.hex), "body": .string(ApprovalKind.Body.council.rawValue), "on": .string(agreement.vote.on),
            "subject": .string(ApprovalKind.Subject.agreement.rawValue), "agreement": .string(agreed), "for": .int(agreement.vote.yes),
            "against": .int(agreement.vote.no), "conditions": .string(agreement.vote.conditions),
        ]
        try sharing.put(ApprovalKind.kind.name(id(), by: own), SharedEntry(values: vote), in: record)
    }
}
