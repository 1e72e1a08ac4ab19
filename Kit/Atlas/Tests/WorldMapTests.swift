import Foundation
import Testing
@testable import Atlas
#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads XML and notes what a test asks about.
private final class Reading: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var text = ""

    static func of(_ markup: String) -> Reading? {
        let reading = Reading(), parser = XMLParser(data: Data(markup.utf8))
        parser.delegate = reading
        return parser.parse() ? reading : nil
    }

    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        elements.append((name, attributes))
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func all(_ cssClass: String) -> [[String: String]] {
        elements.map(\.attributes).filter { ($0["class"] ?? "").split(separator: " ").contains(Substring(cssClass)) }
    }
}

@Suite struct WorldMapTests {
    @Test func sixPartnersAsTheLook() throws {
        let world = try #require(Reading.of(Sample.six.svg().text))
        #expect(world.all("arc").count == 6)
        #expect(world.all("arc--held").count == 1)
        #expect(world.all("mark").count == 6)
        #expect(world.all("seal").count == 1)
        #expect(world.all("land--partner").count == 1)
        #expect(world.all("lens").count == 1)
        #expect(world.text.contains("Chongqing") && world.text.contains("重庆"))
        let inset = try #require(Sample.six.enlargement())
        let lens = try #require(Reading.of(inset.text))
        #expect(lens.all("mark").count == 3 && lens.all("seal").count == 1, "Reading, Chemnitz, Warsaw and home")
        for name in ["Reading", "Chemnitz", "Warsaw", "Düsseldorf"] { #expect(lens.text.contains(name)) }
        let figure = try #require(Reading.of(Sample.six.figure().text))
        #expect(figure.elements.first?.attributes["data-zoom-in"] == "In")
        #expect(figure.all("map-lens--below").isEmpty)
        #expect(!figure.text.contains("Exploring"), "the legend explains what occurs")
        #expect(figure.text.contains("Suspended"))
    }

    @Test func marksAreReachedByKeyboard() throws {
        let world = try #require(Reading.of(Sample.six.svg().text))
        let links = world.elements.filter { $0.name == "a" }.map(\.attributes)
        #expect(links.count == 7)
        #expect(links.allSatisfy { $0["href"] != nil && !($0["aria-label"] ?? "").isEmpty && $0["tabindex"] == nil })
        #expect(world.elements.first?.attributes["role"] == "group", "an image would hide its links from a screen reader")
        let silent = Sample.map([MapPoint(id: "a", label: "A", position: place(1, 1), kind: .partner, description: "A", country: "DE")], [])
        #expect(Reading.of(silent.svg().text)?.elements.first?.attributes["role"] == "img")
    }

    @Test func severalMapsOnOnePage() throws {
        let ids = ["a", "b"].flatMap { id in
            (Reading.of("<div>" + Sample.map([Sample.home] + Sample.partners, [], id: id).figure().text + "</div>")?.elements ?? []).compactMap {
                $0.attributes["id"]
            }
        }
        #expect(ids.sorted() == ["a-d", "a-t", "b-d", "b-t"])
    }

    @Test func nothingInline() {
        for markup in [Sample.six.figure().text, Sample.six.standaloneSVG(office: "Office").text] {
            #expect(!markup.contains(" style=") && !markup.contains("<style") && !markup.contains("<script") && !markup.contains(" on"))
        }
        let file = Sample.six.standaloneSVG(office: "Office").text
        #expect(!file.contains(" class=") && !file.contains("<a "))
    }

    @Test func hostileWords() throws {
        let evil = "\"><script>alert(1)</script>&'\u{0}\u{8}]]>"
        let point = MapPoint(
            id: evil, label: evil, local: .init(evil, language: evil), position: place(10, 20), href: "javascript:alert(1)", kind: .partner,
            description: evil, country: evil)
        let other = MapPoint(id: "x", label: "x", position: place(-40, 120), href: "/x?a=1&b=\"", kind: .home, description: evil, country: "")
        var words = Sample.words
        words.enlarged = evil; words.note = evil; words.zoomIn = evil; words.legend[.home] = evil
        let map = WorldMap(
            id: evil, title: evil, description: evil, points: [point, other], arcs: [MapArc(from: evil, to: "x", style: .ended, label: evil)],
            words: words)
        for markup in [map.svg().text, map.figure().text, map.standaloneSVG(office: evil).text, map.legend().text] {
            let reading = try #require(Reading.of(markup), "well-formed")
            #expect(!reading.elements.contains { $0.name == "script" })
            #expect(!reading.elements.contains { $0.attributes["href"]?.hasPrefix("javascript") == true })
        }
    }

    @Test func unclearInputIsLeftOut() throws {
        let twice = Sample.partners + Sample.partners
        let arcs = [MapArc(from: "Haifa", to: "Haifa", style: .active, label: ""), MapArc(from: "Haifa", to: "Nowhere", style: .active, label: "")]
        let world = try #require(Reading.of(Sample.map(twice, arcs).svg().text))
        #expect(world.all("mark").count == 6)
        #expect(world.all("arc").isEmpty)
        #expect(Reading.of(Sample.map([], []).figure().text) != nil)
        #expect(GeographicPosition(latitude: .nan, longitude: 0) == nil)
        #expect(GeographicPosition(latitude: 91, longitude: 0) == nil)
        #expect(GeographicPosition(latitude: 0, longitude: .infinity) == nil)
        #expect(GeographicPosition(latitude: 0, longitude: 181)?.longitude == -179)
    }

    @Test func sameInputSameBytes() {
        let points = Sample.random(300, seed: 7)
        let arcs = Sample.arcs(points[0], Array(points.dropFirst(200)))
        #expect(Sample.map(points, arcs).figure() == Sample.map(points, arcs).figure())
        #expect(Sample.map(points, []).svg() == Sample.map(points.reversed(), []).svg(), "whatever the order of the places")
    }

    @Test(arguments: [(6, 1), (100, 2), (500, 3), (2000, 4)])
    func everySizeStaysReadable(count: Int, seed: UInt64) throws {
        let points = [Sample.home] + Sample.random(count, seed: seed)
        let map = Sample.map(points, Sample.arcs(Sample.home, Array(points.dropFirst().prefix(500))))
        let markup = map.figure().text
        let reading = try #require(Reading.of(markup))
        #expect(reading.all("seal").count >= 1)
        // Plain, it compresses to a quarter: 150 kB on the wire is the budget of a map page.
        #expect(markup.utf8.count < (count <= 100 ? 200_000 : 600_000))
        #expect(Reading.of(map.standaloneSVG(office: "Office").text) != nil)
    }

    /// Every coordinate of the world map, whatever the places.
    @Test(arguments: 1...12)
    func everythingLiesOnThePaper(seed: UInt64) throws {
        var chance = RepeatableChance(seed: seed)
        let points = (0..<40).map { index -> MapPoint in
            let at = chance.position()
            return Sample.point("Place \(index)", at.latitude, at.longitude, "FR", index == 0 ? .home : .partner)
        }
        let layout = MapLayout(
            points: points, arcs: Sample.arcs(points[0], Array(points.dropFirst())), letters: 15, labelLimit: 40, lensPlaces: [.left, .right, .below])
        let paper = Box(0, 0, 1200, layout.height)
        for sheet in [(layout.world, paper)] + (layout.lens.map { [($0.sheet, Lens.sheet)] } ?? []) {
            let edge = sheet.1.grown(by: 0.05)
            #expect(sheet.0.marks.allSatisfy { edge.contains($0.at) })
            #expect(sheet.0.lines.allSatisfy { $0.pieces.joined().allSatisfy { $0.x.isFinite && $0.y.isFinite && edge.contains($0) } })
            #expect(sheet.0.labels.allSatisfy { $0.box.lies(in: edge) })
        }
        #expect(paper.grown(by: 0.05).contains(layout.crop.window.minX == 0 ? Pixel(0, 0) : Pixel(layout.crop.window.maxX, 0)))
        for mark in layout.world.marks where layout.crop.step != nil { #expect(layout.crop.window.contains(mark.at), "a telephone shows every mark") }
    }

    @Test(arguments: 1...12)
    func namesNeverCollide(seed: UInt64) {
        let points = [Sample.home] + Sample.random(30 * Int(seed), seed: seed)
        let layout = MapLayout(
            points: points, arcs: Sample.arcs(Sample.home, points), letters: 15, labelLimit: 40, lensPlaces: [.left, .right, .below])
        for sheet in [layout.world] + (layout.lens.map { [$0.sheet] } ?? []) {
            for (index, label) in sheet.labels.enumerated() {
                #expect(!sheet.labels.dropFirst(index + 1).contains { $0.box.overlaps(label.box) })
                if label.point.kind != .home {
                    #expect(!sheet.marks.contains { $0.leader?.id != label.point.id && Box(around: $0.at, radius: $0.radius).overlaps(label.box) })
                }
            }
        }
        let named = layout.world.labels + (layout.lens?.sheet.labels ?? [])
        #expect(named.contains { $0.point.kind == .home }, "home is named")
    }

    /// No partner is lost, and marks that can be told apart.
    @Test(arguments: 1...8)
    func groupsHoldEveryone(seed: UInt64) {
        let points = Sample.random(250 * Int(seed), seed: seed).filter { $0.kind == .partner || $0.kind == .suspended }
        let marks = MarkGrouping.marks(points.map { ($0, WorldCanvas.pixel($0.position)) })
        #expect(marks.flatMap { $0.points.map(\.id) }.sorted() == points.map(\.id).sorted())
        for (index, mark) in marks.enumerated() {
            for other in marks.dropFirst(index + 1) {
                let far = MarkGrouping.distance(mark.at, other.at)
                #expect(far >= MarkGrouping.nearest)
                if mark.isGroup || other.isGroup { #expect(far >= mark.radius + other.radius) }
            }
        }
    }

    @Test func enlargementShowsWhatIsCrowded() throws {
        // Seven towns in Japan, two in Germany: the enlargement goes to Japan.
        let japan = (0..<7).map { Sample.point("J\($0)", 33 + Double($0) * 0.9, 131 + Double($0) * 1.3, "JP") }
        let germany = [Sample.point("G0", 51, 7, "DE"), Sample.point("G1", 52, 10, "DE")]
        let places = (japan + germany).map { (point: $0, at: WorldCanvas.pixel($0.position)) }
        let lens = try #require(Lens.choose(for: places))
        #expect(japan.allSatisfy { Lens.sheet.contains(lens.pixel($0.position.vector)) })
        #expect(Lens.choose(for: [places[0], places[8]]) == nil)
        #expect(Lens.choose(for: []) == nil)
    }

    @Test func enlargementKeepsItsCornerFree() {
        let south = Sample.point("Santiago", -33.4, -70.6, "CL")
        #expect(Sample.six.figure().text.contains("class=\"map-lens\""))
        let right = Sample.map([Sample.home, south] + Sample.partners, Sample.arcs(Sample.home, [south])).figure().text
        #expect(right.contains("map-lens--right"))
        let sydney = Sample.point("Sydney", -33.9, 151.2, "AU")
        #expect(Sample.map([Sample.home, south, sydney] + Sample.partners, []).figure().text.contains("map-lens--below"))
    }

    @Test func lensProjectsThereAndBack() {
        let lens = Lens(middle: place(35, 135), scale: 900)
        for (x, y) in [(0.0, 0.0), (190, 120), (380, 240), (50, 200)] {
            let back = lens.pixel(lens.position(at: Pixel(x, y)).vector)
            #expect(MarkGrouping.distance(back, Pixel(x, y)) < 1e-6)
        }
    }

    @Test func farSouthernWaysGetMorePaper() {
        let (auckland, santiago) = (Sample.point("Auckland", -36.85, 174.76, "NZ", .home), Sample.point("Buenos Aires", -34.6, -58.4, "AR"))
        #expect(Sample.map([auckland, santiago], Sample.arcs(auckland, [santiago])).svg().text.contains("viewBox=\"0 0 1200 584.2\""))
        #expect(Sample.six.svg().text.contains("viewBox=\"0 0 1200 521\""))
    }
}
