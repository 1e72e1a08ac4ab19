import Atlas
import Kernel
import Markup
import Web

/// The register on the map of the world: an arc from home to each partner. A mark says how the partnership stands, or, with `marks=kind` in
/// the address, which kind it is: by a letter, since shapes and colours for eleven kinds nobody keeps apart.
struct RegisterMap {
    let rows: [RegisterRow]
    let home: Partner?
    let isByKind: Bool
    let context: Context

    private var w: Words { context.w }

    /// The map with the choice of what its marks say.
    func view(_ query: ListQuery) -> HTML {
        let parameters = query.parameters.setting("after", nil).setting("before", nil)
        let ways = [
            (word: w("By state"), path: PartnershipPaths.map + parameters.setting("marks", nil).queryString, count: Int?.none),
            (word: w("By kind"), path: PartnershipPaths.map + parameters.setting("marks", "kind").queryString, count: Int?.none),
        ]
        return "<p class=\"map-ways\">\(w("Marks")): \(ways.enumerated(), way)</p>\(figure())"
    }

    private func way(_ item: (offset: Int, element: (word: String, path: String, count: Int?))) -> HTML {
        let isHere = (item.offset == 1) == isByKind
        return isHere ? "<b aria-current=\"true\">\(item.element.word)</b> " : "<a href=\"\(item.element.path)\">\(item.element.word)</a> "
    }

    private func figure() -> HTML {
        var points: [MapPoint] = []
        if let home, let point = Self.point(home, id: "home", kind: .home, href: nil, description: home.name) { points.append(point) }
        let places = Dictionary(grouping: rows) { $0.partner.place?.id ?? 0 }.sorted { $0.key < $1.key }
        var arcs: [MapArc] = []
        for (place, rows) in places where place != 0 {
            guard let first = rows.first else { continue }
            let rests = rows.allSatisfy { $0.status == .suspended }
            let description = rows.map {
                [w.kind($0.kind), $0.since.map { w.date($0) }, w.status($0.status)].compactMap(\.self).joined(separator: ", ")
            }.joined(separator: "; ")
            let href = rows.count == 1 ? PartnershipPaths.partnership(first.id) : "/office/places/\(place)"
            guard
                let point = Self.point(
                    first.partner, id: "p\(place)", kind: rests ? .suspended : .partner, href: href,
                    description: "\(first.partner.name): \(description)", weight: rows.count, sign: sign(rows))
            else { continue }
            points.append(point)
            if let line = rows.map(\.status.line).min(by: { $0.rank < $1.rank }) {
                arcs.append(MapArc(from: "home", to: point.id, style: line.style, label: "\(first.partner.name): \(description)"))
            }
        }
        var words = Self.words(w)
        if isByKind { words.signs = signs() }
        return WorldMap(
            id: "register", title: w("Where the partners are"),
            description: w("\(rows.count) partnerships on the map of the world; the table below says the same."),
            points: points, arcs: arcs, words: words
        ).figure()
    }

    // MARK: Kinds

    /// The letter of a kind, the same on every map.
    static func letter(_ kind: PartnershipKind) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return PartnershipKind.allCases.firstIndex(of: kind).flatMap { $0 < letters.count ? String(letters[$0]) : nil } ?? ""
    }

    static let several = "+"

    /// What stands in the mark of a place.
    private func sign(_ rows: [RegisterRow]) -> String? {
        guard isByKind, let first = rows.first else { return nil }
        return Set(rows.map(\.kind)).count > 1 ? Self.several : Self.letter(first.kind)
    }

    /// What the letters mean, and how many of each there are.
    private func signs() -> [(sign: String, word: String)] {
        let counts = Dictionary(grouping: rows, by: \.kind).mapValues(\.count)
        let kinds = PartnershipKind.allCases.compactMap { kind in
            counts[kind].map { (sign: Self.letter(kind), word: "\(w.kind(kind)) (\(w.number($0)))") }
        }
        return kinds + [(sign: Self.several, word: w("Several kinds"))]
    }

    // MARK: One partnership

    /// One partnership on its own small map.
    static func map(of partnership: Partnership, _ w: Words) -> HTML {
        var points: [MapPoint] = []
        if let point = point(partnership.home, id: "home", kind: .home, href: nil, description: partnership.home.name) { points.append(point) }
        var arcs: [MapArc] = []
        for (number, partner) in partnership.partners.enumerated() {
            let kind: MapPoint.Kind = partnership.record.status == .suspended ? .suspended : .partner
            guard let point = point(partner, id: "p\(number)", kind: kind, href: nil, description: partner.name) else { continue }
            points.append(point)
            arcs.append(MapArc(from: "home", to: point.id, style: partnership.record.status.line.style, label: partner.name))
        }
        guard points.count > 1 else { return .empty }
        var options = WorldMap.Options()
        (options.lens, options.zoom) = (false, false)
        let title = w("\(partnership.home.name) and \(partnership.name) on the map of the world")
        return WorldMap(id: "where", title: title, description: title, points: points, arcs: arcs, words: words(w), options: options).svg()
    }

    private static func point(
        _ partner: Partner, id: String, kind: MapPoint.Kind, href: String?, description: String, weight: Int = 1, sign: String? = nil
    ) -> MapPoint? {
        guard let latitude = partner.latitude, let longitude = partner.longitude,
            let position = GeographicPosition(latitude: latitude, longitude: longitude)
        else { return nil }
        let local = partner.local.map { MapPoint.LocalName($0, language: partner.localLanguage ?? "und") }
        return MapPoint(
            id: id, label: partner.name, local: local, position: position, href: href, kind: kind, weight: weight, description: description,
            country: partner.country?.code ?? "", sign: sign)
    }

    private static func words(_ w: Words) -> MapWords {
        MapWords(
            legend: [
                .home: w("Our city"), .active: w("Partnership"), .suspended: w("Suspended"), .exploring: w("Exploring or contact"),
                .ended: w("Ended"), .group: w("Several places"),
            ],
            enlarged: w("Enlarged"),
            note: w("Equal Earth projection: areas are true to size. Names and boundaries imply no opinion on legal status."),
            zoomIn: w("Zoom in"), zoomOut: w("Zoom out"), wholeMap: w("Whole map"), list: { w.list($0) })
    }
}

extension PartnershipStatus {
    /// How its arc is drawn; of several partnerships with a place the liveliest counts.
    var line: (style: MapArc.Style, rank: Int) {
        switch self {
        case .active, .revived: (.active, 0)
        case .exploring, .contact: (.exploring, 1)
        case .dormant: (.active, 2)
        case .suspended: (.suspended, 3)
        case .ended: (.ended, 4)
        }
    }
}
