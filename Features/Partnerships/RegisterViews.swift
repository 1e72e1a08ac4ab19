import Atlas
import Kernel
import Markup
import Web

/// How the register looks.
enum RegisterViews {
    /// The partner's name, and how many more there are.
    static func partner(_ row: RegisterRow, _ w: Words) -> HTML {
        "\(row.partner.both)\(if: row.others > 0, "<span class=\"second\">\(w("and \(row.others) more"))</span>")\(row.home, some: { "<span class=\"second\">\(w("with \($0)"))</span>" })"
    }

    /// `41 partnerships in 21 countries. 34 active, 4 dormant, 2 suspended.`
    static func sentence(_ standing: RegisterStanding, _ w: Words) -> String {
        guard standing.total > 0 else { return "" }
        let states = standing.states.map { w.standing($0.status, $0.count) }.joined(separator: ", ")
        return w("\(standing.total) partnerships \(w("in \(standing.countries) countries")). \(states).")
    }

    static func head(_ standing: RegisterStanding, _ context: Context) -> HTML {
        let w = context.w
        let acts: HTML =
            "\(Part.button(w("Import"), to: PartnershipPaths.imports))\(Part.button(w("New partnership"), to: PartnershipPaths.new, isAct: true, icon: Icon.plus))"
        return Part.head(w("Partnerships"), over: sentence(standing, w), actions: context.may(May.edit) ? acts : .empty)
    }

    static func tabs(_ present: String, _ query: ListQuery, _ context: Context) -> HTML {
        let w = context.w
        // A list of another kind knows none of the register's filters.
        let isRegister = present != PartnershipPaths.triangles
        let address = isRegister ? query.parameters.setting("after", nil).setting("before", nil).queryString : ""
        var all: [(word: String, path: String, count: Int?)] = [
            (w("Table"), PartnershipPaths.register + address, nil), (w("Map"), PartnershipPaths.map + address, nil),
            (w("Triangles"), PartnershipPaths.triangles, nil),
        ]
        if context.may(May.read) {
            all += [(w("Anniversaries"), PartnershipPaths.anniversaries, nil), (w("Sleeping"), PartnershipPaths.sleeping, nil)]
        }
        if context.may(May.edit) { all.append((w("Archived"), PartnershipPaths.archive, nil)) }
        let isNarrowed = [PartnershipPaths.register, PartnershipPaths.map].contains(present)
        return Part.tabs(w("Views of the register"), all, at: isNarrowed ? present + address : present)
    }

    static func empty(_ context: Context) -> HTML {
        let w = context.w
        guard context.may(May.edit) else {
            return Part.empty(w("No partnerships yet"), w("Your office of international affairs has not entered any."))
        }
        let acts: HTML =
            "\(Part.button(w("Upload a spreadsheet"), to: PartnershipPaths.imports, isAct: true))\(Part.button(w("New partnership"), to: PartnershipPaths.new))"
        return Part.empty(
            w("No partnerships yet"),
            w("Upload the spreadsheet you have, just as it is: every row is matched to a real place, and nothing is written before you say so."),
            actions: acts)
    }

    // MARK: Map

    /// The world map of these rows, with an arc from home to each.
    static func map(_ rows: [RegisterRow], home: Partner?, _ context: Context) -> HTML {
        let w = context.w
        var points: [MapPoint] = []
        if let home, let point = point(home, id: "home", kind: .home, href: nil, description: home.name) { points.append(point) }
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
                let point = point(
                    first.partner, id: "p\(place)", kind: rests ? .suspended : .partner, href: href,
                    description: "\(first.partner.name): \(description)", weight: rows.count)
            else { continue }
            points.append(point)
            if let line = rows.map(\.status.line).min(by: { $0.rank < $1.rank }) {
                arcs.append(MapArc(from: "home", to: point.id, style: line.style, label: "\(first.partner.name): \(description)"))
            }
        }
        let title = w("Where the partners are")
        return WorldMap(
            id: "register", title: title, description: w("\(rows.count) partnerships on the map of the world; the table below says the same."),
            points: points, arcs: arcs, words: words(w)
        ).figure()
    }

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

    private static func point(_ partner: Partner, id: String, kind: MapPoint.Kind, href: String?, description: String, weight: Int = 1) -> MapPoint? {
        guard let latitude = partner.latitude, let longitude = partner.longitude,
            let position = GeographicPosition(latitude: latitude, longitude: longitude)
        else { return nil }
        let local = partner.local.map { MapPoint.LocalName($0, language: partner.localLanguage ?? "und") }
        return MapPoint(
            id: id, label: partner.name, local: local, position: position, href: href, kind: kind, weight: weight, description: description,
            country: partner.country?.code ?? "")
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
