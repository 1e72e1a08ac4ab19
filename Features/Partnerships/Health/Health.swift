import Kernel

/// What is known of a partnership when its health is reckoned. Dates are full days.
struct HealthFigures: Sendable, Equatable {
    let today: PartialDate
    /// The last contact with a person at a partner's organisation, as the log of contacts has it.
    var lastTalk: PartialDate?
    /// The last entry of another party in the shared record.
    var lastTheirs: PartialDate?
    /// Whether another party signs in the record at all.
    var isShared = false
    /// Entries of the last 24 months in the shared record, by this office and by the others.
    var ours = 0
    var theirs = 0
    /// People known at the partner's organisations, and those of them whose particulars were confirmed within a year.
    var people = 0
    var confirmed = 0
    /// The agreed end and review of the term.
    var ends: PartialDate?
    var review: PartialDate?
}

/// How well a partnership is, in four parts of 0 to 20 points, each with its reason: an explanation first, a figure second.
///
/// The rules, as docs/user-guide.md tells them (*Health*):
/// - **Contact**: the last contact noted with a person there, or the last entry of the other side. Within 3 months 20 points, 6 months 16,
///   12 months 12, 18 months 6, 24 months 3, else none.
/// - **Exchange**: entries of both sides in the record within 24 months. Both write, neither more than three times as much as the other: 20;
///   both write: 14; one side alone: 8; nobody: none.
/// - **People**: everybody known there confirmed within a year: 20; some: 12; none of them: 6; nobody known: none.
/// - **Term**: the term is over: none; a review is overdue: 8; it ends within 6 months: 10; open-ended without a review: 10; otherwise 20.
struct Health: Sendable, Equatable {
    enum Reason: Sendable, Equatable {
        case lastContact(PartialDate), noContact
        case bothWrite(ours: Int, theirs: Int), onlyOurs(Int), onlyTheirs(Int), nobodyWrites, notShared
        case people(confirmed: Int, of: Int), nobodyKnown
        case ended(PartialDate), reviewDue(PartialDate), endsSoon(PartialDate), openEnded, inTerm(until: PartialDate?, review: PartialDate?)
    }

    struct Part: Sendable, Equatable {
        let points: Int
        let reason: Reason
    }

    /// The sum in a word.
    enum Verdict: Sendable, Equatable { case sound, needsAttention, sleeping }

    static let most = 20

    let contact: Part
    let exchange: Part
    let people: Part
    let term: Part
    let verdict: Verdict

    var all: [Part] { [contact, exchange, people, term] }
    var sum: Int { all.reduce(0) { $0 + $1.points } }

    init(_ figures: HealthFigures) {
        (contact, exchange) = (Self.contact(figures), Self.exchange(figures))
        (people, term) = (Self.people(figures), Self.term(figures))
        // Neither a contact nor an entry of either side within two years: whatever else is in order, it sleeps.
        let sleeps = contact.points == 0 && figures.ours == 0 && figures.theirs == 0
        let sum = contact.points + exchange.points + people.points + term.points
        verdict = sleeps ? .sleeping : sum >= 48 ? .sound : .needsAttention
    }

    private static func contact(_ figures: HealthFigures) -> Part {
        guard let last = [figures.lastTalk, figures.lastTheirs].compactMap(\.self).max() else { return Part(points: 0, reason: .noContact) }
        let steps = [(3, 20), (6, 16), (12, 12), (18, 6), (24, 3)]
        let points = steps.first { months, _ in figures.today.adding(months: -months).map { last >= $0 } ?? false }?.1
        return Part(points: points ?? 0, reason: .lastContact(last))
    }

    private static func exchange(_ figures: HealthFigures) -> Part {
        let (ours, theirs) = (figures.ours, figures.theirs)
        guard figures.isShared else { return Part(points: ours > 0 ? 8 : 0, reason: .notShared) }
        if ours == 0, theirs == 0 { return Part(points: 0, reason: .nobodyWrites) }
        if theirs == 0 { return Part(points: 8, reason: .onlyOurs(ours)) }
        if ours == 0 { return Part(points: 8, reason: .onlyTheirs(theirs)) }
        let isMutual = max(ours, theirs) <= min(ours, theirs) * 3
        return Part(points: isMutual ? 20 : 14, reason: .bothWrite(ours: ours, theirs: theirs))
    }

    private static func people(_ figures: HealthFigures) -> Part {
        guard figures.people > 0 else { return Part(points: 0, reason: .nobodyKnown) }
        let points = figures.confirmed >= figures.people ? 20 : figures.confirmed > 0 ? 12 : 6
        return Part(points: points, reason: .people(confirmed: figures.confirmed, of: figures.people))
    }

    private static func term(_ figures: HealthFigures) -> Part {
        if let ends = figures.ends, ends < figures.today { return Part(points: 0, reason: .ended(ends)) }
        if let review = figures.review, review < figures.today { return Part(points: 8, reason: .reviewDue(review)) }
        if let ends = figures.ends, let soon = figures.today.adding(months: 6), ends <= soon { return Part(points: 10, reason: .endsSoon(ends)) }
        if figures.ends == nil, figures.review == nil { return Part(points: 10, reason: .openEnded) }
        return Part(points: 20, reason: .inTerm(until: figures.ends, review: figures.review))
    }
}
