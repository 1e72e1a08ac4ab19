import Atlas
import Kernel
import Markup
import Web

/// The map of one city's partnerships, with the other offices of the server as quiet marks.
struct CityMap {
    let city: PublicCity
    let connections: [PublicConnection]
    let offices: [PublicCity]
    let w: Words

    /// `Düsseldorf and its 6 partner cities`.
    var title: String {
        connections.isEmpty ? w("\(city.name) and no partner cities yet") : w("\(city.name) and \(connections.count) partner cities")
    }

    func map(id: String, zoom: Bool = true) -> WorldMap? {
        guard let home = GeographicPosition(latitude: city.latitude, longitude: city.longitude) else { return nil }
        var points = [
            MapPoint(
                id: "home", label: city.name, local: local(city.localName, city.localLanguage, city.name), position: home,
                href: PortalPaths.city(city.slug), kind: .home,
                description: w("\(city.name), the office shown"), country: city.country.code)
        ]
        var arcs: [MapArc] = []
        var seen: Set<PlaceID> = [city.place]
        for connection in connections {
            guard let place = connection.place, let latitude = connection.latitude, let longitude = connection.longitude,
                let position = GeographicPosition(latitude: latitude, longitude: longitude), seen.insert(place).inserted
            else { continue }
            let isHeld = connection.stateKind == "held"
            let words = [connection.partner, connection.kind, connection.since.map { w("since \(w.date($0))") }, connection.state].compactMap { $0 }
                .joined(separator: ", ")
            points.append(
                MapPoint(
                    id: "p\(place)", label: connection.partner, local: local(connection.partnerLocal, connection.partnerLanguage, connection.partner),
                    position: position,
                    href: "#c-\(connection.id)", kind: isHeld ? .suspended : .partner, description: words, country: connection.country ?? ""))
            arcs.append(MapArc(from: "home", to: "p\(place)", style: style(connection.stateKind), label: words))
        }
        for office in offices where seen.insert(office.place).inserted {
            guard let position = GeographicPosition(latitude: office.latitude, longitude: office.longitude) else { continue }
            points.append(
                MapPoint(
                    id: "o\(office.place)", label: office.name, position: position, href: PortalPaths.city(office.slug), kind: .office,
                    description: office.name, country: office.country.code))
        }
        var options = WorldMap.Options()
        options.zoom = zoom
        let names = w.list(connections.prefix(40).map { $0.stateKind == "held" ? w("\($0.partner) (suspended)") : $0.partner })
        let description =
            connections.isEmpty
            ? w("World map with \(city.name) alone.")
            : w("World map. Lines run from \(city.name) to \(names). The same facts stand in the table below the map.")
        return WorldMap(id: id, title: title, description: description, points: points, arcs: arcs, words: MapWords(w), options: options)
    }

    private func local(_ name: String?, _ language: String?, _ shown: String) -> MapPoint.LocalName? {
        guard let name, let language, name != shown else { return nil }
        return MapPoint.LocalName(name, language: language)
    }

    private func style(_ state: String) -> MapArc.Style {
        switch state {
        case "held": .suspended
        case "exploring": .exploring
        case "ending": .ended
        default: .active
        }
    }
}

/// The same facts as a table.
struct ConnectionTable {
    let city: PublicCity
    let connections: [PublicConnection]
    let w: Words

    func view() -> HTML {
        guard !connections.isEmpty else {
            return Part.empty(w("No partnership is published yet"), w("When \(city.name) publishes one, it stands here and on the map."))
        }
        return """
            <table class="table table--cards"><caption class="unseen">\(w("The partnerships of \(city.name), as on the map"))</caption>
            <thead><tr><th scope="col">\(w("City"))</th><th scope="col">\(w("Country"))</th><th scope="col">\(w("Kind"))</th><th scope="col" class="num">\(w("Since"))</th><th scope="col" class="num">\(w("Distance"))</th><th scope="col">\(w("State"))</th><th scope="col">\(w("What it is about"))</th><th scope="col">\(w("Record"))</th></tr></thead>
            <tbody>\(connections, row)</tbody></table>
            <p class="table-note">\(Token.ours.mark) \(w("Only \(city.name) has stated it so far."))</p>
            """
    }

    private func row(_ connection: PublicConnection) -> HTML {
        let country = connection.country.flatMap { Country($0) }.map { w.country($0) } ?? ""
        return """
            <tr id="c-\(connection.id)"><th scope="row"><a href="\(PortalPaths.partnership(connection.id))">\(Part.name(connection.partner, local: connection.partnerLocal, language: connection.partnerLanguage))</a></th>
            <td class="c-sub">\(country)</td><td class="c-sub">\(connection.kind)</td><td class="num c-sub">\(connection.since.map { w.date($0) } ?? "")</td><td class="num c-no nowrap">\(distance(connection))</td>
            <td class="c-top">\(Part.state(connection.stateKind, connection.state))</td><td class="c-row" data-label="\(w("About"))">\(connection.summary)</td>
            <td class="c-no"><span class="mark-of">\(Token.ours.mark)<span class="unseen">\(w("stated by \(city.name) only"))</span></span></td></tr>
            """
    }

    private func distance(_ connection: PublicConnection) -> String {
        guard let latitude = connection.latitude, let longitude = connection.longitude,
            let here = GeographicPosition(latitude: city.latitude, longitude: city.longitude),
            let there = GeographicPosition(latitude: latitude, longitude: longitude)
        else { return "" }
        return w("\(Int(GreatCircle(from: here, to: there).distance.rounded())) km")
    }
}
