import Ledger
import Markup
import Web

/// Contact points that an agreed thing names: who in person answers for an activity. What is agreed stands in the chain for ever, so it names the
/// object and not the person; the name is read where it stands and can be erased there.
enum ContactPersons {
    struct Person: Sendable, Equatable {
        enum Name: Sendable, Equatable {
            case known(String)
            /// It is not read on this page.
            case unread
            /// The contact point was taken out, or its values were erased.
            case erased
        }

        /// The name of the object: `contact/PARTY/UUID`.
        let object: String
        let name: Name
        /// The party it is a contact point of, as it is called; empty once it is taken out.
        let party: String
        let partyID: String

        /// By name; who has none comes last.
        fileprivate var order: (Int, String, String) {
            switch name {
            case .known(let name): (0, name, object)
            case .unread: (1, party, object)
            case .erased: (2, "", object)
            }
        }

        func said(_ w: Words) -> String {
            switch name {
            case .known(let name): name
            case .unread: w("a contact point of \(party)")
            case .erased: w("no longer named")
            }
        }
    }

    static func all(_ value: Value?, _ reading: SharedReading) -> [Person] {
        let names = (value?.list ?? []).compactMap(\.text)
        guard !names.isEmpty else { return [] }
        let contacts = Dictionary(reading.all(ContactKind.kind).map { ($0.name, $0) }) { first, _ in first }
        return names.map { name in
            guard let contact = contacts[name] else { return Person(object: name, name: .erased, party: "", partyID: "") }
            return person(contact, reading)
        }.sorted { $0.order < $1.order }
    }

    /// Persons in a sentence; those without a name are said once.
    static func said(_ persons: [Person], _ w: Words) -> String {
        var seen: Set<String> = []
        return w.list(persons.map { $0.said(w) }.filter { seen.insert($0).inserted })
    }

    private static func person(_ contact: SharedObject, _ reading: SharedReading) -> Person {
        let party = reading.party(called: contact.text("party"))
        return Person(
            object: contact.name, name: name(contact, reading), party: party?.name ?? reading.partyName(contact.text("party")),
            partyID: party?.id ?? contact.text("party"))
    }

    private static func name(_ contact: SharedObject, _ reading: SharedReading) -> Person.Name {
        if !contact.title.isEmpty { return .known(contact.title) }
        guard case .sealed(let commitment)? = reading.ledger.object(contact.name)[OwnObject.personal]?.content else { return .erased }
        return reading.personal.erased.contains(commitment) || reading.personal.present[commitment] != nil ? .erased : .unread
    }

    /// Those one can choose: whoever has a name, by party.
    private static func choices(_ reading: SharedReading) -> [(value: String, word: String)] {
        reading.all(ContactKind.kind).filter { !$0.title.isEmpty }.map { contact in
            let person = person(contact, reading)
            return (contact.name, [contact.title, person.party].filter { !$0.isEmpty }.joined(separator: ", "))
        }
    }

    // MARK: Form

    /// What was ticked; nil for nothing.
    static func read(_ typed: [String], _ reading: SharedReading, _ problem: () -> Void) -> Value? {
        let chosen = Set(typed.filter { !$0.isEmpty })
        let known = Set(choices(reading).map(\.value))
        if !chosen.isSubset(of: known) { problem() }
        return chosen.isEmpty ? nil : .array(chosen.sorted().map { .string($0) })
    }

    /// Nothing where there is nobody to choose.
    static func view(_ name: String, _ label: String, _ form: FormView, _ reading: SharedReading, help: String) -> HTML {
        let choices = choices(reading)
        return choices.isEmpty ? .empty : form.ticks(name, label, choices, help: help)
    }
}
