import Markup

/// The world map of partnerships, drawn by the server. It knows no language: every word is handed in.
///
/// Laid out once when made; the drawings are then written as often as wanted. The same input gives the same bytes.
public struct WorldMap: Sendable {
    public struct Options: Sendable {
        /// Shows the enlargement of a crowded region where there is one.
        public var lens = true
        /// Tells the module map.js to offer moving and zooming.
        public var zoom = true
        /// For paper: colours as attributes alone (a PDF renderer ignores page styles in SVG), larger names, no links.
        public var print = false
        /// At most so many names on a sheet, the weightier first.
        public var labelLimit = 40
        /// Width in CSS pixels written on the `svg`, for a renderer without the style sheet; nil leaves it to the page.
        public var width: Int?

        public init() {}
    }

    public let id: String
    public let title: String
    public let description: String
    public let words: MapWords
    public let options: Options
    let points: [MapPoint]
    let arcs: [MapArc]
    private let drawing: MapDrawing

    /// - Parameters:
    ///   - id: begins every id of the drawing; letters, digits and hyphens; different for each map of a page.
    ///   - title: names the map: "Düsseldorf and its six partner cities".
    ///   - description: says what the map shows, for those who do not see it.
    public init(id: String, title: String, description: String, points: [MapPoint], arcs: [MapArc], words: MapWords, options: Options = Options()) {
        (self.id, self.title, self.description) = (id, title, description)
        (self.points, self.arcs, self.words, self.options) = (points, arcs, words, options)
        let letters = options.print ? 18.0 : 15.0
        let layout = MapLayout(
            points: points, arcs: arcs, letters: letters, labelLimit: options.labelLimit, lensPlaces: options.lens ? [.left, .right, .below] : [])
        drawing = MapDrawing(layout: layout, words: words, medium: options.print ? .paper : .page, letters: letters)
    }

    // MARK: - On a page

    /// The map alone.
    public func svg() -> HTML {
        let role: HTML = drawing.hasLinks ? "group" : "img"
        let height = drawing.layout.height
        let size: HTML =
            options.width.map { " width=\"\($0)\" height=\"\(.trusted(PathData.number(Double($0) * height / WorldCanvas.width)))\"" } ?? .empty
        return """
            <svg class="map-world" viewBox="0 0 1200 \(.trusted(PathData.number(height)))"\(size) role="\(role)" aria-labelledby="\(id)-t \(id)-d" direction="ltr" xmlns="http://www.w3.org/2000/svg">
            <title id="\(id)-t">\(title)</title>
            <desc id="\(id)-d">\(description)</desc>
            \(drawing.world())</svg>
            """
    }

    /// The enlargement of a crowded region alone; nil when the map does without.
    public func enlargement() -> HTML? {
        guard let (lens, sheet, _) = drawing.layout.lens else { return nil }
        let names = words.list(sheet.labels.map(\.point.label))
        let isLinked = drawing.hasLinks && sheet.marks.contains { drawing.address(of: $0) != nil }
        let size: HTML = options.width.map { " width=\"\($0 * 32 / 100)\" height=\"\($0 * 32 / 100 * 240 / 380)\"" } ?? .empty
        return """
            <svg class="map-inset" viewBox="0 0 380 240"\(size) role="\(isLinked ? "group" : "img")" aria-label="\(words.enlarged): \(names)" direction="ltr" xmlns="http://www.w3.org/2000/svg">
            \(drawing.enlargement(lens, sheet))</svg>
            """
    }

    /// The legend, of what occurs on this map only.
    public func legend() -> HTML { MapLegend(layout: drawing.layout, words: words).list() }

    /// Everything: map, enlargement, legend and note, as a `figure`.
    public func figure() -> HTML {
        let crop = drawing.layout.crop
        let step = crop.step.map { " map-sea--\(crop.name)-\($0)" } ?? ""
        let zoom: HTML =
            options.zoom && !options.print
            ? " data-map=\"\" data-zoom-in=\"\(words.zoomIn)\" data-zoom-out=\"\(words.zoomOut)\" data-zoom-whole=\"\(words.wholeMap)\"" : .empty
        let note: HTML = words.note.isEmpty ? .empty : "<p class=\"third\">\(words.note)</p>"
        return """
            <figure class="map"\(zoom)>
            <div class="map-frame"><div class="map-sea map-sea--\(crop.name)\(step)\(crop.isLow ? " map-sea--low" : "")">\(svg())</div>\(enlargement(), some: lensFrame)</div>
            <figcaption class="wrap">\(legend())\(note)</figcaption>
            </figure>
            """
    }

    private func lensFrame(_ inset: HTML) -> HTML {
        let place = drawing.layout.lens?.place ?? .below
        return "<div class=\"map-lens\(place == .left ? "" : " map-lens--\(place.rawValue)")\"><p>\(words.enlarged)</p>\(inset)</div>"
    }

    // MARK: - As a file

    /// The map as an image file of 1200 by 630, the shape of a link's preview picture: title and office above it.
    /// Well-formed XML without style sheet, script or link.
    ///
    /// - Parameter office: whose map it is, under the title: the office's name and the instance's.
    public func standaloneSVG(office: String) -> HTML {
        let layout = MapLayout(
            points: points, arcs: arcs, letters: 18, labelLimit: options.labelLimit, lensPlaces: options.lens ? [.left, .right] : [])
        let drawing = MapDrawing(layout: layout, words: words, medium: .file, letters: 18)
        let scale = min(1, WorldCanvas.usualHeight / layout.height), left = (1 - scale) * 600
        let lens = layout.lens.map { fileLens(drawing, $0.lens, $0.sheet, $0.place) }
        let heading = fitted(title, into: 1104, largest: 36, smallest: 20)
        let line = fitted(office, into: 1104, largest: 20, smallest: 14)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" role="img" aria-labelledby="\(id)-t \(id)-d" direction="ltr">
            <title id="\(id)-t">\(title)</title>
            <desc id="\(id)-d">\(description)</desc>
            <rect width="1200" height="630" fill="\(MapPalette.paper)"/>
            <g transform="translate(\(.trusted(PathData.number(left))) 109) scale(\(.trusted(String(scale))))">
            \(drawing.world())</g>
            \(lens)
            <text x="48" y="58" font-family="\(MapPalette.serif)" font-size="\(.trusted(PathData.number(heading.size)))" fill="\(MapPalette.ink)">\(heading.text)</text>
            <text x="48" y="90" font-family="\(MapPalette.sans)" font-size="\(.trusted(PathData.number(line.size)))" fill="\(MapPalette.secondInk)">\(line.text)</text>
            </svg>

            """
    }

    private func fileLens(_ drawing: MapDrawing, _ lens: Lens, _ sheet: MapLayout.Sheet, _ place: MapLayout.LensPlace) -> HTML {
        """
        <svg x="\(place == .right ? 812 : 48)" y="374" width="340" height="214.7" viewBox="0 0 380 240">
        <rect width="380" height="240" fill="\(MapPalette.paper)"/>
        \(drawing.enlargement(lens, sheet))<rect width="380" height="240" fill="none" stroke="\(MapPalette.rule)" stroke-width="2"/>
        </svg>
        """
    }

    /// Text as large as fits; shortened where even the smallest size is too wide.
    private func fitted(_ text: String, into width: Double, largest: Double, smallest: Double) -> (text: String, size: Double) {
        let size = min(largest, width / max(LetterWidth.of(text, size: 1), 1))
        if size >= smallest { return (text, size) }
        var kept = text
        while !kept.isEmpty, LetterWidth.of(kept + "…", size: smallest) > width { kept.removeLast() }
        return (kept + "…", smallest)
    }
}
