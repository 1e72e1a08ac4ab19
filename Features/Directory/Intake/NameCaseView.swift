import Foundation
import Kernel
import Markup
import Reconciliation
import Web

/// A name that was not found beyond doubt, as a person is asked about it: as written, why we ask, what it may be.
public enum NameCaseView {
    /// So many stand on a page.
    public static let casesPerPage = 25

    /// The cases of a page, under what their parts are.
    public static func list(
        _ cases: [ImportName], _ typed: Parameters?, _ places: [PlaceID: PlaceLine], takesBare: Bool = false, _ w: Words
    ) -> HTML {
        """
        <div class="case-head" aria-hidden="true"><span>\(w("As written"))</span><span>\(w("Why we ask"))</span><span>\(w("What it may be"))</span></div>
        <ol class="cases">\(cases, { item($0, typed, places, takesBare: takesBare, w) })</ol>
        """
    }

    /// Turns the pages: on to the next one with what was decided here. Empty where there is one page only.
    public static func pager(from: Int, of all: Int, _ path: String, _ w: Words) -> HTML {
        guard all > casesPerPage else { return .empty }
        let end = min(all, from + casesPerPage)
        return """
            <div class="pager"><p>\(w("\(w.number(from + 1)) to \(w.number(end)) of \(w.number(all))"))</p><div class="actions">
            \(if: from > 0, "<a class=\"button button--small\" href=\"\(path)?from=\(max(0, from - casesPerPage))\">\(Icon.before)\(w("Before"))</a>")
            \(if: end < all, "<button class=\"button button--small\" form=\"decide\" name=\"go\" value=\"next\">\(w("Save, and the next ones"))\(Icon.after)</button>")</div></div>
            """
    }

    /// - Parameters:
    ///   - typed: what somebody typed, where the form comes back.
    ///   - places: those that are offered, named for the reader.
    ///   - takesBare: whether the rows may do without a place.
    private static func item(
        _ name: ImportName, _ typed: Parameters?, _ places: [PlaceID: PlaceLine], takesBare: Bool = false, _ w: Words
    ) -> HTML {
        let chosen =
            typed?["choice-\(name.number)"] ?? (name.answer == .place ? name.place.map(String.init) ?? "" : name.answer?.rawValue ?? "")
        let text = typed?["place-\(name.number)-text"] ?? name.asked
        let number = typed?["place-\(name.number)"] ?? ""
        let legend = name.country.isEmpty ? name.written : "\(name.written), \(name.country)"
        let isFoundNothing =
            !name.asked.isEmpty
            && !name.candidates.contains { if case .doubtful(let written, _) = $0.reason { written == name.asked } else { false } }
        return """
            <li class="case"><div class="case-as"><p class="written">\(marked(name))</p>\(if: !name.country.isEmpty, "<p class=\"written-2\">\(country(name))</p>")<p class="third">\(rows(name, w))</p></div>
            <div class="case-why"><h2>\(title(name, w))</h2><p>\(why(name, w))</p>\(name.answeredBy, some: { "<p class=\"third\">\(w("Decided by \($0)"))</p>" })</div>
            <fieldset><legend class="unseen">\(w("Which place is meant by \(legend)?"))</legend><input type="hidden" name="case" value="\(name.number)">
            <ul class="options">\(name.candidates, { candidate($0, name, chosen, places, w) })
            <li>\(search(name, text, number, isFoundNothing: isFoundNothing, chosen: chosen, w))</li>
            <li class="options-else">\(if: takesBare, bare(name, chosen, w))<label><input class="tick" type="radio" name="choice-\(name.number)" value="out"\(if: chosen == "out", " checked")><span>\(name.rows == 1 ? w("Leave this row out") : w("Leave these rows out"))</span></label></li></ul></fieldset></li>
            """
    }

    private static func bare(_ name: ImportName, _ chosen: String, _ w: Words) -> HTML {
        "<label><input class=\"tick\" type=\"radio\" name=\"choice-\(name.number)\" value=\"bare\"\(if: chosen == "bare", " checked")><span>\(w("Enter without a city"))</span></label>"
    }

    private static func title(_ name: ImportName, _ w: Words) -> String {
        name.verdict == .matched ? w("You say it is wrong") : w.reasonTitle(name.reason)
    }
    private static func why(_ name: ImportName, _ w: Words) -> String { w.reason(name.reason) }

    private static func rows(_ name: ImportName, _ w: Words) -> String {
        let part = name.part == .home ? w("Home city") + " · " : ""
        return part + (name.rows > 1 ? w("\(name.rows) rows, the first is \(w.number(name.firstRow))") : w("Row \(w.number(name.firstRow))"))
    }

    private static func candidate(_ note: CandidateNote, _ name: ImportName, _ chosen: String, _ places: [PlaceID: PlaceLine], _ w: Words) -> HTML {
        guard let place = places[note.place] else { return .empty }
        let population = place.population > 0 ? w.number(place.population) : ""
        let reason = because(note, name, w)
        return """
            <li><label><input class="tick" type="radio" name="choice-\(name.number)" value="\(note.place)"\(if: chosen == String(note.place), " checked")><span><b>\(place.name)</b> \(native(place))<span class="opt-where">\(place.place)</span>\(if: !reason.isEmpty, "<span class=\"second\">\(reason)</span>")</span><span class="opt-pop">\(population)</span></label></li>
            """
    }

    private static func native(_ place: PlaceLine) -> HTML {
        guard let local = place.local, local != place.name else { return .empty }
        let isRightToLeft = place.localLanguage.flatMap { Language($0) }?.isRightToLeft == true
        return "<span class=\"native\"\(place.localLanguage, some: { " lang=\"\($0)\"" })\(if: isRightToLeft, " dir=\"rtl\"")>\(local)</span> "
    }

    /// Why a place is offered, where that is not said in the middle column already.
    private static func because(_ note: CandidateNote, _ name: ImportName, _ w: Words) -> String {
        if case .doubtful(let written, let place) = note.reason, place.isEmpty { return written.isEmpty ? "" : w("found for “\(written)”") }
        return note.reason == name.reason ? "" : w.reason(note.reason)
    }

    private static func search(_ name: ImportName, _ text: String, _ number: String, isFoundNothing: Bool, chosen: String, _ w: Words) -> HTML {
        let field = "place-\(name.number)"
        return """
            <div class="case-search"><label class="label" for="f-\(field)-text">\(w("Another place"))</label>
            <div class="combo" data-combo="/api/v1/places" data-value="f-\(field)"><input class="input input--small" id="f-\(field)-text" name="\(field)-text" type="text" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="f-\(field)-list" autocomplete="off" value="\(text)"\(if: isFoundNothing, " aria-invalid=\"true\" aria-describedby=\"h-\(field)\"")><input type="hidden" id="f-\(field)" name="\(field)" value="\(number)"><ul class="combo-list" id="f-\(field)-list" role="listbox" aria-label="\(w("Another place"))" hidden></ul></div>
            \(if: isFoundNothing, "<p class=\"problem\" id=\"h-\(field)\">\(w("No place of this name is known. Try another language, or fewer letters."))</p>")</div>
            """
    }

    // MARK: The doubtful part

    /// What is doubtful is underlined: the letters that differ from the name nearest to it, or nothing where the doubt lies elsewhere.
    private static func marked(_ name: ImportName) -> HTML {
        let known: String?
        switch name.reason {
        case .onlyAlike(_, let near), .misspelt(_, let near, _): known = near
        case .nothingAlike, .tooLong, .regionRatherThanTown, .severalPlaces, .doubtful: return "<mark>\(name.written)</mark>"
        default: known = nil
        }
        guard let known, !name.written.isEmpty else { return "\(name.written)" }
        let (a, b) = (Array(name.written), Array(known))
        var start = 0
        while start < min(a.count, b.count), a[start].lowercased() == b[start].lowercased() { start += 1 }
        var end = 0
        while end < min(a.count, b.count) - start, a[a.count - 1 - end].lowercased() == b[b.count - 1 - end].lowercased() { end += 1 }
        let middle = String(a[start..<(a.count - end)])
        return "\(String(a[..<start]))\(if: !middle.isEmpty, "<mark>\(middle)</mark>")\(String(a[(a.count - end)...]))"
    }

    private static func country(_ name: ImportName) -> HTML {
        switch name.reason {
        case .elsewhere, .countryNotUnderstood, .contradicts: "<span class=\"written\"><mark>\(name.country)</mark></span>"
        default: "\(name.country)"
        }
    }
}
