import Directory
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// People: whom the office knows at the organisations it deals with, how to address and reach them, and who was last in touch.
///
/// This is the door. An entry belongs to one office and no other office sees it; the public never does.
public enum PeopleFeature {
    /// Reads the entries of one's own office; the private notes are seen by those who may edit.
    public static let read = Permission.roles("people.read", [.director, .officer, .colleague])
    /// Enters, changes, merges, imports, exports for the person and erases.
    public static let edit = Permission.roles("people.edit", [.director, .officer])

    /// - Parameters:
    ///   - gazetteer: where the place a person works in is found while somebody types.
    ///   - catalogue: of the sentences in which an import in the background says what it cannot read.
    ///   - holdings: what other features keep of people; whom they know stays when an import is undone.
    public static func door(gazetteer: Gazetteer, catalogue: Catalogue, holdings: [Holding]) -> Feature {
        Feature(
            "people",
            routes: PersonPages(gazetteer: gazetteer).routes + TalkPages.routes + AnswerPages.routes + ErasurePages.routes
                + PeopleImportPages(gazetteer: gazetteer, holdings: holdings).routes + CardPages.routes + DuplicatePages.routes + PersonAnswer.routes
                + PersonActs(gazetteer: gazetteer).routes,
            migrations: PeopleMigrations.all,
            navigation: [NavigationItem(.relations, "People", PeoplePaths.people, may: read)],
            panels: PersonPanels.all, jobs: PeopleImportJobs(gazetteer: gazetteer, holdings: holdings).handlers(catalogue) + [DuplicateJob.handler],
            reactions: [
                Reaction(to: OrganisationStore.subject) { fact, occasion, connection in
                    if let succession = Succession(fact) { try PostSuccession(connection: connection, occasion: occasion).follow(succession) }
                }
            ],
            rules: [
                DataRule("Every person was written into the journal") { connection in
                    try connection.rows(
                        """
                        SELECT p.id FROM person p
                        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'person' AND j.subject_id = p.id) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                },
                DataRule("Nobody erased has an address, a question or a letter") { connection in
                    try connection.rows(
                        """
                        SELECT p.id FROM person p WHERE p.erased_at IS NOT NULL AND (p.email IS NOT NULL
                        OR EXISTS (SELECT 1 FROM person_question q WHERE q.person_id = p.id)
                        OR EXISTS (SELECT 1 FROM person_letter l WHERE l.person_id = p.id)) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                },
                DataRule("Every person has a present version, and nobody erased has any") { connection in
                    try connection.rows(
                        """
                        SELECT p.id FROM person p WHERE (p.erased_at IS NULL) <>
                        EXISTS (SELECT 1 FROM person_version v WHERE v.person_id = p.id AND (p.erased_at IS NOT NULL OR v.revision = p.revision)) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                },
            ], records: [record],
            readings: [
                FactReading(
                    PersonStore.subject, "Person", path: { PersonID($0).map(PeoplePaths.person) }, what: { PersonHistory.what($0.act, $1) })
            ],
            bulkLists: [PersonList.current.bulk(may: read, changed: "p.updated_at"), PersonList.archive.bulk(may: edit, changed: "p.updated_at")],
            bulkActions: PeopleBulk.actions)
    }

    /// What others may attach things to. What hangs on an entry that was merged into another shows with that one; somebody erased is nobody.
    private static let record = RecordKind(
        PersonStore.subject, "Person", slot: .person, list: PeoplePaths.people, isPersonal: true, path: { "\(PeoplePaths.people)/\($0)" },
        accepts: { PersonID($0) != nil },
        whole: { id in
            """
            WITH RECURSIVE whole(id) AS (SELECT f.id FROM person f WHERE f.id = \(id) UNION SELECT m.id FROM person m JOIN whole e ON m.merged_into = e.id)
            SELECT id FROM whole
            """
        },
        naming: { id, actor, _ in
            """
            (SELECT p.name FROM person p WHERE p.id = \(id) AND p.erased_at IS NULL AND \(VisiblePeople.condition(for: actor)))
            """
        })
}

extension PeopleFeature {
    /// People are asked once a year by letter whether their entry still holds; the directory writes the letters.
    public static let asked = AskedPeople.kind

    /// Where a job of this feature leads when it is done; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { PeopleImportJobs.arrival(job) ?? DuplicateJob.work.arrival(job) }
}

/// Where the pages about people are.
public enum PeoplePaths {
    public static let people = "/office/people"
    static let archive = "\(people)/archive"
    /// What the field of an organisation asks while one types.
    static let organisations = "\(people)/organisations"
    static let imports = "\(people)/imports"
    static func importPage(_ id: ImportID) -> String { "\(imports)/\(id)" }
    static let duplicates = "\(people)/duplicates"
    static func merging(_ id: PersonID, with other: PersonID) -> String { "\(person(id))/merging/\(other)" }
    /// The list as cards.
    static let cards = "\(people)/cards"

    public static func person(_ id: PersonID) -> String { "\(people)/\(id)" }
    /// The empty form; with an organisation already chosen where one is given.
    static func new(at organisation: OrganisationID? = nil) -> String { "\(people)/new" + (organisation.map { "?organisation=\($0)" } ?? "") }
}
