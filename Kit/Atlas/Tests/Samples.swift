@testable import Atlas

/// Chance that repeats itself: the same seed, the same numbers (SplitMix64).
struct RepeatableChance: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func position() -> GeographicPosition {
        GeographicPosition(known: Double.random(in: -90...90, using: &self), Double.random(in: -180..<180, using: &self))
    }
}

func place(_ latitude: Double, _ longitude: Double) -> GeographicPosition { GeographicPosition(known: latitude, longitude) }

/// Plain maps to draw in tests.
enum Sample {
    static func point(
        _ label: String, _ latitude: Double, _ longitude: Double, _ country: String, _ kind: MapPoint.Kind = .partner,
        local: MapPoint.LocalName? = nil, weight: Int = 1
    ) -> MapPoint {
        MapPoint(
            id: label, label: label, local: local, position: place(latitude, longitude), href: "/cities/\(label.count)", kind: kind, weight: weight,
            description: "\(label), \(country)", country: country)
    }

    static let home = point("Düsseldorf", 51.22, 6.78, "DE", .home)
    static let partners = [
        point("Reading", 51.45, -0.97, "GB"), point("Chemnitz", 50.83, 12.92, "DE"),
        point("Warsaw", 52.23, 21.01, "PL", local: .init("Warszawa", language: "pl")),
        point("Haifa", 32.82, 34.99, "IL", local: .init("חיפה", language: "he")),
        point("Moscow", 55.75, 37.62, "RU", .suspended, local: .init("Москва", language: "ru")),
        point("Chongqing", 29.56, 106.55, "CN", local: .init("重庆", language: "zh")),
    ]

    static let words = MapWords(
        legend: [
            .home: "The office shown", .active: "Active", .suspended: "Suspended", .exploring: "Exploring", .ended: "Ended",
            .offices: "Other offices", .group: "Several",
        ],
        enlarged: "Enlarged", note: "Equal Earth", zoomIn: "In", zoomOut: "Out", wholeMap: "Whole")

    static func arcs(_ home: MapPoint, _ partners: [MapPoint]) -> [MapArc] {
        partners.map { MapArc(from: home.id, to: $0.id, style: $0.kind == .suspended ? .suspended : .active, label: $0.label) }
    }

    static func map(_ points: [MapPoint], _ arcs: [MapArc], id: String = "map", options: WorldMap.Options = .init()) -> WorldMap {
        WorldMap(id: id, title: "A map", description: "Lines run from home.", points: points, arcs: arcs, words: words, options: options)
    }

    static let six = map([home] + partners, arcs(home, partners))

    /// Partners all over the world, most of them in Europe, as it is.
    static func random(_ count: Int, seed: UInt64) -> [MapPoint] {
        var chance = RepeatableChance(seed: seed)
        let kinds: [MapPoint.Kind] = [.partner, .partner, .partner, .suspended, .office, .other]
        return (0..<count).map { index in
            let europe = Int.random(in: 0..<3, using: &chance) > 0
            let at = europe ? place(.random(in: 37...60, using: &chance), .random(in: -9...30, using: &chance)) : chance.position()
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &chance)]
            let name = ["Ulm", "Saint-Étienne", "重庆", "Władysławowo", "Novi Sad", "São José dos Campos"][index % 6]
            return MapPoint(
                id: "p\(index)", label: "\(name) \(index)", local: index % 4 == 0 ? .init("Местное", language: "ru") : nil, position: at,
                href: "/cities/\(index)", kind: kind, weight: 1 + index % 7, description: "\(name) \(index), partner since 1988",
                country: ["FR", "CN", "BR"][index % 3])
        }
    }
}
