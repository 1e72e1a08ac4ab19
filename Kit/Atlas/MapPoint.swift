/// A place marked on a map. All text is in the reader's language already.
public struct MapPoint: Sendable, Equatable, Identifiable {
    /// What the place is to the office whose map it is; the mark says it by its shape.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// The office shown: a seal.
        case home
        /// A partner: an open ring.
        case partner
        /// A partner whose partnership rests: a ring with two bars.
        case suspended
        /// Another office on this server: a dark dot.
        case office
        /// Anything else, a partner of another office: a quiet dot.
        case other
    }

    /// A name in the place's own script, with its BCP 47 language.
    public struct LocalName: Sendable, Equatable {
        public let text: String
        public let language: String

        public init(_ text: String, language: String) {
            self.text = text
            self.language = language
        }
    }

    public let id: String
    public let label: String
    public let local: LocalName?
    public let position: GeographicPosition
    /// Where the mark leads: a path of this site or a web address. Anything else (`javascript:` above all) is not linked.
    public let href: String?
    public let kind: Kind
    /// How many partnerships the mark stands for; heavier marks are a little larger and are named first.
    public let weight: Int
    /// Read aloud, and shown when the pointer rests on the mark.
    public let description: String
    /// ISO 3166-1 code of two letters; the country is drawn one tone deeper unless the place is an office or other.
    public let country: String
    /// A letter in the mark, explained by `MapWords.signs`; nil for a mark without.
    public let sign: String?

    public init(
        id: String, label: String, local: LocalName? = nil, position: GeographicPosition, href: String? = nil, kind: Kind, weight: Int = 1,
        description: String, country: String, sign: String? = nil
    ) {
        self.sign = sign
        self.id = id
        self.label = label
        self.local = local
        self.position = position
        self.href = href
        self.kind = kind
        self.weight = weight
        self.description = description
        self.country = country
    }

    /// Drawn as a mark of its own with a name, not as a dot.
    var isPartOfStory: Bool { kind == .home || kind == .partner || kind == .suspended }
}

/// A line between two places of the map, along the great circle.
public struct MapArc: Sendable, Equatable {
    public enum Style: Sendable, Hashable, CaseIterable {
        case active, suspended, exploring, ended
    }

    /// Ids of the points; an arc to a point that is not there, or to itself, is left out.
    public let from: String
    public let to: String
    public let style: Style
    /// Shown when the pointer rests on the line.
    public let label: String

    public init(from: String, to: String, style: Style, label: String) {
        self.from = from
        self.to = to
        self.style = style
        self.label = label
    }
}

/// The words on and around a map, in the reader's language.
public struct MapWords: Sendable {
    /// What the legend explains; it shows only what occurs.
    public enum LegendItem: Sendable, Hashable, CaseIterable {
        case home, active, suspended, exploring, ended, offices, group
    }

    public var legend: [LegendItem: String]
    /// What the letters in marks mean, in their order; the legend shows those that occur.
    public var signs: [(sign: String, word: String)] = []
    /// Above the enlargement, "Enlarged".
    public var enlarged: String
    /// Under the map, "Equal Earth projection: areas are true to size."
    public var note: String
    public var zoomIn: String
    public var zoomOut: String
    public var wholeMap: String
    /// Several names as one text: "Reading, Chemnitz and Warsaw".
    public var list: @Sendable ([String]) -> String
    /// Where a mark that stands for several places leads, for instance to the list of them; nil when it leads nowhere.
    public var groupAddress: (@Sendable ([MapPoint]) -> String?)?

    public init(
        legend: [LegendItem: String], enlarged: String, note: String, zoomIn: String, zoomOut: String, wholeMap: String,
        list: @escaping @Sendable ([String]) -> String = { $0.joined(separator: ", ") }, groupAddress: (@Sendable ([MapPoint]) -> String?)? = nil
    ) {
        self.legend = legend
        self.enlarged = enlarged
        self.note = note
        self.zoomIn = zoomIn
        self.zoomOut = zoomOut
        self.wholeMap = wholeMap
        self.list = list
        self.groupAddress = groupAddress
    }
}
