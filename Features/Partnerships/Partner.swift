import Directory
import Kernel
import Markup
import Storage
import Web

/// A party of a partnership as one reader is to see it.
struct Partner: Sendable, Equatable {
    let organisation: OrganisationID
    /// A city by the name of its place in the reader's language; anything else by its own name.
    let name: String
    /// In its own script; nil where it is the same or not known.
    let local: String?
    let localLanguage: String?
    /// The organisation's own name where a city stands under its place's.
    let fullName: String?
    let kind: OrganisationKind
    let place: KeptPlaceName?
    let country: Country?
    let latitude: Double?
    let longitude: Double?
    let timeZone: String?

    struct KeptPlaceName: Sendable, Equatable {
        let id: PlaceID
        let name: String
    }

    /// The name in both scripts.
    var both: HTML { Part.name(name, local: local, language: localLanguage) }

    // MARK: SQL

    /// What is read of the organisation `o`, its place `l` and that place's name `ln` for a reader.
    static func columns(_ language: Language) -> SQL {
        """
        o.id AS party_id, o.name AS party_name, o.kind AS party_kind,
        (SELECT n.name FROM organisation_name n WHERE n.organisation_id = o.id AND n.language = \(language.base) ORDER BY n.position LIMIT 1) AS party_reader,
        (SELECT n.name FROM organisation_name n WHERE n.organisation_id = o.id AND n.name <> o.name ORDER BY n.position LIMIT 1) AS party_native,
        (SELECT n.language FROM organisation_name n WHERE n.organisation_id = o.id AND n.name <> o.name ORDER BY n.position LIMIT 1) AS party_native_language,
        l.id AS party_place, COALESCE(ln.name, l.name) AS party_place_name, l.local_name AS party_local, l.local_language AS party_local_language,
        l.country AS party_country, l.latitude AS party_latitude, l.longitude AS party_longitude, l.time_zone AS party_zone
        """
    }

    static func joins(_ language: Language) -> SQL {
        "LEFT JOIN place l ON l.id = o.place_id LEFT JOIN place_name ln ON ln.place_id = l.id AND ln.language = \(language.base)"
    }

    /// The same of the first partner of the partnership `p`, each looked up by itself: a list that joins nothing is counted by its index alone.
    static func columnsOfFirst(_ language: Language) -> SQL {
        """
        p.partner_id AS party_id, (SELECT o.name FROM organisation o WHERE o.id = p.partner_id) AS party_name, (SELECT o.kind FROM organisation o WHERE o.id = p.partner_id) AS party_kind,
        (SELECT n.name FROM organisation_name n WHERE n.organisation_id = p.partner_id AND n.language = \(language.base) ORDER BY n.position LIMIT 1) AS party_reader,
        (SELECT n.name FROM organisation_name n WHERE n.organisation_id = p.partner_id ORDER BY n.position LIMIT 1) AS party_native,
        (SELECT n.language FROM organisation_name n WHERE n.organisation_id = p.partner_id ORDER BY n.position LIMIT 1) AS party_native_language,
        p.place_id AS party_place,
        COALESCE((SELECT ln.name FROM place_name ln WHERE ln.place_id = p.place_id AND ln.language = \(language.base)), (SELECT l.name FROM place l WHERE l.id = p.place_id)) AS party_place_name,
        (SELECT l.local_name FROM place l WHERE l.id = p.place_id) AS party_local, (SELECT l.local_language FROM place l WHERE l.id = p.place_id) AS party_local_language,
        p.country AS party_country, (SELECT l.latitude FROM place l WHERE l.id = p.place_id) AS party_latitude, (SELECT l.longitude FROM place l WHERE l.id = p.place_id) AS party_longitude,
        (SELECT l.time_zone FROM place l WHERE l.id = p.place_id) AS party_zone
        """
    }

    init(row: Row) throws {
        organisation = try row["party_id"]
        let own: String = try row["party_name"]
        kind = try row["party_kind"]
        let reader: String? = try row["party_reader"]
        let native: String? = try row["party_native"]
        let nativeLanguage: String? = try row["party_native_language"]
        let placeID: PlaceID? = try row["party_place"]
        let placeName: String? = try row["party_place_name"]
        let placeLocal: String? = try row["party_local"]
        let placeLocalLanguage: String? = try row["party_local_language"]
        if kind == .localGovernment, let placeName {
            name = placeName
            local = placeLocal == placeName ? nil : placeLocal
            localLanguage = placeLocalLanguage
            fullName = own == placeName || own == placeLocal ? nil : own
        } else {
            name = reader ?? own
            local = native == name ? nil : native
            localLanguage = nativeLanguage
            fullName = nil
        }
        place = placeID.flatMap { id in placeName.map { KeptPlaceName(id: id, name: $0) } }
        country = try row["party_country"]
        latitude = try row["party_latitude"]
        longitude = try row["party_longitude"]
        timeZone = try row["party_zone"]
    }
}
