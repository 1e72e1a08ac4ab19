import Kernel
import Ledger

/// What is known of a partnership when its health is reckoned. Dates are full days.
struct HealthFigures: Sendable, Equatable {
    let today: PartialDate
    /// The last contact with a person at a partner's organisation, as the log of contacts has it.
    var lastTalk: PartialDate?
    /// The last entry of another party in the shared record.
    var lastTheirs: PartialDate?
    /// The last change of the register's own entry.
    var lastChange: PartialDate?
    /// Whether another party signs in the record at all.
    var isShared = false
    /// Entries of the last 24 months in the shared record, by this office and by the others.
    var ours = 0
    var theirs = 0
    /// People known at the partner's organisations, and those of them whose particulars were confirmed within a year.
    var people = 0
    var confirmed = 0
    /// Sections of the collaboration plan in which something stands.
    var plan: Set<PlanPart> = []
    /// Whether the parties agreed on a term, if only on its beginning; its present end and its review.
    var hasTerm = false
    var ends: PartialDate?
    var review: PartialDate?
    /// What happens at the end, and since when the present period runs where it went on by itself.
    var renewal: TermKind.Renewal?
    var renewedOn: PartialDate?
    /// Agreed activities: those done, those overdue or late, and all of them.
    var kept = 0
    var overdue = 0
    var activities = 0
    /// Agreed indicators: on course or better, behind, and all of them.
    var onCourse = 0
    var behind = 0
    var indicators = 0

    /// The sections of the plan. (domain.md, section 5.)
    enum PlanPart: Int, Sendable, CaseIterable { case objective, communication, team, outcomes }

    init(today: PartialDate) { self.today = today }
}

extension HealthFigures {
    /// Takes over what the record says.
    /// - Parameters:
    ///   - promises: as they were read from it.
    ///   - now: entries that claim to be of later count as of now.
    mutating func read(_ reading: SharedReading, _ promises: Promises, at now: Instant) {
        guard let since = today.adding(months: -24)?.begins else { return }
        var last: Instant?
        for entry in reading.ledger.entries where !YearKind.announces(entry) && !begins(entry, reading) {
            let isOwn = entry.author == reading.own
            if !isOwn { last = max(last ?? entry.time, entry.time) }
            guard entry.time >= since else { continue }
            if isOwn { ours += 1 } else { theirs += 1 }
        }
        lastTheirs = last.flatMap { min($0, now).day }
        let term = reading.term
        let present = term?.present(on: today)
        (hasTerm, ends, review) = (term != nil, present?.ends, term?.review)
        (renewal, renewedOn) = (term?.renewal, present?.renewedOn)
        readPeople(reading)
        (activities, kept, overdue) = (promises.activities.count, promises.done, promises.overdue)
        (indicators, onCourse, behind) = (promises.indicators.count, promises.reached + promises.onCourse, promises.behind)
        readPlan(reading)
    }

    /// Whether an entry only begins the record of what stood in the register before: that somebody began it later is no sign of life.
    private func begins(_ entry: Entry, _ reading: SharedReading) -> Bool {
        guard entry.sequence <= 2, entry.author == reading.ledger.entries.first?.author, let lastChange, let day = entry.time.day else {
            return false
        }
        return day > lastChange
    }

    /// Whom the partners named in the record counts where the office's own register of people knows nobody.
    private mutating func readPeople(_ reading: SharedReading) {
        guard people == 0, let yearAgo = today.adding(months: -12)?.begins else { return }
        let theirs = reading.all(ContactKind.kind).filter { reading.party(called: $0.text("party"))?.isOwn == false }
        people = theirs.count
        confirmed = theirs.count { contact in
            let written = reading.ledger.object(contact.name)[OwnObject.plain].flatMap { reading.ledger[$0.stamp.entry] }
            return written.map { $0.time >= yearAgo } ?? false
        }
    }

    private mutating func readPlan(_ reading: SharedReading) {
        let written = reading.object(CollaborationPlanKind.kind, "")
        for (part, section) in zip(PlanPart.allCases, CollaborationPlanKind.sections)
        where section.fields.contains(where: { written?[$0.name] != nil }) {
            plan.insert(part)
        }
        if reading.object(CommunicationKind.kind, "") != nil { plan.insert(.communication) }
        if reading.all(ContactKind.kind).contains(where: { $0.text("role") == ContactKind.Role.nodal.rawValue }) { plan.insert(.team) }
        if indicators > 0 { plan.insert(.outcomes) }
    }
}
