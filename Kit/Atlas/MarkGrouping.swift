import Foundation

/// One mark on a drawing: a place, or several too close to be told apart.
struct Mark {
    /// The place it stands at first, the others by weight.
    var points: [MapPoint]
    let at: Pixel
    var radius: Double

    var leader: MapPoint? { points.first }
    var isGroup: Bool { points.count > 1 }
    var isHome: Bool { leader?.kind == .home }
}

/// Puts places too close to be told apart into one counted mark.
enum MarkGrouping {
    /// Nearer than this, in units of the drawing, two marks become one.
    static let nearest = 10.0
    /// Within this, marks are crowded: they are drawn smaller, and an enlargement is worth its room.
    static let crowded = 26.0

    /// The marks of the story: home by itself, the others grouped. The same input gives the same marks in the same order,
    /// home last so that it lies on top.
    static func marks(_ places: [(point: MapPoint, at: Pixel)]) -> [Mark] {
        let ordered = places.sorted { first, second in
            if first.point.weight != second.point.weight { return first.point.weight > second.point.weight }
            return first.point.id < second.point.id
        }
        var groups = gather(ordered.filter { $0.point.kind != .home }, within: nearest)
        for index in groups.indices { groups[index].radius = radius(of: groups[index]) }
        groups = mergeOverlapping(groups)
        let homes = ordered.filter { $0.point.kind == .home }.map { Mark(points: [$0.point], at: $0.at, radius: 8.5) }
        let all = groups + homes
        for index in groups.indices where !groups[index].isGroup {
            let here = groups[index].at
            let isCrowded = all.contains { $0.at != here && distance($0.at, here) < crowded }
            groups[index].radius = isCrowded ? max(3.4, groups[index].radius - 0.8) : groups[index].radius
        }
        return groups.sorted { ($0.at.y, $0.at.x) < ($1.at.y, $1.at.x) } + homes
    }

    /// Dots that would cover each other become one.
    static func dots(_ places: [(point: MapPoint, at: Pixel)]) -> [Mark] {
        gather(places.sorted { $0.point.id < $1.point.id }, within: 4).map { mark in
            var mark = mark
            mark.radius = 2.2 + min(1.6, 0.4 * log2(Double(mark.points.count)))
            return mark
        }
    }

    static func distance(_ a: Pixel, _ b: Pixel) -> Double { ((a - b) * (a - b)).sum().squareRoot() }

    private static func radius(of mark: Mark) -> Double {
        if mark.isGroup { return 7 + min(4, log2(Double(mark.points.count)) * 0.6) }
        let weight = Double(max(1, mark.leader?.weight ?? 1))
        let base = mark.leader?.sign != nil ? 6.6 : mark.leader?.kind == .suspended ? 5.2 : 4.2
        return base + min(2.5, 0.7 * log2(weight))
    }

    /// Each place joins the nearest mark within reach, or begins a new one. A grid keeps this linear.
    private static func gather(_ places: [(point: MapPoint, at: Pixel)], within reach: Double) -> [Mark] {
        struct Cell: Hashable { let column: Int, row: Int }
        func cell(_ at: Pixel) -> Cell { Cell(column: Int((at.x / reach).rounded(.down)), row: Int((at.y / reach).rounded(.down))) }
        var marks: [Mark] = []
        var grid: [Cell: [Int]] = [:]
        for place in places {
            let home = cell(place.at)
            var best: (index: Int, distance: Double)?
            for column in home.column - 1...home.column + 1 {
                for row in home.row - 1...home.row + 1 {
                    for index in grid[Cell(column: column, row: row)] ?? [] {
                        let far = distance(marks[index].at, place.at)
                        if far < reach, far < best?.distance ?? reach { best = (index, far) }
                    }
                }
            }
            if let best {
                marks[best.index].points.append(place.point)
            } else {
                grid[home, default: []].append(marks.count)
                marks.append(Mark(points: [place.point], at: place.at, radius: 2.2))
            }
        }
        return marks
    }

    /// Counted marks are larger than single ones: whatever they would cover joins them, until nothing overlaps.
    private static func mergeOverlapping(_ marks: [Mark]) -> [Mark] {
        var marks = marks.sorted { $0.points.count > $1.points.count }
        var index = 0
        while index < marks.count {
            var changed = false
            if marks[index].isGroup {
                var other = 0
                while other < marks.count {
                    if other != index, distance(marks[index].at, marks[other].at) < marks[index].radius + marks[other].radius + 1 {
                        marks[index].points += marks[other].points
                        marks[index].radius = radius(of: marks[index])
                        marks.remove(at: other)
                        if other < index { index -= 1 }
                        changed = true
                    } else {
                        other += 1
                    }
                }
            }
            if !changed { index += 1 }
        }
        return marks
    }
}
