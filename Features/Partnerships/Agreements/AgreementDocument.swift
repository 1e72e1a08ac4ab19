import Foundation
import Kernel
import Ledger

/// An agreement of a record with all that is known of it: in which version its words were agreed and by whom, and who has signed it.
struct AgreementDocument: Sendable {
    /// Where the present words come from.
    struct Origin: Equatable, Sendable {
        /// The version of what is agreed, counted from 0 for the record's beginning.
        let version: Int
        /// When the last one assented.
        let at: Instant
        /// Those who assented.
        let parties: [String]
    }

    /// How it stands on a day.
    enum Term: Equatable, Sendable {
        case unlimited
        case notYet(PartialDate)
        /// Ends within two years, in so many whole months; in the last one, in so many days.
        case ending(months: Int, days: Int)
        case until(PartialDate)
        case over(PartialDate)
    }

    let object: SharedObject
    /// Nil for one that is not agreed.
    let origin: Origin?
    /// The oldest first.
    let signatures: [SharedObject]
    let term: Term

    var title: String { object.title }
    func texts(for reader: Language) -> [SharedTexts.Version] { SharedTexts.all(object["texts"], for: reader) }

    /// All agreements of a record, those that are in force first, the newest of them first.
    static func all(_ reading: SharedReading, today: PartialDate) -> [AgreementDocument] {
        let signed = Dictionary(grouping: reading.all(SignatureKind.kind)) { $0.text("agreement") }
        let times = assentTimes(reading.ledger)
        return reading.all(AgreementKind.kind).map { object in
            AgreementDocument(
                object: object, origin: origin(of: object.name, reading, times),
                signatures: (signed[object.id] ?? []).sorted { ($0.text("on"), $0.name) < ($1.text("on"), $1.name) },
                term: term(from: object.date("effective"), until: object.date("expires"), today: today))
        }.sorted { ($0.isOver ? 1 : 0, $1.begin, $1.object.id) < ($1.isOver ? 1 : 0, $0.begin, $0.object.id) }
    }

    var isOver: Bool { if case .over = term { true } else { false } }
    private var begin: String { object.text("effective") }

    // MARK: Where it comes from

    /// For each proposal the time of its last assent.
    private static func assentTimes(_ ledger: Ledger) -> [EntryHash: Instant] {
        var times: [EntryHash: Instant] = [:]
        for entry in ledger.entries {
            guard case .assent(let proposal, _) = entry.act, ledger.void[entry.hash] == nil else { continue }
            times[proposal] = max(times[proposal] ?? entry.time, entry.time)
        }
        return times
    }

    private static func origin(of name: String, _ reading: SharedReading, _ times: [EntryHash: Instant]) -> Origin? {
        let ledger = reading.ledger
        for (number, version) in ledger.versions.enumerated().reversed() {
            guard let entry = ledger[version], case .propose(let content) = entry.act, content.set[name] != nil,
                let assents = ledger.assents(to: version)
            else { continue }
            return Origin(
                version: number, at: max(times[version] ?? entry.time, entry.time),
                parties: assents.given.sorted().map { reading.partyName($0.hex) }.sorted())
        }
        return nil
    }

    // MARK: Its term

    static func term(from: PartialDate?, until: PartialDate?, today: PartialDate) -> Term {
        if let from, from > today { return .notYet(from) }
        guard let until else { return .unlimited }
        if until < today { return .over(until) }
        let months = (until.year - today.year) * 12 + (until.month ?? 12) - (today.month ?? 1) - ((until.day ?? 31) < (today.day ?? 1) ? 1 : 0)
        guard months < 24 else { return .until(until) }
        return .ending(months: max(0, months), days: max(0, until.lastDay - today.firstDay))
    }
}
