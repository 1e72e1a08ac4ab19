import Directory
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// The register of partnerships: what binds the office's city to others, since when, and how it stands.
public enum PartnershipsFeature {
    /// The one public door.
    /// - Parameters:
    ///   - documents: the offices' files, of which some are put into shared records.
    ///   - stationery: what reminders are written with.
    public static func door(gazetteer: Gazetteer, reconciler: Reconciler, documents: DocumentSource, stationery: Stationery) -> Feature {
        let imports = ImportFeature.parts(gazetteer: gazetteer, reconciler: reconciler)
        let documentPages = DocumentPages(gazetteer: gazetteer, documents: documents)
        return Feature(
            "partnerships",
            routes: PartnershipPages(gazetteer: gazetteer, reconciler: reconciler).routes + PublicRegister.routes
                + PublicPartnershipPages(documents: documents).routes
                + TrianglePages(gazetteer: gazetteer).routes
                + LifePages(gazetteer: gazetteer).routes + TermPages(gazetteer: gazetteer).routes
                + documentPages.routes
                + FurtherPartyPages(gazetteer: gazetteer, reconciler: reconciler).routes
                + RecordPages().routes + KeyPages().routes + AgreementPages(gazetteer: gazetteer).routes
                + SharedObjectPages(gazetteer: gazetteer).routes + GuestPages(gazetteer: gazetteer).routes
                + GuestDoor(gazetteer: gazetteer).routes + ArchivePages(documents: documents).routes
                + collaboration(gazetteer: gazetteer) + AnniversaryPages().routes + CalendarPages().routes + SleepingPages().routes
                + YearPages().routes
                + IndicatorPages().routes + RecordActs(gazetteer: gazetteer, documents: documentPages).routes
                + AgreementDocumentPages().routes + imports.routes,
            migrations: Migrations.all + RecordMigrations.all + KeyMigrations.all + LifeMigrations.all + AnniversaryMigrations.all
                + HealthMigrations.all
                + GuestMigrations.all
                + YearMigrations.all + TermMigrations.all + imports.migrations + [PartnerNews.migration],
            navigation: [
                NavigationItem(.relations, "Partnerships", PartnershipPaths.register, may: May.readPublished),
                NavigationItem(.office, "Key of the office", KeyPages.path, may: KeyPages.may),
            ] + imports.navigation,
            panels: PartnershipPanels.all + [TrianglePages.panel] + imports.panels,
            jobs: imports.jobs + [
                HealthJob.handler, KeyChange.handler, YearAnnouncing(gazetteer: gazetteer).handler, TermReminders(stationery: stationery).handler,
                RecordUpkeep.handler,
            ],
            reactions: [
                HealthJob.reaction, OfficeKeys.reaction,
                Reaction(to: OrganisationStore.subject) { fact, connection in
                    // What has just been entered is in no partnership yet.
                    guard fact.act != "created", let organisation = OrganisationID(fact.subjectID) else { return }
                    try PartnershipStore.refresh(organisation, on: connection)
                },
                Reaction(to: OrganisationStore.subject) { fact, occasion, connection in
                    if let succession = Succession(fact) { try PartySuccession(connection: connection, occasion: occasion).follow(succession) }
                },
            ],
            rules: [
                DataRule("Every partnership has a first party and a partner") { connection in
                    try connection.rows(
                        """
                        SELECT p.id FROM partnership p
                        WHERE NOT EXISTS (SELECT 1 FROM partnership_party a WHERE a.partnership_id = p.id AND a.position = 0)
                        OR NOT EXISTS (SELECT 1 FROM partnership_party b WHERE b.partnership_id = p.id AND b.position > 0) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                },
                DataRule("Every shared record verifies from its first entry to its state") { connection in
                    Array(try RecordCheck(connection).run(now: .now()).faults.prefix(5))
                },
                DataRule("Every value about a person beside a record is the one its entry commits to") { connection in
                    try connection.rows("SELECT DISTINCT record_id FROM personal_value ORDER BY record_id") { try $0["record_id"] as PartnershipID }
                        .filter { record in
                            do { _ = try PersonalValueStore(connection: connection).values(of: record) } catch is RecordDamaged { return true }
                            return false
                        }.prefix(5).map(\.text)
                },
                DataRule("Every partnership was written into the journal") { connection in
                    try connection.rows(
                        """
                        SELECT p.id FROM partnership p
                        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'partnership' AND j.subject_id = p.id) LIMIT 5
                        """
                    ) { try $0["id"] as String }
                },
            ], records: [record],
            readings: [
                FactReading(
                    PartnershipStore.subject, "Partnership", path: { PartnershipID($0).map(PartnershipPaths.partnership) },
                    what: PartnershipHistory.what),
                FactReading(ImportStore.subject, "Import", path: { ImportID($0).map(ImportPaths.show) }, what: PastImport.what),
                CalendarPages.reading, YearPages.reading, KeyPages.reading,
            ], daily: [HealthJob.kind, TermReminders.job],
            bulkLists: [
                Register.table.bulk(may: May.readPublished, changed: "p.updated_at"), Register.archive.bulk(may: May.edit, changed: "p.updated_at"),
            ], bulkActions: PartnershipBulk.actions, responsibilities: [Leads.responsibility(gazetteer)],
            encrypted: [OfficeKeys.encrypted, OfficeKeys.encryptedFormer, HostedParties.encrypted])
    }

    /// How the parties work together: plan, activities, communication, what hangs under the partnership, and their talk.
    private static func collaboration(gazetteer: Gazetteer) -> [Route] {
        CollaborationPlanPages().routes + ActivityPages().routes + CommunicationPages().routes
            + SubPartnershipPages().routes + TalkPages(gazetteer: gazetteer).routes
    }

    /// What others may attach files to.
    private static let record = RecordKind(
        "partnership", "Partnership", slot: .partnership, list: PartnershipPaths.register, path: { "\(PartnershipPaths.register)/\($0)" },
        accepts: { PartnershipID($0) != nil }
    ) { id, actor, _ in
        """
        (SELECT po.name FROM partnership p JOIN organisation po ON po.id = p.partner_id
        WHERE p.id = \(id) AND \(VisiblePartnerships.conditionWithArchive(for: actor)))
        """
    }

    /// The register as a list, for exports from the command line.
    public static var register: Listing<RegisterRow> { Register.table }

    /// Where a job of this feature leads when it is done; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { job.kind == KeyChange.kind ? KeyPages.path : ImportFeature.arrival(job) }
}
