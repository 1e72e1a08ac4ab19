import Foundation

/// Where everything on a map lies, before a single sign is written.
struct MapLayout {
    /// A line drawn once, however many partnerships between two marks it stands for.
    struct Line {
        let style: MapArc.Style
        var labels: [String]
        let pieces: [[Pixel]]
    }

    /// A sheet with marks: the world, or its enlargement.
    struct Sheet {
        var lines: [Line]
        var dots: [Mark]
        var offices: [Mark]
        var marks: [Mark]
        var labels: [PlacedLabel]
    }

    /// Where the enlargement has its room: in a corner that holds nothing else, or under the map.
    enum LensPlace: String { case left, right, below }

    /// What a telephone shows of the map: a part in which everything lies, or all of it in larger signs.
    struct Crop: Equatable {
        let name: String
        let step: Int?
        let letters: Double
        let window: Box
        /// The part is no lower than a telephone shows it.
        let isLow: Bool
    }

    var world: Sheet
    var height: Double
    var countries: Set<String>
    var lens: (lens: Lens, sheet: Sheet, place: LensPlace)?
    var crop: Crop

    /// - Parameters:
    ///   - points: places with the same id count once, the first.
    ///   - letters: the size of names in the map's units.
    ///   - labelLimit: at most so many names on a sheet.
    ///   - lensPlaces: where an enlargement may go; none for a map without.
    init(points: [MapPoint], arcs: [MapArc], letters: Double, labelLimit: Int, lensPlaces: [LensPlace]) {
        var byID: [String: MapPoint] = [:]
        var places: [(point: MapPoint, at: Pixel)] = []
        for point in points where byID[point.id] == nil {
            byID[point.id] = point
            places.append((point, WorldCanvas.pixel(point.position)))
        }
        let story = places.filter(\.point.isPartOfStory)
        countries = Set(story.map { $0.point.country.uppercased() })

        world = Self.sheet(places)
        world.lines = Self.lines(arcs, between: world, byID: byID) { WorldCanvas.lines($0) }
        let lowest = max(world.lines.flatMap { $0.pieces.flatMap { $0.map(\.y) } }.max() ?? 0, places.map { $0.at.y + 12 }.max() ?? 0)
        height = lowest <= WorldCanvas.usualHeight ? WorldCanvas.usualHeight : WorldCanvas.fullHeight

        var enlarged: (lens: Lens, sheet: Sheet, place: LensPlace)?
        let crop = Self.crop(for: world, height: height)
        self.crop = crop
        if !lensPlaces.isEmpty, let lens = Lens.choose(for: story) {
            let place = Self.freeCorner(for: world, height: height, among: lensPlaces)
            if let place {
                let inside = places.map { ($0.point, lens.pixel($0.point.position.vector)) }.filter {
                    Lens.sheet.grown(by: -8).contains($0.1) && $0.0.position.vector.dot(lens.middle) > 0
                }
                var sheet = Self.sheet(inside.map { (point: $0.0, at: $0.1) })
                sheet.lines = Self.lines(arcs, between: sheet, byID: byID) { lens.lines($0) }
                // The caption stands in the upper left corner.
                sheet.labels = LabelPlacement(area: Lens.sheet.grown(by: -3), size: letters, limit: labelLimit)
                    .place(
                        sheet.marks, named: Array(sheet.marks.indices).filter { !sheet.marks[$0].isGroup }, larger: (16.0 / 15, Lens.sheet),
                        obstacles: [Box(0, 0, 90, 24)], dots: (sheet.dots + sheet.offices).map(\.at), lines: sheet.lines.flatMap(\.pieces))
                enlarged = (lens, sheet, place)
            }
        }
        // A place that the enlargement shows has its name there.
        let shownLarger = Set((enlarged?.sheet.marks ?? []).flatMap { $0.points.map(\.id) })
        let marks = world.marks
        let named = marks.indices.filter { !marks[$0].isGroup && !shownLarger.contains(marks[$0].leader?.id ?? "") }
        let obstacle = enlarged.flatMap { Self.corners[$0.place] }
        world.labels = LabelPlacement(area: Box(0, 0, WorldCanvas.width, height).grown(by: -2), size: letters, limit: labelLimit)
            .place(
                world.marks, named: named, larger: (crop.letters, crop.window), obstacles: obstacle.map { [$0] } ?? [],
                dots: (world.dots + world.offices).map(\.at), lines: world.lines.flatMap(\.pieces))
        world.labels = LabelPlacement.markLarger(world.labels, by: crop.letters, in: crop.window)
        if let sheet = enlarged?.sheet { enlarged?.sheet.labels = LabelPlacement.markLarger(sheet.labels, by: 16.0 / 15, in: Lens.sheet) }
        lens = enlarged
    }

    private static func sheet(_ places: [(point: MapPoint, at: Pixel)]) -> Sheet {
        Sheet(
            lines: [], dots: MarkGrouping.dots(places.filter { $0.point.kind == .other }),
            offices: MarkGrouping.dots(places.filter { $0.point.kind == .office }),
            marks: MarkGrouping.marks(places.filter(\.point.isPartOfStory)), labels: [])
    }

    /// The arcs as lines between marks: places that share a mark share their line.
    private static func lines(_ arcs: [MapArc], between sheet: Sheet, byID: [String: MapPoint], draw: (GreatCircle) -> [[Pixel]]) -> [Line] {
        struct Key: Hashable { let from: String, to: String, style: MapArc.Style }
        var leaders: [String: MapPoint] = [:]
        for mark in sheet.marks + sheet.offices + sheet.dots {
            for point in mark.points { leaders[point.id] = mark.leader }
        }
        var lines: [Key: Line] = [:]
        var order: [Key] = []
        for arc in arcs {
            guard let from = leaders[arc.from] ?? byID[arc.from], let to = leaders[arc.to] ?? byID[arc.to], from.id != to.id else { continue }
            let key = from.id < to.id ? Key(from: from.id, to: to.id, style: arc.style) : Key(from: to.id, to: from.id, style: arc.style)
            if lines[key] == nil {
                let pieces = draw(GreatCircle(from: from.position, to: to.position))
                if pieces.isEmpty { continue }
                lines[key] = Line(style: arc.style, labels: [], pieces: pieces)
                order.append(key)
            }
            if !arc.label.isEmpty { lines[key]?.labels.append(arc.label) }
        }
        let rank: [MapArc.Style: Int] = [.ended: 0, .exploring: 1, .suspended: 2, .active: 3]
        return order.compactMap { lines[$0] }.enumerated().sorted {
            (rank[$0.element.style] ?? 0, $0.offset) < (rank[$1.element.style] ?? 0, $1.offset)
        }.map(\.element)
    }

    /// What an enlargement in a corner may cover on screens of every width.
    static let corners: [LensPlace: Box] = [.left: Box(30, 235, 480, 600), .right: Box(720, 235, 1170, 600)]

    private static func freeCorner(for sheet: Sheet, height: Double, among places: [LensPlace]) -> LensPlace? {
        for place in places {
            guard let box = corners[place] else { return place }
            let covers =
                sheet.marks.contains { box.overlaps(Box(around: $0.at, radius: $0.radius)) } || sheet.offices.contains { box.contains($0.at) }
                || sheet.lines.contains { $0.pieces.contains { zip($0, $0.dropFirst()).contains { LabelPlacement.crosses($0.0, $0.1, box) } } }
            if !covers { return place }
        }
        return nil
    }

    /// A part of the map in which marks and lines lie, with room for names, in steps that the style sheet knows (map.css).
    private static func crop(for sheet: Sheet, height: Double) -> Crop {
        let xs = sheet.marks.flatMap { [$0.at.x - 14, $0.at.x + 14] } + sheet.lines.flatMap { $0.pieces.flatMap { $0.map(\.x) } }
        let ys = sheet.marks.map(\.at.y) + sheet.lines.flatMap { $0.pieces.flatMap { $0.map(\.y) } }
        guard let left = xs.min(), let right = xs.max() else {
            return Crop(name: "whole", step: nil, letters: 2.2, window: Box(0, 0, WorldCanvas.width, height), isLow: false)
        }
        // Names stand mostly to the right.
        let wish = right + 100
        for (name, share, step, letters) in [("near", 2.05, 0.07, 1.4), ("middle", 1.4, 0.05, 1.9)] {
            let width = WorldCanvas.width / share
            guard right - left <= width else { continue }
            let stride = width * step, most = Int(((WorldCanvas.width - width) / stride).rounded(.down))
            for target in [(left + wish) / 2, (left + right) / 2] {
                let number = min(max(Int(((target - width / 2) / stride).rounded()), 0), most)
                let start = Double(number) * stride
                guard start <= left, start + width >= right else { continue }
                let isLow = (ys.max() ?? 0) < width * 0.72
                return Crop(name: name, step: number, letters: letters, window: Box(start, 0, start + width, height), isLow: name == "near" && isLow)
            }
        }
        return Crop(name: "whole", step: nil, letters: 2.2, window: Box(0, 0, WorldCanvas.width, height), isLow: false)
    }
}
