import Kernel

/// What the parties promised each other and what became of it: their agreed activities and indicators, read once and counted for the health and
/// for the page.
struct Promises: Sendable {
    /// What is due first before the rest.
    let activities: [Activity]
    let indicators: [IndicatorPage]

    /// Activities that are done, those overdue or late, and those still to come; what was dropped is none of these.
    let done: Int
    let overdue: Int
    let open: Int
    /// Indicators that have reached their target, are on course or ahead, are behind, and those nobody can judge yet.
    let reached: Int
    let onCourse: Int
    let behind: Int
    let unjudged: Int

    init(_ reading: SharedReading, today: PartialDate) {
        self.init(activities: Activity.all(reading, today: today), indicators: IndicatorPage.all(reading, today: today))
    }

    init(activities: [Activity], indicators: [IndicatorPage]) {
        (self.activities, self.indicators) = (activities, indicators)
        done = activities.count { $0.state == .done }
        overdue = activities.count(where: \.isLate)
        open = activities.count { !$0.state.isOver && !$0.isLate }
        reached = indicators.count { $0.reading == .reached }
        onCourse = indicators.count { $0.reading == .ahead || $0.reading == .onCourse }
        behind = indicators.count { $0.reading == .behind }
        unjudged = indicators.count - reached - onCourse - behind
    }

    /// The activity that is due next and not overdue.
    var next: Activity? { activities.first { $0.due != nil && !$0.state.isOver && !$0.isLate } }
}

extension Activity {
    /// Its time is over, or a party says that it will be.
    fileprivate var isLate: Bool { isOverdue || state == .late }
}
