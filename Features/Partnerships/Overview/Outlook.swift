import Kernel
import Ledger

/// What an official says aloud of a partnership: from when to when it is agreed, when it is looked at again, what was promised and what was kept,
/// what comes next, and whom to write to.
struct Outlook {
    /// A day that lies ahead, or a day that has passed without what it was for.
    struct Coming: Equatable {
        enum What: Equatable {
            /// The term is over; after it goes on by itself where the parties want it so.
            case termEnds(goesOn: Bool)
            case review
            case anniversary(years: Int)
            case activity(String)
        }

        let what: What
        let day: PartialDate
        /// The day has passed.
        let isLate: Bool
    }

    /// A party with those through whom one reaches it, the nodal person first.
    struct Reach {
        let party: String
        let contacts: [SharedObject]
    }

    /// So many people of each party are named; the rest stand on their own page.
    static let named = 2

    let today: PartialDate
    let term: Term?
    /// The term as it stands today.
    let present: Term.Present?
    let promises: Promises
    /// What comes next, the late before the rest, each in the order of its days.
    let coming: [Coming]
    let reach: [Reach]
    /// Agreed ways of communication.
    let ways: SharedObject?
    /// It has ended: nothing of it is due any more.
    let isEnded: Bool
    /// Whether the office's draft changes the term already.
    let isTermDrafted: Bool

    init(_ reading: SharedReading, _ promises: Promises, _ record: PartnershipRecord, today: PartialDate) {
        (self.today, self.promises, isEnded) = (today, promises, record.status == .ended)
        term = reading.term
        present = term?.present(on: today)
        coming = record.status == .ended ? [] : Self.coming(term, present, promises, record.since, today)
        ways = reading.object(CommunicationKind.kind, "")
        let prefix = TermKind.kind.prefix
        isTermDrafted = reading.draft.map { $0.set[prefix] != nil || $0.remove.contains(prefix) } ?? false
        let contacts = Dictionary(grouping: reading.all(ContactKind.kind)) { reading.party(called: $0.text("party"))?.id ?? $0.text("party") }
        reach = reading.parties.map { party in
            let all = contacts[party.id] ?? []
            let isNodal = { (contact: SharedObject) in contact.text("role") == ContactKind.Role.nodal.rawValue }
            return Reach(party: party.name, contacts: all.filter(isNodal) + all.filter { !isNodal($0) })
        }
    }

    private static func coming(_ term: Term?, _ present: Term.Present?, _ promises: Promises, _ since: PartialDate?, _ today: PartialDate)
        -> [Coming]
    {
        var all: [Coming] = []
        if let ends = present?.ends {
            all.append(Coming(what: .termEnds(goesOn: term?.renewal == .tacit), day: ends, isLate: ends < today))
        }
        if let review = term?.review { all.append(Coming(what: .review, day: review, isLate: review < today)) }
        if let next = since.flatMap({ Anniversary.next(since: $0, today: today) }) {
            all.append(Coming(what: .anniversary(years: next.years), day: next.date, isLate: false))
        }
        if let next = promises.next, let due = next.due { all.append(Coming(what: .activity(next.title), day: due, isLate: false)) }
        return all.sorted { a, b in a.isLate != b.isLate ? a.isLate : end(a.day) < end(b.day) }
    }

    private static func end(_ day: PartialDate) -> PartialDate { Activity.lastDay(of: day) ?? day }
}
