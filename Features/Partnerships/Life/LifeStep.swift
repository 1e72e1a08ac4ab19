import Kernel
import Ledger
import Markup

/// One stage of a partnership's life, what it needs, and whether that is there. (domain.md, section 4: contact, exploration, friendship or
/// letter of intent, proposal with objective and success criteria, political approval, signature, active.)
struct LifeStep: Equatable {
    enum Stage: String, CaseIterable, Sendable { case contact, exploration, intent, proposal, measures, approval, signature }

    enum State: Equatable {
        case done
        /// Not there, and the next stage asks for it.
        case missing
        /// Not there, and not everybody has it.
        case optional
    }

    /// For the people of an office: what its register says of itself is nobody else's.
    static let tab = RecordTab("life", isForGuests: false) { $0("Life") }

    let stage: Stage
    let state: State

    /// What a record and a register say that the stages ask for.
    struct Facts: Equatable {
        var kind = PartnershipKind.partnerCity
        var basis = PartnershipBasis.noneKnown
        var hasContactPoint = false
        var hasFields = false
        var hasObjective = false
        var hasSuccess = false
        var hasIndicator = false
        var hasTerm = false
        /// A body voted for it.
        var isApproved = false
        /// Every party has signed.
        var isSigned = false
    }

    /// The stages in their order. A project with a fixed term needs its term and at least one indicator; a known contact needs no more than one.
    static func all(_ facts: Facts) -> [LifeStep] {
        let isProject = [.smartCity, .climate, .development].contains(facts.kind)
        return Stage.allCases.map { stage in
            switch stage {
            case .contact: LifeStep(stage: stage, state: facts.hasContactPoint ? .done : .missing)
            case .exploration: LifeStep(stage: stage, state: facts.hasFields ? .done : .missing)
            case .intent:
                LifeStep(
                    stage: stage,
                    state: facts.kind == .friendshipCity || [.letterOfIntent, .memorandum, .exchangeOfLetters].contains(facts.basis)
                        ? .done : .optional)
            case .proposal: LifeStep(stage: stage, state: facts.hasObjective && facts.hasSuccess ? .done : .missing)
            case .measures: LifeStep(stage: stage, state: facts.hasTerm && facts.hasIndicator ? .done : isProject ? .missing : .optional)
            case .approval: LifeStep(stage: stage, state: facts.isApproved || facts.basis == .councilDecision ? .done : .missing)
            case .signature: LifeStep(stage: stage, state: facts.isSigned || facts.basis == .agreement ? .done : .missing)
            }
        }
    }

    /// What stands in the way from one status to the next; empty where nothing does, and for every step back or aside.
    static func missing(from old: PartnershipStatus, to new: PartnershipStatus, _ facts: Facts) -> [Stage] {
        let needed: Set<Stage>
        switch (old, new) {
        case (.contact, .exploring): needed = [.contact]
        case (.contact, .active), (.exploring, .active): needed = [.contact, .exploration, .proposal, .measures, .approval, .signature]
        case (.dormant, .revived), (.ended, .revived): needed = [.contact, .proposal]
        default: needed = []
        }
        return all(facts).filter { $0.state == .missing && needed.contains($0.stage) }.map(\.stage)
    }
}

extension LifeStep.Facts {
    init(_ reading: SharedReading, _ record: PartnershipRecord) {
        let plan = reading.object(CollaborationPlanKind.kind, "")
        (kind, basis) = (record.kind, record.basis)
        hasContactPoint = reading.all(ContactKind.kind).contains { reading.party(called: $0.text("party"))?.isOwn != true }
        hasFields = !record.fields.isEmpty || !record.theme.isEmpty
        (hasObjective, hasSuccess) = (plan?.text("objective").isEmpty == false, plan?.text("success").isEmpty == false)
        hasIndicator = !reading.all(IndicatorKind.kind).isEmpty
        hasTerm = reading.object(TermKind.kind, "")?.date("until") != nil
        isApproved = Approval.all(reading).contains { $0.isGiven && $0.subject != .end }
        let signed = Dictionary(grouping: reading.all(SignatureKind.kind)) { $0.text("agreement") }.values.map { signatures in
            Set(signatures.map { reading.party(called: $0.text("party"))?.id ?? $0.text("party") })
        }
        let parties = Set(reading.parties.map(\.id))
        isSigned = signed.contains { $0.isSuperset(of: parties) }
    }
}

extension LifeStep.Stage {
    func word(_ w: Words) -> String {
        switch self {
        case .contact: w("Contact")
        case .exploration: w("Exploration")
        case .intent: w("Friendship or letter of intent")
        case .proposal: w("Objective and success")
        case .measures: w("Term and indicators")
        case .approval: w("Approval by a body")
        case .signature: w("Signature")
        }
    }

    /// What it asks for.
    func asks(_ w: Words) -> String {
        switch self {
        case .contact: w("Somebody on the other side is named as contact point.")
        case .exploration: w("It is written down in which fields the cities want to work together.")
        case .intent: w("A friendship city, a letter of intent, a memorandum or an exchange of letters; many begin with it, not all.")
        case .proposal: w("The plan says what the parties want to accomplish, and what success would look like.")
        case .measures: w("A term with an end, and at least one indicator with a target. Projects need both; others do well with them.")
        case .approval: w("A council or board has voted for it.")
        case .signature: w("The agreement is signed by the leaders of all sides.")
        }
    }

    /// The part of the partnership's page where it is entered.
    func path(_ id: PartnershipID) -> String {
        switch self {
        case .contact: RecordPaths(id).tab(CommunicationKind.tab.path)
        case .exploration, .intent: PartnershipPaths.edit(id)
        case .approval, .signature: RecordPaths(id).tab(AgreementKind.tab.path)
        case .proposal: RecordPaths(id).tab(CollaborationPlanKind.tab.path)
        case .measures: RecordPaths(id).tab(RecordTabs.indicators.path)
        }
    }
}
