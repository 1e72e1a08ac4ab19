import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// The directory: places of the world, the organisations an office deals with, and how to reach them.
///
/// This is the door. Other features see what is `public` in this folder; the rest is the directory's own affair.
public enum DirectoryFeature {
    /// Reads the directory. Who may read sees, by the store's own rule, either all their office keeps or only what is published.
    public static let read = Permission.roles("directory.read", Set(Role.allCases))
    /// Enters and changes organisations and their contact blocks.
    public static let edit = Permission.roles("directory.edit", [.director, .officer])

    /// - Parameters:
    ///   - gazetteer: where places are found while somebody types.
    ///   - reconciler: what finds the cities of a file.
    ///   - stationery: what contact points are written to with.
    ///   - holdings: what other features keep of organisations; an import that is undone leaves those alone.
    ///   - asked: who besides the contact points of organisations is asked whether an entry still holds.
    public static func door(
        gazetteer: Gazetteer, reconciler: Reconciler, stationery: Stationery, holdings: [Holding], asked: [AskedKind]
    ) -> Feature {
        let imports = OrganisationImportJobs(planning: OrganisationPlanning(gazetteer: gazetteer, reconciler: reconciler), holdings: holdings)
        let kinds = [ContactPointKind.kind] + asked
        let letters = QuestionLetters(kinds: kinds, stationery: stationery)
        let answer = PlaceAnswer(gazetteer: gazetteer)
        return Feature(
            "directory",
            routes: OrganisationPages(gazetteer: gazetteer).routes + PlacePages(answer: answer).routes
                + RelationPages(gazetteer: gazetteer).routes + SearchPages(answer: answer).routes
                + QuestionPages(letters: letters).routes + AnswerPages(kinds: kinds).routes
                + StopPages(kinds: kinds).routes + DuplicatePages.routes + MergingPages.routes
                + OrganisationImportPages(jobs: imports).routes + OrganisationPlacesPages(jobs: imports).routes,
            migrations: DirectoryMigrations.all,
            navigation: [
                NavigationItem(.relations, "Cities and organisations", DirectoryPaths.organisations, may: read),
                NavigationItem(.relations, "Contact points", QuestionPages.path, may: edit),
                NavigationItem(.relations, "Place search", DirectoryPaths.places, may: read),
            ],
            panels: [QuestionPages.waiting(kinds)] + RelationPages.panels,
            jobs: [letters.handler, DuplicateJob.handler] + imports.handlers,
            rules: [
                DataRule("Every organisation was written into the journal") { connection in
                    try connection.rows(
                        """
                        SELECT o.id FROM organisation o
                        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'organisation' AND j.subject_id = o.id) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                }
            ], records: [organisation, place(gazetteer)],
            readings: [
                FactReading(
                    OrganisationStore.subject, "Organisation", path: { OrganisationID($0).map(DirectoryPaths.organisation) },
                    what: { OrganisationHistory.what($0.act, $1) }),
                FactReading(
                    OrganisationImportStore.subject, "Import of organisations", path: { ImportID($0).map(DirectoryPaths.organisationImport) },
                    what: PastImport.what),
            ], daily: [QuestionLetters.job],
            bulkLists: [
                OrganisationList.current.bulk(may: read, changed: "o.updated_at"), OrganisationList.archive.bulk(may: edit, changed: "o.updated_at"),
            ], bulkActions: OrganisationBulk.actions)
    }

    /// Where a job of this feature leads when it is done; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { DuplicateJob.work.arrival(job) ?? OrganisationImportJobs.arrival(job) }

    /// Looks for entries that may be the same, at once: for the demonstration. The office does it in the background.
    public static func lookForDuplicates(of office: OfficeID, at now: Instant, _ connection: Connection) throws {
        let store = DuplicateStore(connection)
        let candidates = try store.candidates(of: office) { _, _ in }
        var search = LikenessSearch(candidates, distinct: try store.distinct(in: office))
        try store.save(search.run(), records: candidates.count, office: office, at: now)
    }

    /// Enters known relations whose cities are beyond doubt: for the demonstration. A file is read by `RelationImport`.
    public static func enter(
        _ relations: [(one: PlaceID, other: PlaceID, since: Int)], source: String, gazetteer: Gazetteer, by actor: Actor, at now: Instant,
        _ connection: Connection
    ) throws {
        let known = relations.compactMap { relation in
            KnownRelation.Pair(relation.one, relation.other).map { KnownRelation(pair: $0, since: PartialDate(year: relation.since)) }
        }
        _ = try RelationEntering(source: source, importID: .new(), gazetteer: gazetteer, actor: actor, now: now).enter(known, connection)
    }

    /// What others may attach files to.
    private static let organisation = RecordKind(
        OrganisationStore.subject, "Organisation", slot: .organisation, list: DirectoryPaths.organisations,
        path: { "\(DirectoryPaths.organisations)/\($0)" },
        accepts: { OrganisationID($0) != nil }
    ) { id, actor, _ in
        "(SELECT o.name FROM organisation o WHERE o.id = \(id) AND \(OrganisationStore.condition(for: actor)))"
    }

    /// Everybody who signed in may see a place. It is in the database once somebody deals with it, and in the gazetteer before.
    private static func place(_ gazetteer: Gazetteer) -> RecordKind {
        RecordKind(
            "place", "Place", slot: .place, path: { "\(DirectoryPaths.places)/\($0)" }, accepts: { $0.count <= 15 && PlaceID($0) != nil },
            elsewhere: { id, language in
                guard let id = PlaceID(id), let found = try gazetteer.place(id) else { return nil }
                return try gazetteer.names([id], language: language.tag)[id]?.reader ?? found.name
            },
            keep: { id, connection in
                if let id = PlaceID(id) { try PlaceStore(connection).keep([id], gazetteer: gazetteer) }
            },
            naming: { id, _, language in
                """
                (SELECT COALESCE(pn.name, p.name) FROM place p LEFT JOIN place_name pn ON pn.place_id = p.id AND pn.language = \(language.base)
                WHERE p.id = CAST(\(id) AS BIGINT))
                """
            })
    }
}

/// Where the pages of the directory are.
public enum DirectoryPaths {
    public static let organisations = "/office/organisations"
    public static let places = "/office/places"
    public static let search = "/office/search"
    static let archive = "/office/organisations/archive"
    static let duplicates = "/office/organisations/duplicates"
    static let organisationImports = "/office/organisations/imports"

    public static func organisation(_ id: OrganisationID) -> String { "\(organisations)/\(id)" }
    public static func place(_ id: PlaceID) -> String { "\(places)/\(id)" }
    /// The cities a city is known to be related to.
    public static func relations(_ id: PlaceID) -> String { "\(place(id))/relations" }
    static func organisationImport(_ id: ImportID) -> String { "\(organisationImports)/\(id)" }
    static func merging(_ kept: OrganisationID, with gone: OrganisationID) -> String { "\(organisation(kept))/merging/\(gone)" }
    static func contact(_ id: OrganisationID) -> String { "\(organisation(id))/contact" }
    /// The empty form; with the city already chosen where one is given.
    static func new(at place: PlaceID? = nil) -> String { "\(organisations)/new" + (place.map { "?place=\($0)" } ?? "") }
}
