import Atlas
import Foundation
import Gazetteer
import Kernel
import Markup
import Web

/// What the place search shows.
struct PlaceSearchPage {
    let text: String
    let isTooLong: Bool
    let hits: [PlaceHit]
}

/// What the page of a city shows.
struct PlacePage {
    let place: KeptPlace
    /// The office's own city; nil for somebody without an office.
    let home: KeptPlace?
    let now: Instant
    /// In other languages than the reader's.
    let names: [OrganisationName]
    let organisations: [OrganisationSummary]
    /// Of the city's government.
    let contact: (organisation: OrganisationID, block: KeptContact)?
    let panels: HTML
    let marks: HTML
    let canEdit: Bool
}

enum PlaceViews {
    /// The reader's name and, beside it, the local one in its own script.
    static func bothNames(_ place: KeptPlace) -> HTML { bothNames(place.name, place.localName, place.localLanguage) }

    private static func bothNames(_ name: String, _ local: String?, _ language: String?) -> HTML {
        guard let local else { return HTML(text: name) }
        let tag = language.flatMap { Language($0) }
        return "\(name) <span class=\"native\"\(tag, some: { " lang=\"\($0.tag)\"\(if: $0.isRightToLeft, " dir=\"rtl\"")" })>\(local)</span>"
    }

    // MARK: Search

    static func search(_ page: PlaceSearchPage, _ w: Words) -> HTML {
        """
        \(Part.head(w("Place search"), over: w("234,908 places of the world, in any language and script.")))
        <form class="sheet" role="search" aria-label="\(w("Place search"))" action="\(DirectoryPaths.places)">
        <div class="line"><div><label class="label" for="f-place">\(w("City or place"))</label>
        <div class="combo" data-combo="/api/v1/places" data-go="\(DirectoryPaths.places)/"><input class="input" id="f-place" name="q" type="text" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="f-place-list" aria-describedby="h-place" autocomplete="off" value="\(page.text)"><ul class="combo-list" id="f-place-list" role="listbox" aria-label="\(w("City or place"))" hidden></ul></div></div>
        <div class="beside" id="h-place"><p class="help">\(w("A few letters are enough; a country or region may follow after a comma: Springfield, Illinois."))</p></div></div>
        <p class="after"><button class="button button--act">\(Icon.search)\(w("Search"))</button></p></form>
        \(results(page, w))
        """
    }

    private static func results(_ page: PlaceSearchPage, _ w: Words) -> HTML {
        if page.isTooLong { return Part.empty(w("Nothing fits"), w("Write at most \(200) characters.")) }
        if page.text.isEmpty { return .empty }
        guard !page.hits.isEmpty else {
            return Part.empty(
                w("No place of this name is known"),
                w("Try another language or script, or fewer letters. Places of fewer than 500 inhabitants are not in the gazetteer."))
        }
        return """
            <section class="block" aria-live="polite"><div class="block-head"><h2>\(w("\(page.hits.count) places fit"))</h2></div>
            \(table(page.hits, w))
            <p class="table-note">\(w("Source: GeoNames, CC BY 4.0."))</p></section>
            """
    }

    /// Places found, with what tells one from another of the same name.
    static func table(_ hits: [PlaceHit], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Place"))</th><th scope="col">\(w("Region"))</th><th scope="col">\(w("Country"))</th><th scope="col" class="num">\(w("Population"))</th></tr></thead>
        <tbody>\(hits, { row($0, w) })</tbody></table>
        """
    }

    private static func row(_ hit: PlaceHit, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(DirectoryPaths.place(hit.place.id))">\(bothNames(hit.name.reader, hit.name.local, hit.name.localLanguage))</a>\(hit.matchedName, some: { "<span class=\"second\">\(w("also called \($0)"))</span>" })</th>\
        <td class="c-sub">\(hit.place.regionName)</td><td class="c-sub">\(Country(hit.country).map { w.country($0) } ?? hit.country)</td><td class="num c-row" data-label="\(w("Population"))">\(if: hit.place.population > 0, HTML(text: w.number(hit.place.population)))</td></tr>
        """
    }

    // MARK: The page of a city

    static func page(_ page: PlacePage, _ w: Words) -> HTML {
        let place = page.place
        let region = [place.regionName, w.country(place.country)].compactMap { $0 }.joined(separator: ", ")
        let people = place.population > 0 ? " " + w("\(w.number(place.population)) inhabitants.") : ""
        let add = page.canEdit ? Part.button(w("Add an organisation here"), to: DirectoryPaths.new(at: place.id), icon: Icon.plus) : .empty
        return """
            \(page.marks)<nav class="crumbs"><a href="\(DirectoryPaths.places)">\(w("Place search"))</a> <span aria-hidden="true">/</span> <span>\(w.country(place.country))</span></nav>
            <header class="city-head"><div><h1>\(bothNames(place))</h1><p class="lead">\(region).\(people)</p>\(if: !add.isEmpty, "<p class=\"actions\">\(add)</p>")</div>\(clock(page, w))</header>
            \(page.contact, some: { ContactViews.contact($0.block, at: page.now, w) })
            \(Part.leaf(w("Organisations"), .empty, organisations(page, w)))
            \(page.panels)
            \(Part.leaf(w("The place"), .empty, facts(page, w)))
            """
    }

    /// What time it is there, beside ours.
    private static func clock(_ page: PlacePage, _ w: Words) -> HTML {
        guard let there = TimeZone(identifier: page.place.timeZone) else { return .empty }
        let day = w.date(page.now, in: there)
        let beside = page.home.flatMap { home in TimeZone(identifier: home.timeZone).map { here in difference(home, here, there, page.now, w) } }
        return
            "<div class=\"clock\"><p><b>\(w.time(page.now, in: there))</b> <span>\(day)</span></p>\(beside, some: { "<p class=\"second\">\($0)</p>" })</div>"
    }

    private static func difference(_ home: KeptPlace, _ here: TimeZone, _ there: TimeZone, _ now: Instant, _ w: Words) -> String {
        let minutes = (there.secondsFromGMT(for: now.date) - here.secondsFromGMT(for: now.date)) / 60
        let ours = w("It is \(w.time(now, in: here)) in \(home.name).")
        if minutes == 0 { return w("The same time as in \(home.name).") }
        let hours = w.number(Double(abs(minutes)) / 60, digits: minutes % 60 == 0 ? 0 : minutes % 30 == 0 ? 1 : 2)
        return "\(ours) \(minutes > 0 ? w("There it is \(hours) h later.") : w("There it is \(hours) h earlier."))"
    }

    private static func organisations(_ page: PlacePage, _ w: Words) -> HTML {
        guard !page.organisations.isEmpty else {
            return Part.empty(
                w("No organisation is entered here yet"), w("Begin with the city’s government: whom to write to, who decides, by which procedure."),
                actions: page.canEdit ? Part.button(w("Add an organisation here"), to: DirectoryPaths.new(at: page.place.id)) : .empty)
        }
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Kind"))</th><th scope="col">\(w("Published"))</th></tr></thead>
            <tbody>\(page.organisations, { "<tr><th scope=\"row\"><a href=\"\(DirectoryPaths.organisation($0.id))\">\(OrganisationViews.bothNames($0.name, $0.nativeName))</a></th><td class=\"c-sub\">\($0.kind.word(w))</td><td class=\"c-row\" data-label=\"\(w("Published"))\">\(OrganisationViews.standing(isPublic: $0.isPublic, w))</td></tr>" })</tbody></table>
            """
    }

    private static func facts(_ page: PlacePage, _ w: Words) -> HTML {
        let place = page.place
        let names = page.names.map {
            "<span lang=\"\($0.language.tag)\"\(if: $0.language.isRightToLeft, " dir=\"rtl\"")>\($0.name)</span> <span class=\"third\">\(LanguageChoice.name($0.language, w))</span>"
                as HTML
        }.joined("<br>")
        let list = Part.facts(
            [
                (w("Names in other languages"), names), (w("Region"), HTML(text: place.regionName ?? "")),
                (w("Country"), HTML(text: w.country(place.country))),
                (w("Population"), place.population > 0 ? HTML(text: w.number(place.population)) : .empty),
                (w("Time zone"), HTML(text: place.timeZone)),
                (w("Position"), HTML(text: position(place, w))),
                (
                    "GeoNames",
                    "<a href=\"https://www.geonames.org/\(place.id)\" rel=\"noopener noreferrer\">\(place.id)</a> <span class=\"third\">\(w("Names, position and population: GeoNames, CC BY 4.0"))</span>"
                ),
            ], wide: true)
        return "\(list)\(map(page, w))"
    }

    private static func position(_ place: KeptPlace, _ w: Words) -> String {
        let north = w.number(abs(place.latitude), digits: 3) + "° " + (place.latitude < 0 ? w("S") : w("N"))
        let east = w.number(abs(place.longitude), digits: 3) + "° " + (place.longitude < 0 ? w("W") : w("E"))
        return "\(north), \(east)"
    }

    /// Where it lies, with the office's own city; the facts beside it say the same in words.
    private static func map(_ page: PlacePage, _ w: Words) -> HTML {
        func point(_ place: KeptPlace, _ kind: MapPoint.Kind) -> MapPoint? {
            guard let position = GeographicPosition(latitude: place.latitude, longitude: place.longitude) else { return nil }
            let local = place.localName.flatMap { name in place.localLanguage.map { MapPoint.LocalName(name, language: $0) } }
            return MapPoint(
                id: String(place.id), label: place.name, local: local, position: position, kind: kind, description: place.title(in: w.language),
                country: place.country.code)
        }
        let home = page.home.flatMap { $0.id == page.place.id ? nil : point($0, .home) }
        let there = point(page.place, page.home?.id == page.place.id ? .home : .partner)
        var options = WorldMap.Options()
        (options.lens, options.zoom) = (false, false)
        let words = MapWords(
            legend: [.home: w("The office shown")], enlarged: w("Enlarged"), note: w("Equal Earth projection: areas are true to size."),
            zoomIn: w("Zoom in"), zoomOut: w("Zoom out"),
            wholeMap: w("Whole map"), list: { w.list($0) })
        return WorldMap(
            id: "place", title: w("Where \(page.place.name) lies"), description: "\(page.place.title(in: w.language)). \(position(page.place, w))",
            points: [home, there].compactMap { $0 }, arcs: [], words: words, options: options
        ).figure()
    }
}
