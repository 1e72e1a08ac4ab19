import Foundation
import Kernel
import Markup
import Storage

/// One thing that happened to an organisation, in words.
struct HistoryLine: Sendable {
    let at: Instant
    let who: String
    let what: String
    let changes: [Change]

    struct Change: Sendable, Equatable {
        let label: String
        let before: String
        let after: String
    }
}

/// The journal of an organisation, read for people: which fields changed, from what, to what.
enum OrganisationHistory {
    static func lines(_ id: OrganisationID, _ w: Words, _ connection: Connection) throws -> [HistoryLine] {
        let facts = try connection.journal.facts(.subject(kind: OrganisationStore.subject, id: id.text), limit: 30)
        let states = facts.map { (before: entry($0.before), after: entry($0.after)) }
        let places = try PlaceStore(connection).named(states.flatMap { [$0.before?.place, $0.after?.place].compactMap { $0 } }, language: w.language)
        return zip(facts, states).map { fact, state in
            HistoryLine(at: fact.at, who: fact.actorName, what: what(fact.act, w), changes: changes(fact, state.before, state.after, places, w))
        }
    }

    static func what(_ act: String, _ w: Words) -> String {
        switch act {
        case "created": w("Entered")
        case "changed": w("Changed")
        case "archived": w("Archived")
        case "restored": w("Restored")
        case "published": w("Published")
        case "withdrawn": w("Withdrawn from the public")
        case "merged": w("Merged with another entry")
        case "merged away": w("Merged into another entry")
        case "separated", "unmerged": w("Merging undone")
        case "told apart": w("Told apart from another entry")
        case "undone": w("Import undone")
        case "removed": w("Removed, its import undone")
        case "contact changed": w("Contact block changed")
        case "contact asked": w("Contact point asked whether it still holds")
        case "contact corrected": w("Contact point wrote what has changed")
        case "contact confirmed": w("Contact block confirmed")
        case "contact letters refused": w("Contact point does not want to be asked by letter")
        case "contact letters allowed": w("Contact point may be asked by letter again")
        default: act
        }
    }

    private static func changes(
        _ fact: JournalEntry, _ before: OrganisationEntry?, _ after: OrganisationEntry?, _ places: [PlaceID: KeptPlace], _ w: Words
    ) -> [HistoryLine.Change] {
        switch fact.act {
        case "changed", "merged", "separated", "undone":
            guard let before, let after else { return [] }
            return differences(fields(before, before.place.flatMap { places[$0] }, w), fields(after, after.place.flatMap { places[$0] }, w))
        case "contact changed":
            guard let before = block(fact.before), let after = block(fact.after) else { return [] }
            return differences(ContactForm.fields(before, w), ContactForm.fields(after, w))
        default: return []
        }
    }

    static func differences(_ before: [(label: String, text: String)], _ after: [(label: String, text: String)]) -> [HistoryLine.Change] {
        zip(before, after).filter { $0.text != $1.text }.map { HistoryLine.Change(label: $0.label, before: $0.text, after: $1.text) }
    }

    /// Every field of an entry in words: for the history and for two versions side by side.
    static func fields(_ entry: OrganisationEntry, _ place: KeptPlace?, _ w: Words) -> [(label: String, text: String)] {
        [
            (w("Name"), entry.name), (w("Kind"), entry.kind.word(w)), (w("City"), place?.title(in: w.language) ?? entry.place.map(String.init) ?? ""),
            (w("Website"), entry.website ?? ""),
            (w("Names in other languages"), entry.names.map { "\($0.name) (\($0.language.tag))" }.joined(separator: "; ")),
            (w("Numbers and codes"), entry.identifiers.map { "\(OrganisationViews.scheme($0.scheme, w)) \($0.value)" }.joined(separator: "; ")),
            (w("Figures"), entry.figures.map { figure($0, w) }.joined(separator: "; ")), (w("Private note"), entry.note ?? ""),
            (w("Published"), entry.isPublic ? w("yes") : w("no")),
        ]
    }

    private static func figure(_ figure: OrganisationFigure, _ w: Words) -> String {
        let parts = [
            figure.population.map { w("\(w.number($0)) inhabitants") }, figure.partnerCities.map { w("\($0) partner cities") },
            figure.staff.map { w("staff \(TypedNumber.text($0))") },
            figure.budget.map(w.money), figure.note,
        ].compactMap { $0 }
        return "\(figure.year): \(parts.joined(separator: ", "))"
    }

    // What an older version wrote, and this one no longer reads, is shown without its fields: history must never break the page.
    static func entry(_ text: String?) -> OrganisationEntry? { decoded(text) }

    /// An entry as it was at an earlier revision, as far as the journal tells; nil where it says nothing.
    static func entry(of id: OrganisationID, at revision: Int, now: Int, _ connection: Connection) throws -> OrganisationEntry? {
        guard revision < now, now - revision <= 50 else { return nil }
        // A change of the contact block, or a question, makes no new revision of the entry.
        let since = try connection.journal.facts(.subject(kind: OrganisationStore.subject, id: id.text), limit: 200)
            .filter { revising.contains($0.act) }.prefix(now - revision)
        return since.reversed().lazy.compactMap { entry($0.before) }.first
    }

    private static let revising: Set<String> = [
        "changed", "published", "withdrawn", "merged", "separated", "archived", "restored", "merged away", "unmerged", "undone",
    ]

    private static func block(_ text: String?) -> ContactBlock? { decoded(text) }

    private static func decoded<Value: Decodable>(_ text: String?) -> Value? {
        guard let text else { return nil }
        do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch { return nil }
    }
}
