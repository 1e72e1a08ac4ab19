import Gazetteer
import Kernel
import Markup
import Web

/// What a new server is told: its first office and the first person in it.
struct SetUp: Sendable {
    let place: Place
    let officeName: String
    let name: String
    let email: EmailAddress
    let password: String
}

/// The form of the set-up: a value or problems, and the places that may be meant.
struct SetUpForm {
    let typed: Parameters
    private(set) var value: SetUp?
    private(set) var problems = Problems()
    /// Places to choose from when the text alone does not say which is meant.
    private(set) var candidates: [(value: String, word: String)] = []

    init(_ typed: Parameters) { self.typed = typed }

    init(_ typed: Parameters, _ gazetteer: Gazetteer, _ w: Words) throws {
        self.typed = typed
        let place = try readPlace(gazetteer, w)
        let name = PersonForm.readName(typed, "name", &problems, w)
        let email = PersonForm.readEmail(typed, "email", &problems, w)
        let password = typed["password"] ?? ""
        if let problem = PasswordRule.problem(password, name: name, email: email?.text ?? "") { problems.add("password", w(problem)) }
        var officeName = typed.text("office")
        if officeName.count > 200 { problems.add("office", w("Write at most 200 characters.")) }
        guard problems.isEmpty, let place, let email else { return }
        if officeName.isEmpty { officeName = try gazetteer.names([place.id], language: w.language.tag)[place.id]?.reader ?? place.name }
        value = SetUp(place: place, officeName: officeName, name: name, email: email, password: password)
    }

    /// The place chosen from the list while typing, or among the candidates of the answer before, or the only one of the name typed.
    private mutating func readPlace(_ gazetteer: Gazetteer, _ w: Words) throws -> Place? {
        if let id = Self.number(typed.text("city")) {
            if let place = try gazetteer.place(id) { return place }
            problems.add("city", w("Choose your city from the list."))
            return nil
        }
        let text = String(typed.text("city-text").prefix(200))
        guard !text.isEmpty else {
            problems.add("city", w("Write the name of your city."))
            return nil
        }
        if typed.text("city-for") == text, let id = Self.number(typed.text("city-choice")), let place = try gazetteer.place(id) { return place }
        let hits = try gazetteer.search(PlaceSearch(text: text, language: w.language.tag, limit: 12))
        let wanted = FoldedName(String(text.prefix { $0 != "," && $0 != "(" }))
        let exact = hits.filter { hit in
            hit.edits == 0
                && [hit.name.reader, hit.name.local, hit.matchedName, hit.place.name].contains { $0.map { FoldedName($0) == wanted } == true }
        }
        if exact.count == 1, let only = exact.first { return only.place }
        candidates = (exact.isEmpty ? hits : exact).map { hit in (String(hit.place.id), Self.describe(hit, w)) }
        problems.add(
            "city",
            candidates.isEmpty
                ? w("No place is called “\(text)”. Try another spelling or language, or the nearest larger place.")
                : w("Several places may be meant: choose yours."))
        return nil
    }

    private static func describe(_ hit: PlaceHit, _ w: Words) -> String {
        var names = [hit.name.reader]
        if let local = hit.name.local { names.append(local) }
        return [names.joined(separator: " / "), hit.place.regionName, Country(hit.country).map { w.country($0) }].compactMap { $0 }.joined(
            separator: ", ")
    }

    private static func number(_ text: String) -> Int? { text.count <= 15 ? Int(text) : nil }
}
