import Gazetteer
import Kernel
import Markup
import Web

/// What the place field of a form means: its number where one was chosen, else what its text finds.
public enum PlaceField: Equatable {
    case none
    case place(PlaceID)
    /// Nothing, or too much, fits what was typed. The sentence says what to do.
    case unclear(String)

    /// Reads `NAME` (the GeoNames number) and `NAME-text` (what is read).
    ///
    /// Without script a number chosen before stays in the form while its text is typed over; so the number counts only as long as the text is its own.
    public static func read(_ name: String, _ form: Parameters, _ w: Words, gazetteer: Gazetteer) throws -> PlaceField {
        let text = form.text("\(name)-text")
        let number = form.text(name)
        if !number.isEmpty, number.count <= 15, let id = Int(number), id > 0, let place = try gazetteer.place(id) {
            guard !text.isEmpty else { return form["\(name)-text"] == nil ? .place(id) : .none }
            let reader = try gazetteer.names([id], language: w.language.tag)[id]?.reader ?? place.name
            let country = Country(place.country).map { w.country($0) } ?? place.country
            if text == "\(reader), \(country)" || text == reader { return .place(id) }
        }
        guard !text.isEmpty else { return number.isEmpty ? .none : .unclear(w("There is no such place. Choose one from the list.")) }
        guard text.count <= 200 else { return .unclear(w("This is too long: at most \(200) characters.")) }
        let hits = try gazetteer.search(PlaceSearch(text: text, language: w.language.tag, limit: 2))
        guard let first = hits.first else { return .unclear(w("No place of this name is known. Try another language, or fewer letters.")) }
        // A beginning of a name, or a name with a typing error, may mean another place: whoever types without script is asked.
        let head = FoldedName(String(text.prefix { $0 != "," }))
        let names = [first.name.reader, first.name.local ?? "", first.place.name, first.matchedName ?? ""].map { FoldedName($0) }
        guard first.edits == 0, names.contains(head) || names.contains(FoldedName(text)) else {
            let country = Country(first.country).map { w.country($0) } ?? first.country
            return .unclear(w("Is it \(first.name.reader), \(country)? Write the whole name, with the country after a comma."))
        }
        return .place(first.place.id)
    }
}
