import Directory
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Web

/// The rows of a form that name the partners: a place found while typing, and an organisation where it is not the city itself.
struct PartyField {
    let gazetteer: Gazetteer
    let reconciler: Reconciler
    let w: Words

    /// More parties than any partnership has.
    static let most = 50

    static func name(_ row: Int) -> String { "party\(row)" }

    /// What the row of a partner shows before it is changed.
    func typed(_ partner: Partner, row: Int, into form: inout Parameters) {
        let name = Self.name(row)
        form.append(name, partner.place.map { String($0.id) } ?? "")
        form.append("\(name)-text", title(partner))
        form.append("\(name)-organisation", organisation(partner))
        form.append("\(name)-present", partner.organisation.text)
    }

    /// Reads all rows in their order; empty ones are passed over.
    /// - Parameters:
    ///   - present: partners that stand already; a row that was not touched keeps them.
    ///   - typed: the form; a place that a text meant is put in, so that it is looked up once.
    func read(_ typed: inout Parameters, present: [Partner], _ problems: inout Problems) throws -> [PartyChoice] {
        var choices: [PartyChoice] = []
        for row in 1...max(1, Self.count(typed)) {
            let name = Self.name(row)
            let organisation = typed.text("\(name)-organisation")
            if let id = OrganisationID(typed.text("\(name)-present")), let partner = present.first(where: { $0.organisation == id }),
                typed.text("\(name)-text") == title(partner), organisation == self.organisation(partner), isUntouched(typed.text(name), partner)
            {
                choices.append(.organisation(id))
                continue
            }
            guard organisation.count <= OrganisationEntry.longestName else {
                problems.add(name, w("This is too long: at most \(OrganisationEntry.longestName) characters.")); continue
            }
            let place = try place(name, typed, &problems)
            if let place { typed = typed.setting(name, String(place)) }
            if !organisation.isEmpty { choices.append(.named(organisation, at: place)) } else if let place { choices.append(.place(place)) }
        }
        if choices.isEmpty, problems[Self.name(1)] == nil {
            problems.add(Self.name(1), w("Choose the partner city, or name the partner organisation."))
        }
        return choices
    }

    /// How many rows were sent; one more when another is asked for.
    static func count(_ typed: Parameters) -> Int {
        let rows = Int(typed.text("parties").prefix(3)) ?? 1
        return min(max(rows, 1) + (typed.text("more").isEmpty ? 0 : 1), most)
    }

    private func isUntouched(_ number: String, _ partner: Partner) -> Bool { number == (partner.place.map { String($0.id) } ?? "") }

    private func title(_ partner: Partner) -> String {
        partner.place.map { place in partner.country.map { "\(place.name), \(w.country($0))" } ?? place.name } ?? ""
    }

    /// Empty for a city that goes by its place's name.
    private func organisation(_ partner: Partner) -> String {
        partner.kind == .localGovernment && partner.place != nil ? partner.fullName ?? "" : partner.name
    }

    /// The place of a row. Without script a number chosen before stays in the form while its text is typed over, so the number
    /// counts only as long as the text begins with one of the place's names.
    private func place(_ name: String, _ typed: Parameters, _ problems: inout Problems) throws -> PlaceID? {
        let text = typed.text("\(name)-text")
        let number = typed.text(name)
        if !number.isEmpty, number.count <= 15, let id = Int(number), let place = try gazetteer.place(id) {
            if typed["\(name)-text"] == nil { return id }
            let key = FoldedName(text).text
            let names = try gazetteer.allNames(id) + [place.name] + (gazetteer.names([id], language: w.language.tag)[id].map { [$0.reader] } ?? [])
            if names.contains(where: {
                let folded = FoldedName($0).text; return !folded.isEmpty && key.hasPrefix(folded)
            }) {
                return id
            }
        }
        guard !text.isEmpty else {
            if !number.isEmpty, typed["\(name)-text"] == nil { problems.add(name, w("There is no such place. Choose one from the list.")) }
            return nil
        }
        guard text.count <= 200 else { problems.add(name, w("This is too long: at most \(200) characters.")); return nil }
        let parts = text.split(separator: ",", maxSplits: 1).map(String.init)
        let verdict = try reconciler.reconcile(Written(name: parts.first ?? text, country: parts.count > 1 ? parts[1] : nil))
        if let place = verdict.place { return place.id }
        let candidates = verdict.candidates.prefix(3).map(\.place)
        guard !candidates.isEmpty else {
            problems.add(name, w("No place of this name is known. Try another language, or fewer letters.")); return nil
        }
        let reader = try gazetteer.names(candidates.map(\.id), language: w.language.tag)
        let shown = candidates.map { place in
            [reader[place.id]?.reader ?? place.name, place.regionName, Country(place.country).map { w.country($0) }].compactMap(\.self).joined(
                separator: ", ")
        }
        problems.add(
            name, w("Which place is meant? Perhaps \(shown.joined(separator: "; ")). Write the country after a comma, or choose from the list."))
        return nil
    }
}
