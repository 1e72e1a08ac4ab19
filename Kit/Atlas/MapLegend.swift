import Markup

/// What the signs of a map mean; only those that occur on it.
struct MapLegend {
    let layout: MapLayout
    let words: MapWords

    private var items: [MapWords.LegendItem] {
        let sheets = [layout.world] + (layout.lens.map { [$0.sheet] } ?? [])
        let styles = Set(sheets.flatMap { $0.lines.map(\.style) })
        let occurs: [MapWords.LegendItem: Bool] = [
            .home: layout.world.marks.contains(where: \.isHome),
            .active: styles.contains(.active),
            .suspended: styles.contains(.suspended) || sheets.contains { $0.marks.contains { $0.points.contains { $0.kind == .suspended } } },
            .exploring: styles.contains(.exploring), .ended: styles.contains(.ended),
            .offices: !layout.world.offices.isEmpty || !layout.world.dots.isEmpty,
            .group: sheets.contains { $0.marks.contains(where: \.isGroup) },
        ]
        return MapWords.LegendItem.allCases.filter { occurs[$0] == true && words.legend[$0] != nil }
    }

    func list() -> HTML { "<ul class=\"legend\">\n\(items, entry)\(signs, signed)</ul>" }

    /// The letters that stand on this map.
    private var signs: [(sign: String, word: String)] {
        let sheets = [layout.world] + (layout.lens.map { [$0.sheet] } ?? [])
        let occurring = Set(sheets.flatMap { $0.marks.flatMap { $0.points.compactMap(\.sign) } })
        return words.signs.filter { occurring.contains($0.sign) }
    }

    private func signed(_ entry: (sign: String, word: String)) -> HTML {
        """
        <li><svg viewBox="0 0 20 12" width="24" height="14" aria-hidden="true"><circle class="mark" fill="\(MapPalette.paper)" stroke="\(MapPalette.tide)" cx="10" cy="6" r="5.6"/><text class="mark-count" x="10" y="8.8" text-anchor="middle" font-size="7.5" font-weight="600" font-family="\(MapPalette.sans)" fill="\(MapPalette.tide)">\(entry.sign)</text></svg>\(entry.word)</li>

        """
    }

    private func entry(_ item: MapWords.LegendItem) -> HTML {
        "<li><svg viewBox=\"0 0 20 12\" width=\"24\" height=\"14\" aria-hidden=\"true\">\(sign(item))</svg>\(words.legend[item])</li>\n"
    }

    private func sign(_ item: MapWords.LegendItem) -> HTML {
        let line: HTML = "fill=\"none\" stroke=\"\(MapPalette.tide)\" stroke-width=\"1.35\" stroke-linecap=\"round\" d=\"M0 9Q10 1 20 5\""
        return switch item {
        case .home:
            "<circle class=\"seal-halo\" fill=\"\(MapPalette.paper)\" stroke=\"\(MapPalette.seal)\" cx=\"10\" cy=\"6\" r=\"5.5\"/><circle class=\"seal\" fill=\"\(MapPalette.seal)\" cx=\"10\" cy=\"6\" r=\"3.5\"/>"
        case .active: "<path class=\"arc\" \(line)/>"
        case .suspended: "<path class=\"arc arc--held\" stroke-dasharray=\"2 4\" \(line)/>"
        case .exploring: "<path class=\"arc arc--exploring\" stroke-dasharray=\"7 4\" \(line)/>"
        case .ended: "<path class=\"arc arc--ended\" fill=\"none\" stroke=\"\(MapPalette.thirdInk)\" stroke-width=\".8\" d=\"M0 9Q10 1 20 5\"/>"
        case .offices:
            "<circle class=\"dot dot--office\" fill=\"\(MapPalette.ink)\" cx=\"5\" cy=\"6\" r=\"2.6\"/><circle class=\"dot\" fill=\"\(MapPalette.dot)\" cx=\"14\" cy=\"6\" r=\"2.2\"/>"
        case .group:
            "<circle class=\"mark mark--group\" fill=\"\(MapPalette.paper)\" stroke=\"\(MapPalette.tide)\" cx=\"10\" cy=\"6\" r=\"5.2\"/><text class=\"mark-count\" x=\"10\" y=\"8.6\" text-anchor=\"middle\" font-size=\"7.5\" font-weight=\"600\" font-family=\"\(MapPalette.sans)\" fill=\"\(MapPalette.tide)\">5</text>"
        }
    }
}
