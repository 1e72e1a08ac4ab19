import Kernel

/// The three formal tests of a sister-city relation: the leaders of all parties have signed the same agreement, it is not limited to one field,
/// and the councils have adopted it. (domain.md, section 4.) Nothing but a reading of what is entered.
struct FormalTests: Equatable, Sendable {
    enum Test: String, CaseIterable, Sendable {
        case signedByLeaders = "signed-by-leaders"
        case severalFields = "several-fields"
        case adopted
    }

    struct Signature: Equatable, Sendable {
        let agreement: String
        let party: String
        let isLeader: Bool
    }

    struct Decision: Equatable, Sendable {
        let party: String
        let isCouncil: Bool
        let isGiven: Bool
        let subject: ApprovalKind.Subject
    }

    /// Parties whose leader has not signed the agreement that most leaders have signed; empty when the test is passed.
    let unsigned: [String]
    /// How many fields of work are named.
    let fields: Int
    /// Parties of whose council no approving decision is entered.
    let notAdopted: [String]

    func passes(_ test: Test) -> Bool {
        switch test {
        case .signedByLeaders: unsigned.isEmpty
        case .severalFields: fields > 1
        case .adopted: notAdopted.isEmpty
        }
    }

    /// Nil for kinds of which nobody asks it: a project or a friendship is no less for having no council's vote.
    /// - Parameter parties: all of them, as signatures and decisions name them.
    init?(_ kind: PartnershipKind, parties: [String], fields: Int, signatures: [Signature], decisions: [Decision]) {
        guard kind == .partnerCity, !parties.isEmpty else { return nil }
        self.fields = fields
        var leaders: [String: Set<String>] = [:]
        for signature in signatures where signature.isLeader { leaders[signature.agreement, default: []].insert(signature.party) }
        let lacking = leaders.values.map { signed in parties.filter { !signed.contains($0) } }
        unsigned = lacking.min { ($0.count, $0) < ($1.count, $1) } ?? parties
        let adopting = Set(decisions.filter { $0.isCouncil && $0.isGiven && $0.subject != .end }.map(\.party))
        notAdopted = parties.filter { !adopting.contains($0) }
    }
}

/// Fewer first; of as many the same ones each time.
private func < (a: (Int, [String]), b: (Int, [String])) -> Bool { a.0 != b.0 ? a.0 < b.0 : a.1.lexicographicallyPrecedes(b.1) }
