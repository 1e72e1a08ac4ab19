import Directory
import Kernel
import Storage
import Web

/// All SQL about what the office's partners have in common. Known relations are the directory's; partnerships are the office's own.
enum TriangleStore {
    /// Partnerships that count: those a reader may see and nobody has ended. `og` is the organisation of a partner.
    private static func partners(_ actor: Actor) -> SQL {
        """
        organisation og JOIN partnership_party y ON y.organisation_id = og.id AND y.position > 0
        JOIN partnership p ON p.id = y.partnership_id AND p.status <> 'ended' AND (\(VisiblePartnerships.condition(for: actor)))
        """
    }

    /// The same of one place. A cross join keeps its order in SQLite: from the place's few organisations, never through the whole register.
    private static func partners(at place: SQL, _ actor: Actor) -> SQL {
        """
        organisation og CROSS JOIN partnership_party y CROSS JOIN partnership p
        WHERE og.place_id = \(place) AND y.organisation_id = og.id AND y.position > 0 AND p.id = y.partnership_id AND p.status <> 'ended'
        AND (\(VisiblePartnerships.condition(for: actor)))
        """
    }

    /// The office's own city.
    private static func home(_ actor: Actor) throws -> SQL {
        guard let office = actor.office else { throw AppError.notFound }
        return "(SELECT f.place_id FROM office f WHERE f.id = \(office))"
    }

    /// By what the places `a` and `b` sort for a reader.
    static let key: SQL = "COALESCE(an.sort_key, a.name)"
    static let otherKey: SQL = "COALESCE(bn.sort_key, b.name)"

    // MARK: Triangles

    /// Every pair comes from both ends; the condition keeps the one whose names stand in their order.
    static func triangles(_ scope: ListScope) throws -> ListSource<Triangle> {
        let (home, language) = (try home(scope.actor), scope.w.language.base)
        let own: SQL = """
            SELECT og.place_id, MIN(p.since) AS since FROM \(partners(scope.actor)) WHERE og.place_id IS NOT NULL AND og.place_id <> \(home) GROUP BY og.place_id
            """
        return ListSource(
            select: """
                a.id AS place_id, COALESCE(an.name, a.name) AS place_name, a.local_name, a.local_language, a.country, t.one_since,
                b.id AS other_id, COALESCE(bn.name, b.name) AS other_name, b.local_name AS other_local, b.local_language AS other_language,
                b.country AS other_country, t.other_since, t.since AS link_since, t.source AS link_source, t.sources AS link_sources
                """,
            from: """
                (WITH own AS (\(own)), pair AS (
                    SELECT k.lower_id, k.upper_id, MIN(k.since) AS since, MIN(k.source) AS source, COUNT(*) AS sources, MIN(l.since) AS lower_since,
                    MIN(u.since) AS upper_since FROM own l JOIN known_relation k ON k.lower_id = l.place_id JOIN own u ON u.place_id = k.upper_id
                    GROUP BY k.lower_id, k.upper_id)
                SELECT lower_id AS one_id, upper_id AS two_id, since, source, sources, lower_since AS one_since, upper_since AS other_since FROM pair
                UNION ALL SELECT upper_id, lower_id, since, source, sources, upper_since, lower_since FROM pair) t
                JOIN place a ON a.id = t.one_id LEFT JOIN place_name an ON an.place_id = a.id AND an.language = \(language)
                JOIN place b ON b.id = t.two_id LEFT JOIN place_name bn ON bn.place_id = b.id AND bn.language = \(language)
                """, conditions: ["(\(key), a.id) < (\(otherKey), b.id)"],
            id: "CAST(t.one_id AS TEXT) || '-' || CAST(t.two_id AS TEXT)"
        ) { row in
            Triangle(
                one: try corner(row, since: row["one_since"]),
                other: Triangle.Corner(
                    place: try row["other_id"], name: try row["other_name"], localName: try row["other_local"],
                    localLanguage: try row["other_language"],
                    country: try row["other_country"], partnerSince: try row["other_since"]),
                link: KnownLink(since: try row["link_since"], source: try row["link_source"], sources: try row["link_sources"]))
        }
    }

    private static func corner(_ row: Row, since: PartialDate?) throws -> Triangle.Corner {
        Triangle.Corner(
            place: try row["place_id"], name: try row["place_name"], localName: try row["local_name"], localLanguage: try row["local_language"],
            country: try row["country"], partnerSince: since)
    }

    /// The countries of the office's partners, to choose from.
    static func countries(_ actor: Actor, _ connection: Connection) throws -> [Country] {
        try connection.rows("SELECT DISTINCT l.country FROM \(partners(actor)) JOIN place l ON l.id = og.place_id WHERE l.id <> \(try home(actor))") {
            try $0["country"] as Country
        }
    }

    // MARK: In common

    /// The cities related to another one that are related to the own city too, as `c`. Few cities are related to one, so the office's partnerships
    /// are asked about each of them, and not all gone through.
    private static func common(with place: PlaceID, _ actor: Actor) throws -> SQL {
        let home = try home(actor)
        return """
            (SELECT r.other_id, r.since, r.source, r.sources, h.since AS home_since, h.source AS home_source, COALESCE(h.sources, 0) AS home_sources,
                (SELECT COUNT(*) FROM \(partners(at: "r.other_id", actor))) AS partnerships,
                (SELECT MIN(p.since) FROM \(partners(at: "r.other_id", actor))) AS partner_since
            FROM (\(KnownRelations.related(to: "\(place)"))) r LEFT JOIN (\(KnownRelations.related(to: home))) h ON h.other_id = r.other_id
            WHERE r.other_id <> \(home) AND \(place) <> \(home)) c
            """
    }

    private static let isCommon: SQL = "c.partnerships > 0 OR c.home_sources > 0"

    static func common(with place: PlaceID, _ scope: ListScope) throws -> ListSource<CommonCity> {
        ListSource(
            select: """
                a.id AS place_id, COALESCE(an.name, a.name) AS place_name, a.local_name, a.local_language, a.country, c.partnerships, c.partner_since,
                c.since AS link_since, c.source AS link_source, c.sources AS link_sources, c.home_since, c.home_source, c.home_sources
                """,
            from: """
                \(try common(with: place, scope.actor)) JOIN place a ON a.id = c.other_id
                LEFT JOIN place_name an ON an.place_id = a.id AND an.language = \(scope.w.language.base)
                """, conditions: [isCommon], id: "CAST(c.other_id AS TEXT)"
        ) { row in
            let (partnerships, sources): (Int, Int) = (try row["partnerships"], try row["home_sources"])
            let source: String? = try row["home_source"]
            let since: PartialDate? = try row["home_since"]
            return CommonCity(
                city: try corner(row, since: row["partner_since"]), isPartner: partnerships > 0,
                ours: source.map { KnownLink(since: since, source: $0, sources: sources) },
                theirs: KnownLink(since: try row["link_since"], source: try row["link_source"], sources: try row["link_sources"]))
        }
    }

    /// The countries of the cities in common, to choose from.
    static func countries(ofCommon place: PlaceID, _ actor: Actor, _ connection: Connection) throws -> [Country] {
        try connection.rows("SELECT DISTINCT a.country FROM \(try common(with: place, actor)) JOIN place a ON a.id = c.other_id WHERE \(isCommon)") {
            try $0["country"] as Country
        }
    }

    static func standing(with place: PlaceID, _ actor: Actor, _ connection: Connection) throws -> CommonStanding {
        let counts = try connection.first(
            """
            SELECT COALESCE(SUM(CASE WHEN c.partnerships > 0 THEN 1 ELSE 0 END), 0) AS partners, COUNT(*) AS cities
            FROM \(try common(with: place, actor)) WHERE \(isCommon)
            """
        ) { row -> CommonStanding in
            let (partners, cities): (Int, Int) = (try row["partners"], try row["cities"])
            return CommonStanding(partners: partners, others: cities - partners)
        }
        return counts ?? CommonStanding(partners: 0, others: 0)
    }
}
