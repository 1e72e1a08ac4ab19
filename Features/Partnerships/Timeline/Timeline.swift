import Kernel

/// The partnerships of a register in time: a line each from its beginning to today or to its end, by kind.
struct Timeline: Sendable {
    /// A part of a line in which the partnership stood in one way. Days since the year 0.
    struct Span: Sendable, Equatable {
        enum Look: String, Sendable, CaseIterable { case lived, early, dormant, held, unknown }

        let from: Int
        let until: Int
        let look: Look
    }

    struct Line: Sendable {
        let row: RegisterRow
        /// In their order; none where the beginning is not known.
        let spans: [Span]
        /// When it ended; nil for one that goes on and for one of which that is not recorded.
        let ended: PartialDate?
        /// The suspensions that are known, the last one without an end where it goes on.
        let held: [(from: PartialDate, until: PartialDate?)]
    }

    /// A change of status as the journal has it.
    struct Change: Sendable, Equatable {
        let on: PartialDate
        let from: PartnershipStatus
        let to: PartnershipStatus
    }

    /// The kinds that occur, with their lines, the oldest first.
    let groups: [(kind: PartnershipKind, lines: [Line])]
    /// Those of which nobody knows when they began.
    let undated: Int
    /// The first and the last year of the axis.
    let years: ClosedRange<Int>?
    let today: PartialDate

    init(_ rows: [RegisterRow], changes: [PartnershipID: [Change]], today: PartialDate) {
        self.today = today
        let dated = rows.filter { row in row.since.map { $0.firstDay <= today.lastDay } ?? false }
        undated = rows.count - dated.count
        years = dated.compactMap { $0.since?.year }.min().map { min($0 / 10 * 10, today.year)...today.year }
        let lines = dated.map { Self.line($0, changes[$0.id] ?? [], today) }
        let byKind = Dictionary(grouping: lines, by: \.row.kind)
        groups = PartnershipKind.allCases.compactMap { kind in
            byKind[kind].map { lines in
                (
                    kind,
                    lines.sorted { ($0.row.since?.description ?? "", $0.row.partner.name) < ($1.row.since?.description ?? "", $1.row.partner.name) }
                )
            }
        }
    }

    /// Where a day lies on the axis, 0 to 1.
    func place(_ day: Int) -> Double {
        guard let years, let begin = PartialDate(year: years.lowerBound)?.firstDay else { return 0 }
        return min(1, max(0, Double(day - begin) / Double(max(1, today.lastDay - begin))))
    }

    private static func line(_ row: RegisterRow, _ all: [Change], _ today: PartialDate) -> Line {
        guard let begin = row.since?.firstDay else { return Line(row: row, spans: [], ended: nil, held: []) }
        let now = today.lastDay
        // What was noted before the beginning, or leads elsewhere than to where it stands, tells nothing.
        let changes = all.filter { $0.on.firstDay >= begin && $0.on.firstDay <= now }
        guard let first = changes.first, changes.last?.to == row.status else { return undocumented(row, begin, now, today) }
        var spans: [Span] = []
        var (from, status) = (begin, first.from)
        for change in changes {
            add(&spans, from, change.on.firstDay, status)
            (from, status) = (change.on.firstDay, change.to)
        }
        add(&spans, from, now, status)
        var held: [(from: PartialDate, until: PartialDate?)] = []
        for (place, change) in changes.enumerated() where change.to == .suspended {
            held.append((change.on, place + 1 < changes.count ? changes[place + 1].on : nil))
        }
        return Line(row: row, spans: spans, ended: row.status == .ended ? changes.last?.on : nil, held: held)
    }

    /// A partnership whose present state is all that is known.
    private static func undocumented(_ row: RegisterRow, _ begin: Int, _ now: Int, _ today: PartialDate) -> Line {
        if row.status == .ended {
            if let ends = row.termEnds, ends.lastDay <= now, ends.lastDay >= begin {
                return Line(row: row, spans: [Span(from: begin, until: ends.lastDay, look: .lived)], ended: ends, held: [])
            }
            return Line(row: row, spans: [Span(from: begin, until: now, look: .unknown)], ended: nil, held: [])
        }
        // Since when it rests nobody wrote down: a line that says so, not one of decades of suspension.
        let known = row.status == .suspended ? nil : look(row.status)
        return Line(row: row, spans: [Span(from: begin, until: now, look: known ?? .unknown)], ended: nil, held: [])
    }

    private static func add(_ spans: inout [Span], _ from: Int, _ until: Int, _ status: PartnershipStatus) {
        guard until > from, let look = look(status) else { return }
        if let last = spans.last, last.look == look, last.until == from {
            spans.removeLast(); spans.append(Span(from: last.from, until: until, look: look))
        } else {
            spans.append(Span(from: from, until: until, look: look))
        }
    }

    /// Nil where there is nothing to draw.
    private static func look(_ status: PartnershipStatus) -> Span.Look? {
        switch status {
        case .active, .revived: .lived
        case .contact, .exploring: .early
        case .dormant: .dormant
        case .suspended: .held
        case .ended: nil
        }
    }
}
