import Kernel
import Markup

/// Why a part of the health stands as it does, in a sentence, and what to do next.
enum HealthWords {
    static func reason(_ reason: Health.Reason, _ w: Words) -> String {
        switch reason {
        case .lastContact(let day): w("Last contact on \(w.date(day)).")
        case .noContact: w("No contact is noted.")
        case .bothWrite(let ours, let theirs): w("Both sides write: \(w.number(ours)) entries of ours, \(w.number(theirs)) of theirs in two years.")
        case .onlyOurs(let count): w("\(count) entries of ours in two years, none of theirs.")
        case .onlyTheirs(let count): w("\(count) entries of theirs in two years, none of ours.")
        case .nobodyWrites: w("No entry of either side in two years.")
        case .notShared: w("The partner does not share the record yet.")
        case .people(let confirmed, let all): w("\(w.number(confirmed)) of \(all) people confirmed within a year.")
        case .nobodyKnown: w("Nobody there is recorded.")
        case .promises(let kept, let overdue): w("\(w.number(kept)) of \(kept + overdue) activities kept, \(w.number(overdue)) late.")
        case .noneDue(let count): w("\(count) activities are agreed, none is due yet.")
        case .noActivities: w("No activity is agreed.")
        case .plan(let missing):
            missing.isEmpty ? w("All four sections say something.") : w("Nothing is written yet on: \(w.list(missing.map { part($0, w) })).")
        case .noPlan: w("No plan is written.")
        case .indicators(let onCourse, let behind): w("\(w.number(onCourse)) of \(onCourse + behind) indicators on course or better.")
        case .notMeasured(let count): w("\(count) indicators are agreed, none can be judged yet.")
        case .noIndicators: w("No indicator is agreed.")
        case .ended(let day, _): w("The term ended on \(w.date(day)).")
        case .reviewDue(let day, let until):
            until.map { w("The review was due on \(w.date(day)); agreed until \(w.date($0)).") } ?? w("The review was due on \(w.date(day)).")
        case .endsSoon(let day, let review):
            review.map { w("The term ends on \(w.date(day)), review on \(w.date($0)).") } ?? w("The term ends on \(w.date(day)).")
        case .openEnded: w("Open-ended, and no review is agreed.")
        case .inTerm(let until, let review): inTerm(until, review, w)
        case .goesOn(let since, let until, let review): goesOn(since, until, review, w)
        case .noTerm: w("No term is written down.")
        }
    }

    private static func inTerm(_ until: PartialDate?, _ review: PartialDate?, _ w: Words) -> String {
        switch (until, review) {
        case (let until?, let review?): w("Agreed until \(w.date(until)), review on \(w.date(review)).")
        case (let until?, nil): w("Agreed until \(w.date(until)).")
        case (nil, let review?): w("Open-ended, review on \(w.date(review)).")
        case (nil, nil): w("A term is agreed.")
        }
    }

    private static func goesOn(_ since: PartialDate?, _ until: PartialDate?, _ review: PartialDate?, _ w: Words) -> String {
        let term =
            switch (since, until) {
            case (let since?, let until?): w("Renewed tacitly on \(w.date(since)), now until \(w.date(until)).")
            case (let since?, nil): w("Renewed tacitly on \(w.date(since)).")
            case (nil, let until?): w("Agreed until \(w.date(until)), and on from then unless a party says no.")
            case (nil, nil): w("A term is agreed.")
            }
        return review.map { "\(term) \(w("Review on \(w.date($0))."))" } ?? term
    }

    /// What to do next, so that it stays so or becomes better.
    static func step(_ part: Health.Part, _ w: Words) -> String {
        switch part.reason {
        case .lastContact(let day):
            part.isFull
                ? day.adding(months: 3).map { w("Write again by \(w.date($0)).") } ?? w("Write again soon.")
                : w("Write to the contact person and propose a small step.")
        case .noContact: w("Note the next letter, call or visit with the person it was with.")
        case .bothWrite(let ours, let theirs):
            part.isFull
                ? w("Go on like this.") : ours > theirs ? w("Ask what they would like to bring in.") : w("Answer: they write more than you do.")
        case .onlyOurs: w("Ask what they would like to bring in.")
        case .onlyTheirs: w("Answer what they wrote.")
        case .nobodyWrites: w("Put the next thing you plan together into the record.")
        case .notShared: w("Invite the partner’s office to share it.")
        case .people(let confirmed, let all):
            confirmed == all ? w("Ask again when a year has passed.") : w("Ask the others whether this still holds.")
        case .nobodyKnown: w("Find out who is responsible there, and enter them.")
        case .promises(_, let overdue):
            overdue == 0 ? w("Agree on the next activity.") : w("Finish what is late, agree on another day, or drop it.")
        case .noneDue: w("Say how each stands when its day comes.")
        case .noActivities: w("Agree on a first activity: who does what until when.")
        case .plan(let missing): missing.isEmpty ? w("Read it again at the next review.") : w("Write the missing sections together.")
        case .noPlan: w("Begin with two questions: what is it for, and what would success look like?")
        case .indicators(_, let behind):
            behind == 0 ? w("Measure again when it is time.") : w("Ask what holds back the others, or ask for another target.")
        case .notMeasured: w("Measure each once, and write down where it started and until when it runs.")
        case .noIndicators: w("Agree on one figure that shows whether it works.")
        case .ended(_, true): w("It was agreed to end here: write the closing report.")
        case .ended: w("Agree on a new term, or end it with thanks.")
        case .reviewDue: w("Hold the review, and agree on the next one.")
        case .endsSoon: w("Agree now on what comes then.")
        case .openEnded: w("Agree on a day to look at it together.")
        case .inTerm: w("Prepare what comes next half a year ahead.")
        case .goesOn(_, _, nil): w("Agree on a day to look at it together.")
        case .goesOn: w("Look at it together before it goes on.")
        case .noTerm: w("Write down from when to when it is agreed, and when you review it.")
        }
    }

    static func part(_ part: HealthFigures.PlanPart, _ w: Words) -> String {
        switch part {
        case .objective: w("Objective")
        case .communication: w("Communication")
        case .team: w("Team and resources")
        case .outcomes: w("Outcomes")
        }
    }
}
