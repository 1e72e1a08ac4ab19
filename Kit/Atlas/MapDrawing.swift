import Markup

/// Writes a laid-out map as SVG.
struct MapDrawing {
    /// Where the drawing goes. On a page classes and the style sheet lead; on paper and in a file the attributes stand alone,
    /// and names get their halo as a stroke beneath, since not every renderer knows `paint-order`.
    enum Medium { case page, paper, file }

    let layout: MapLayout
    let words: MapWords
    let medium: Medium
    let letters: Double

    private var onPage: Bool { medium == .page }

    private func number(_ value: Double) -> HTML { .trusted(PathData.number(value)) }
    private func classes(_ names: String) -> HTML { onPage ? " class=\"\(names)\"" : .empty }

    private func path(_ pieces: [[Pixel]]) -> HTML {
        var path = PathData()
        for piece in pieces { path.line(piece) }
        return .trusted(path.text)
    }

    // MARK: - Sheets

    /// All of the world map inside its `svg`.
    func world() -> HTML {
        let land = Land.shared, outlines = land.paths(highlighting: layout.countries)
        let net = layout.height > WorldCanvas.usualHeight ? land.fullGraticule : land.usualGraticule
        return """
            <path\(classes("graticule")) fill="none" stroke="\(MapPalette.graticule)" stroke-width=".8" d="\(HTML.trusted(net))"/>
            \(ground(outlines.quiet, outlines.concerned))
            \(layout.lens?.lens.frame(), some: frame)
            \(sheet(layout.world, isLens: false))

            """
    }

    /// All of the enlargement inside its `svg`.
    func enlargement(_ lens: Lens, _ sheet: MapLayout.Sheet) -> HTML {
        let outlines = lens.land(Land.shared, highlighting: layout.countries)
        return "\(ground(outlines.quiet, outlines.concerned))\n\(self.sheet(sheet, isLens: true))\n"
    }

    private func ground(_ quiet: String, _ concerned: String) -> HTML {
        let line: HTML = " stroke=\"\(MapPalette.paper)\" stroke-width=\".6\" stroke-linejoin=\"round\""
        let highlighted: HTML =
            concerned.isEmpty
            ? .empty : "\n<path\(classes("land land--partner")) fill=\"\(MapPalette.concerned)\"\(line) d=\"\(HTML.trusted(concerned))\"/>"
        return "<path\(classes("land")) fill=\"\(MapPalette.land)\"\(line) d=\"\(HTML.trusted(quiet))\"/>\(highlighted)"
    }

    private func frame(_ pieces: [[Pixel]]) -> HTML {
        "<path\(classes("lens")) fill=\"none\" stroke=\"\(MapPalette.rule)\" stroke-width=\".8\" d=\"\(path(pieces))\"/>"
    }

    private func sheet(_ sheet: MapLayout.Sheet, isLens: Bool) -> HTML {
        // What the world map reaches by the keyboard the enlargement need not offer a second time.
        let reached = Set(isLens ? layout.world.marks.filter { !$0.isGroup }.compactMap { $0.leader?.id } : [])
        let dots = sheet.dots.map { dot($0, "dot", larger: isLens) }.joined()
        let offices = sheet.offices.map { dot($0, "dot dot--office", larger: isLens) }.joined()
        let marks = sheet.marks.map { mark($0, isReached: reached.contains($0.leader?.id ?? "")) }.joined()
        return """
            <g fill="\(MapPalette.dot)">\(dots)</g>
            <g fill="\(MapPalette.ink)">\(offices)</g>
            <g fill="none" stroke="\(MapPalette.tide)"\(quietness(of: sheet.lines.count)) stroke-linecap="round">\(sheet.lines, arc)</g>
            <g fill="\(MapPalette.paper)" stroke="\(MapPalette.tide)" stroke-width="1.6">\(marks)</g>
            \(labels(sheet.labels))
            """
    }

    // MARK: - Lines

    /// Many lines are drawn finer and lighter, or nothing else could be seen. On a page the style sheet does it, so that it does not happen twice.
    private func quietness(of count: Int) -> HTML {
        let (name, width, opacity) = count > 150 ? ("arcs--crowd", ".7", ".35") : count > 50 ? ("arcs--many", "1", ".6") : ("", "1.35", "")
        let look: HTML = opacity.isEmpty || onPage ? .empty : " stroke-opacity=\"\(opacity)\""
        return "\(name.isEmpty ? .empty : classes(name)) stroke-width=\"\(width)\"\(look)"
    }

    private func arc(_ line: MapLayout.Line) -> HTML {
        let style: (names: String, attributes: HTML) =
            switch line.style {
            case .active: ("arc", .empty)
            case .suspended: ("arc arc--held", " stroke-dasharray=\"2 4\"")
            case .exploring: ("arc arc--exploring", " stroke-dasharray=\"7 4\"")
            case .ended: ("arc arc--ended", " stroke=\"\(MapPalette.thirdInk)\" stroke-width=\".8\"")
            }
        let geometry = path(line.pieces)
        if geometry.isEmpty { return .empty }
        let names = line.labels.count > 1 ? style.names + " arc--several" : style.names
        let title = line.labels.isEmpty ? HTML.empty : "<title>\(words.list(line.labels))</title>"
        return "<path\(classes(names))\(style.attributes) d=\"\(geometry)\"\(closing("path", title))"
    }

    /// The end of an element that may hold a title.
    private func closing(_ name: String, _ inside: HTML) -> HTML { inside.isEmpty ? "/>" : ">\(inside)</\(name)>" }

    // MARK: - Marks

    private func circle(_ names: String, _ at: Pixel, _ radius: Double, _ attributes: HTML = .empty) -> HTML {
        "<circle\(classes(names))\(attributes) cx=\"\(number(at.x))\" cy=\"\(number(at.y))\" r=\"\(number(radius))\"/>"
    }

    private func description(of mark: Mark) -> String {
        mark.isGroup ? words.list(mark.points.map(\.label)) : mark.leader?.description ?? ""
    }

    private func dot(_ mark: Mark, _ names: String, larger: Bool) -> HTML {
        let shape = circle(names, mark.at, mark.radius + (larger ? 0.4 : 0))
        return linked(mark, shape, hit: 7, isReached: larger)
    }

    private func mark(_ mark: Mark, isReached: Bool) -> HTML {
        let at = mark.at
        var shape: HTML
        if mark.isHome {
            shape =
                circle("seal-halo", at, mark.radius, " stroke=\"\(MapPalette.seal)\" stroke-width=\"1\"")
                + circle("seal", at, mark.radius - 3.5, " fill=\"\(MapPalette.seal)\" stroke=\"none\"")
        } else if mark.isGroup {
            let rests = mark.points.allSatisfy { $0.kind == .suspended }
            shape = circle(
                rests ? "mark mark--group mark--held" : "mark mark--group", at, mark.radius, rests ? " stroke=\"\(MapPalette.secondInk)\"" : .empty)
            shape +=
                "<text\(classes("mark-count")) x=\"\(number(at.x))\" y=\"\(number(at.y + 3.3))\" text-anchor=\"middle\" font-size=\"9\" font-weight=\"600\" font-family=\"\(MapPalette.sans)\" fill=\"\(MapPalette.tide)\" stroke=\"none\">\(mark.points.count)</text>"
        } else if let sign = mark.leader?.sign {
            let rests = mark.leader?.kind == .suspended
            shape = circle(
                rests ? "mark mark--held" : "mark", at, mark.radius,
                rests ? " stroke=\"\(MapPalette.secondInk)\" stroke-dasharray=\"2 2\"" : .empty)
            shape +=
                "<text\(classes("mark-count")) x=\"\(number(at.x))\" y=\"\(number(at.y + 3.3))\" text-anchor=\"middle\" font-size=\"9\" font-weight=\"600\" font-family=\"\(MapPalette.sans)\" fill=\"\(MapPalette.tide)\" stroke=\"none\">\(sign)</text>"
        } else if mark.leader?.kind == .suspended {
            shape = circle("mark mark--held", at, mark.radius, " stroke=\"\(MapPalette.secondInk)\"")
            shape +=
                "<path\(classes("mark-bars")) fill=\"none\" stroke=\"\(MapPalette.secondInk)\" stroke-width=\"1.5\" d=\"M\(number(at.x - 1.4)) \(number(at.y - 2.1))v4.2M\(number(at.x + 1.4)) \(number(at.y - 2.1))v4.2\"/>"
        } else {
            shape = circle("mark", at, mark.radius)
        }
        return linked(mark, shape, hit: max(10, mark.radius + 2), isReached: isReached)
    }

    /// A mark with its description, as a link where it leads somewhere. A group leads where all its members lead alike.
    private func linked(_ mark: Mark, _ shape: HTML, hit: Double, isReached: Bool) -> HTML {
        let text = description(of: mark)
        let title: HTML = text.isEmpty ? .empty : "<title>\(text)</title>"
        guard onPage, let address = address(of: mark) else {
            return onPage || !text.isEmpty ? "<g\(classes("map-mark"))>\(title)\(shape)</g>" : shape
        }
        let area = onPage ? circle("mark-hit", mark.at, hit, " fill=\"none\" stroke=\"none\" pointer-events=\"all\"") : .empty
        let skipped: HTML = isReached ? " tabindex=\"-1\"" : .empty
        return "<a\(classes("map-mark")) href=\"\(address)\" aria-label=\"\(text)\"\(skipped)>\(title)\(area)\(shape)</a>"
    }

    func address(of mark: Mark) -> String? {
        if mark.isGroup { return words.groupAddress.flatMap { $0(mark.points) }.flatMap(Self.safe) }
        return mark.leader?.href.flatMap(Self.safe)
    }

    /// A path of this site or a web address; nothing that a browser would run.
    static func safe(_ address: String) -> String? {
        let starts = ["https://", "http://", "/", "#", "?", "./", "../"]
        return starts.contains { address.lowercased().hasPrefix($0) } ? address : nil
    }

    var hasLinks: Bool { onPage && (layout.world.marks + layout.world.dots + layout.world.offices).contains { address(of: $0) != nil } }

    // MARK: - Names

    private func labels(_ labels: [PlacedLabel]) -> HTML {
        if labels.isEmpty { return .empty }
        let font: HTML = " font-family=\"\(MapPalette.serif)\" font-size=\"\(number(letters))\""
        let halo: HTML =
            onPage
            ? .empty
            : "<g\(font) aria-hidden=\"true\" fill=\"\(MapPalette.paper)\" stroke=\"\(MapPalette.paper)\" stroke-width=\"3.5\" stroke-linejoin=\"round\">\(labels, haloLabel)</g>\n"
        return "\(halo)<g\(font) fill=\"\(MapPalette.ink)\">\(labels, label)</g>"
    }

    private func label(_ label: PlacedLabel) -> HTML { text(label, isHalo: false) }
    private func haloLabel(_ label: PlacedLabel) -> HTML { text(label, isHalo: true) }

    private func text(_ label: PlacedLabel, isHalo: Bool) -> HTML {
        let isHome = label.point.kind == .home
        var names = "map-label"
        if isHome { names += " map-label--home" }
        if !label.fitsLarger { names += " map-label--roomy" }
        let anchor: HTML = label.anchor == .start ? .empty : " text-anchor=\"\(label.anchor.rawValue)\""
        let weight: HTML = isHome ? " font-weight=\"700\"" : .empty
        let mark: HTML = onPage ? " data-at=\"\(number(label.mark.x)) \(number(label.mark.y))\"" : .empty
        let local = (label.withLocalName ? label.point.local : nil).map { native($0, isHalo: isHalo) }
        return
            "<text\(classes(names)) x=\"\(number(label.at.x))\" y=\"\(number(label.at.y))\"\(anchor)\(weight)\(mark)>\(label.point.label)\(local)</text>"
    }

    private func native(_ name: MapPoint.LocalName, isHalo: Bool) -> HTML {
        let colour: HTML = isHalo ? .empty : " fill=\"\(MapPalette.secondInk)\""
        let language: HTML = medium == .file ? " xml:lang=\"\(name.language)\"" : " lang=\"\(name.language)\""
        return "<tspan\(classes("map-native")) dx=\"6\" font-size=\"\(number(letters * 13 / 15))\"\(colour)\(language)>\(name.text)</tspan>"
    }
}
