import Foundation
import Kernel
import Markup
import Storage

/// The journal of a partnership, read for people: what was done, and which fields changed.
enum PartnershipHistory {
    struct Line: Sendable, Equatable {
        let at: Instant
        let who: String
        let what: String
    }

    static let prepared = "anniversary-prepared", unprepared = "anniversary-reopened"

    static func lines(_ facts: [JournalEntry], _ w: Words) -> [Line] {
        facts.map { Line(at: $0.at, who: $0.actorName, what: what($0, w)) }
    }

    static func what(_ fact: JournalEntry, _ w: Words) -> String {
        let (before, after) = (state(fact.before), state(fact.after))
        switch fact.act {
        case "created": return fact.batch == nil ? w("Entered into the register") : w("Entered by an import")
        case "published": return w("Published")
        case "unpublished": return w("Withdrawn from the public")
        case "archived": return w("Archived")
        case "restored": return w("Taken back into the register")
        case "guest-invited": return w("A guest was invited")
        case "guest-invited-again": return w("A guest was sent a new link")
        case "guest-ended": return w("The link of a guest was ended")
        case "taken-part": return w("A guest has taken part for the party")
        case "taken-over": return w("Joined, and took over from its guests")
        case "invited": return w("Another office was invited")
        case "joined": return w("Joined the record")
        case "proposed": return w("Proposed")
        case "assented": return w("Assented to a proposal")
        case "declined": return w("Declined a proposal")
        case "undone": return w("An import was undone")
        case "agreed": return agreed(fact.before, fact.after, w)
        case "mended": return w("Brought into line with what is agreed")
        case "party-left": return w("Left the partnership")
        case "left": return w("Left the shared record")
        case "party-proposed": return w("Proposed another party")
        case "party-taken-out": return w("Proposed to take a party out")
        case PartySuccession.act: return w("A party’s two entries in the directory became one")
        case PartySuccession.actBack: return w("A party’s entry became two again")
        case prepared, unprepared:
            guard let step = preparation(fact.after) else { return w("Anniversary prepared") }
            return fact.act == prepared
                ? w("\(step.years) years, done: \(step.step.word(w))") : w("\(step.years) years, not done after all: \(step.step.word(w))")
        case "status-changed":
            guard let before, let after else { return w("Status changed") }
            let change = w("From \(w.status(before.status)) to \(w.status(after.status))")
            return after.reason.map { w("\(change): \($0)") } ?? change
        default:
            guard let before, let after else { return w("Changed") }
            let fields = changed(before, after, w)
            return fields.isEmpty ? w("Changed") : w("Changed: \(fields.joined(separator: ", "))")
        }
    }

    /// What all parties agreed on and the register took over.
    private static func agreed(_ before: String?, _ after: String?, _ w: Words) -> String {
        guard let before = state(before), let after = state(after) else { return w("Agreed by all parties") }
        let fields = changed(before, after, w)
        return fields.isEmpty ? w("Agreed by all parties") : w("Agreed by all parties: \(fields.joined(separator: ", "))")
    }

    private static func changed(_ before: PartnershipRecord, _ after: PartnershipRecord, _ w: Words) -> [String] {
        [
            (w("Parties"), (before.home, before.partners) != (after.home, after.partners)), (w("Kind"), before.kind != after.kind),
            (w("Status"), before.status != after.status),
            (w("Since"), before.since != after.since), (w("What it is about"), before.theme != after.theme),
            (w("Fields of work"), before.fields != after.fields),
            (w("Basis"), (before.basis, before.basisText, before.basisLink) != (after.basis, after.basisText, after.basisLink)),
            (w("Lead person"), before.lead != after.lead),
            (w("Who carries it"), before.involvement != after.involvement), (w("Summary for the public"), before.summary != after.summary),
            (w("Private note"), before.note != after.note), (w("Published"), before.isPublic != after.isPublic),
        ].filter(\.1).map(\.0)
    }

    private static func preparation(_ json: String?) -> PreparationFact? {
        guard let json else { return nil }
        do { return try JSONDecoder().decode(PreparationFact.self, from: Data(json.utf8)) } catch { return nil }
    }

    /// A state of an older form says less: the line then only tells that something changed.
    private static func state(_ json: String?) -> PartnershipRecord? {
        guard let json else { return nil }
        do { return try PartnershipStore.state(json) } catch { return nil }
    }
}
