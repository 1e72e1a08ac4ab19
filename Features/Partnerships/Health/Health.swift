import Kernel

/// How well a partnership is, in seven parts whose points make 100, each with its reason: an explanation first, a figure second.
///
/// A part of which nothing is known is left out of the scale: an office that entered its register yesterday has no sick partnerships. The
/// rules, as docs/user-guide.md tells them (*Health*):
/// - **Contact** (20): the last contact noted with a person there, or the last entry of the other side. Within 3 months 20 points, 6 months
///   16, 12 months 12, 18 months 6, 24 months 3, else none.
/// - **Exchange** (20): entries of both sides in the record within 24 months. Both write, neither more than three times as much as the other:
///   20; both write: 14; one side alone: 8; nobody: none. Not known while the partner does not share the record.
/// - **People** (15): those known there. 5 points, and 10 more in proportion to those confirmed within a year.
/// - **Promises** (15): of the agreed activities that are done or overdue, the share that is done.
/// - **Plan** (10): in proportion to the sections of the plan in which something stands.
/// - **Indicators** (10): of those that can be judged, the share that is on course, ahead or reached.
/// - **Term** (10): 10; over: none; a review is overdue: 4; it ends within 6 months and does not go on by itself, or it has neither end nor
///   review: 5. One that went on by itself counts with its present period.
struct Health: Sendable, Equatable {
    enum Sort: String, Sendable, CaseIterable {
        case contact, exchange, people, promises, plan, indicators, term

        /// The most points it can have.
        var most: Int {
            switch self {
            case .contact, .exchange: 20
            case .people, .promises: 15
            case .plan, .indicators, .term: 10
            }
        }
    }

    enum Reason: Sendable, Equatable {
        case lastContact(PartialDate), noContact
        case bothWrite(ours: Int, theirs: Int), onlyOurs(Int), onlyTheirs(Int), nobodyWrites, notShared
        case people(confirmed: Int, of: Int), nobodyKnown
        case promises(kept: Int, overdue: Int), noneDue(Int), noActivities
        case plan(missing: [HealthFigures.PlanPart]), noPlan
        case indicators(onCourse: Int, behind: Int), notMeasured(Int), noIndicators
        /// For good, where the parties wanted nothing after it.
        case ended(PartialDate, forGood: Bool)
        case reviewDue(PartialDate, until: PartialDate?), endsSoon(PartialDate, review: PartialDate?), openEnded, noTerm
        case inTerm(until: PartialDate?, review: PartialDate?)
        /// It went on by itself on the first day, or will do so after the last.
        case goesOn(since: PartialDate?, until: PartialDate?, review: PartialDate?)
    }

    struct Part: Sendable, Equatable {
        let sort: Sort
        /// Nil where nothing is known.
        let points: Int?
        let reason: Reason

        /// Nothing more can be had.
        var isFull: Bool { points == sort.most }
    }

    /// The whole in a word. A suspended or ended partnership rests for a reason and is not reckoned.
    enum Verdict: String, Sendable, CaseIterable {
        case sound, asleep, unknown, resting
        case needsAttention = "attention"
    }

    /// In their order on the page.
    let parts: [Part]
    /// Points of the parts that are known, and the most they could have.
    let earned: Int
    let judged: Int
    /// Of 100; nil where too little is known for a figure.
    let points: Int?
    let verdict: Verdict

    /// So much of the scale must be known before a figure is given.
    static let least = 40
    /// From here on it is sound.
    static let sound = 60

    init(_ figures: HealthFigures) {
        parts = [
            Self.contact(figures), Self.exchange(figures), Self.people(figures), Self.promises(figures), Self.plan(figures), Self.indicators(figures),
            Self.term(figures),
        ]
        earned = parts.reduce(0) { $0 + ($1.points ?? 0) }
        judged = parts.reduce(0) { $0 + ($1.points == nil ? 0 : $1.sort.most) }
        points = judged >= Self.least ? earned * 100 / judged : nil
        if Self.sleeps(figures) {
            verdict = .asleep
        } else {
            verdict = points.map { $0 >= Self.sound ? .sound : .needsAttention } ?? .unknown
        }
    }

    /// What is worth most to do next: where most points can be had. What is not known may be worth half of what it could have; where all is well,
    /// the next contact keeps it so.
    var next: Part? {
        var (best, most): (Part?, Int) = (parts.first, 0)
        for part in parts {
            let gain = part.points.map { part.sort.most - $0 } ?? part.sort.most / 2
            if gain > most { (best, most) = (part, gain) }
        }
        return best
    }

    subscript(sort: Sort) -> Part? { parts.first { $0.sort == sort } }

    /// Neither a contact nor an entry of either side nor a change of the register within two years: whatever else is in order, it sleeps.
    private static func sleeps(_ figures: HealthFigures) -> Bool {
        guard figures.ours == 0, figures.theirs == 0, let limit = figures.today.adding(months: -24) else { return false }
        return [figures.lastTalk, figures.lastTheirs, figures.lastChange].compactMap(\.self).allSatisfy { $0 < limit }
    }

    private static func contact(_ figures: HealthFigures) -> Part {
        guard let last = [figures.lastTalk, figures.lastTheirs].compactMap(\.self).max() else {
            return Part(sort: .contact, points: nil, reason: .noContact)
        }
        let steps = [(3, 20), (6, 16), (12, 12), (18, 6), (24, 3)]
        let points = steps.first { months, _ in figures.today.adding(months: -months).map { last >= $0 } ?? false }?.1
        return Part(sort: .contact, points: points ?? 0, reason: .lastContact(last))
    }

    private static func exchange(_ figures: HealthFigures) -> Part {
        func part(_ points: Int?, _ reason: Reason) -> Part { Part(sort: .exchange, points: points, reason: reason) }
        let (ours, theirs) = (figures.ours, figures.theirs)
        guard figures.isShared else { return part(nil, .notShared) }
        if ours == 0, theirs == 0 { return part(0, .nobodyWrites) }
        if theirs == 0 { return part(8, .onlyOurs(ours)) }
        if ours == 0 { return part(8, .onlyTheirs(theirs)) }
        return part(max(ours, theirs) <= min(ours, theirs) * 3 ? 20 : 14, .bothWrite(ours: ours, theirs: theirs))
    }

    private static func people(_ figures: HealthFigures) -> Part {
        guard figures.people > 0 else { return Part(sort: .people, points: nil, reason: .nobodyKnown) }
        return Part(
            sort: .people, points: 5 + 10 * figures.confirmed / figures.people, reason: .people(confirmed: figures.confirmed, of: figures.people))
    }

    private static func promises(_ figures: HealthFigures) -> Part {
        let judged = figures.kept + figures.overdue
        guard judged > 0 else {
            return Part(sort: .promises, points: nil, reason: figures.activities > 0 ? .noneDue(figures.activities) : .noActivities)
        }
        return Part(sort: .promises, points: 15 * figures.kept / judged, reason: .promises(kept: figures.kept, overdue: figures.overdue))
    }

    private static func plan(_ figures: HealthFigures) -> Part {
        guard !figures.plan.isEmpty else { return Part(sort: .plan, points: nil, reason: .noPlan) }
        let all = HealthFigures.PlanPart.allCases
        return Part(
            sort: .plan, points: 10 * figures.plan.count / all.count, reason: .plan(missing: all.filter { !figures.plan.contains($0) }))
    }

    private static func indicators(_ figures: HealthFigures) -> Part {
        let judged = figures.onCourse + figures.behind
        guard judged > 0 else {
            return Part(sort: .indicators, points: nil, reason: figures.indicators > 0 ? .notMeasured(figures.indicators) : .noIndicators)
        }
        return Part(
            sort: .indicators, points: 10 * figures.onCourse / judged, reason: .indicators(onCourse: figures.onCourse, behind: figures.behind))
    }

    private static func term(_ figures: HealthFigures) -> Part {
        func part(_ points: Int?, _ reason: Reason) -> Part { Part(sort: .term, points: points, reason: reason) }
        let (ends, review, goesOn) = (figures.ends, figures.review, figures.renewal == .tacit)
        if let ends, ends < figures.today { return part(0, .ended(ends, forGood: figures.renewal == TermKind.Renewal.none)) }
        if let review, review < figures.today { return part(4, .reviewDue(review, until: ends)) }
        if let ends, !goesOn, let soon = figures.today.adding(months: 6), ends <= soon { return part(5, .endsSoon(ends, review: review)) }
        guard figures.hasTerm else { return part(nil, .noTerm) }
        if goesOn, ends != nil || figures.renewedOn != nil { return part(10, .goesOn(since: figures.renewedOn, until: ends, review: review)) }
        if ends == nil, review == nil { return part(5, .openEnded) }
        return part(10, .inTerm(until: ends, review: review))
    }
}
