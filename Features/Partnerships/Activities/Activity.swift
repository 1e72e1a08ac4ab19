import Kernel
import Ledger
import Markup
import Web

/// An activity with how it stands.
struct Activity: Sendable {
    typealias State = ActivityStateKind.State

    /// What somebody said of it last.
    struct Standing: Sendable {
        let object: SharedObject
        let by: String
        let at: Instant
    }

    let object: SharedObject
    /// The name of the party responsible for it; empty where none is named.
    let party: String
    let partyID: String
    /// Those who answer for it in person.
    let persons: [ContactPersons.Person]
    let due: PartialDate?
    let state: State
    let standing: Standing?
    /// Its time is over and it is not.
    let isOverdue: Bool

    var id: String { object.id }
    var title: String { object.title }
    var duties: [(duty: ActivityKind.Duty, party: String)] {
        PartyChoices.all(object["roles"]).compactMap { line in ActivityKind.Duty(rawValue: line.choice).map { ($0, line.party) } }
    }

    /// The responsible persons of one party, or all of them.
    func persons(of party: String? = nil, _ w: Words) -> String {
        ContactPersons.said(persons.filter { party == nil || $0.partyID == party }, w)
    }

    /// Those whose contact point is of none of the parties in the matrix: taken out since.
    func personsElsewhere(than parties: [SharedReading.Party], _ w: Words) -> String {
        ContactPersons.said(persons.filter { person in !parties.contains { $0.id == person.partyID } }, w)
    }

    /// All activities that are agreed, what is due first before the rest.
    static func all(_ reading: SharedReading, today: PartialDate?) -> [Activity] {
        let standings = standings(reading)
        let all = reading.all(ActivityKind.kind).map { object in
            let standing = standings[object.id]
            let state = standing.flatMap { State(rawValue: $0.object.text("state")) } ?? .planned
            let (due, party) = (object.date("due"), reading.party(called: object.text("party")))
            let isOverdue = !state.isOver && lastDay(of: due).map { last in today.map { last < $0 } ?? false } ?? false
            return Activity(
                object: object, party: party?.name ?? reading.partyName(object.text("party")), partyID: party?.id ?? object.text("party"),
                persons: ContactPersons.all(object["persons"], reading), due: due, state: state, standing: standing, isOverdue: isOverdue)
        }
        return all.sorted { a, b in
            (lastDay(of: a.due)?.description ?? "9999-99", a.id) < (lastDay(of: b.due)?.description ?? "9999-99", b.id)
        }
    }

    /// The last day of a month or a year; a day itself.
    static func lastDay(of date: PartialDate?) -> PartialDate? {
        guard let date else { return nil }
        let month = date.month ?? 12
        return PartialDate(year: date.year, month: month, day: date.day ?? PartialDate.days(inMonth: month, of: date.year))
    }

    /// For each activity what was written about it last, by any party.
    private static func standings(_ reading: SharedReading) -> [String: Standing] {
        var last: [String: (stamp: Stamp, standing: Standing)] = [:]
        for object in reading.all(ActivityStateKind.kind) {
            guard let stamp = reading.ledger.object(object.name)[OwnObject.plain]?.stamp, let entry = reading.ledger[stamp.entry] else { continue }
            let activity = object.text("activity")
            if let present = last[activity], present.stamp > stamp { continue }
            last[activity] = (stamp, Standing(object: object, by: reading.partyName(stamp.author.hex), at: entry.time))
        }
        return last.mapValues(\.standing)
    }

    func mark(_ w: Words) -> HTML {
        "\(Part.state(state.look, state.word(w)))\(if: isOverdue, " \(Part.state("ending", w("overdue")))")"
    }
}
