import Kernel
import Markup
import Web

extension Term {
    /// What has become of the agreed term, in a sentence.
    func sentence(on today: PartialDate, _ w: Words) -> String {
        let present = present(on: today)
        let distance = present.ends.map { DayWords.distance(from: today, to: $0, w) } ?? ""
        switch (present.renewedOn, present.ends) {
        case (let renewed?, let ends?):
            return w("The term was renewed tacitly on \(w.date(renewed)), now until \(w.date(ends)), and goes on \(distance) unless a party says no.")
        case (let renewed?, nil): return w("The term was renewed tacitly on \(w.date(renewed)).")
        case (nil, let ends?) where ends < today: return w("The term ended on \(w.date(ends)), \(distance).")
        case (nil, let ends?):
            if renewal == .tacit { return w("Agreed until \(w.date(ends)); it goes on \(distance) unless a party says no.") }
            return w("Agreed until \(w.date(ends)): the term ends \(distance).")
        case (nil, nil): return w("The partnership is open-ended.")
        }
    }
}
