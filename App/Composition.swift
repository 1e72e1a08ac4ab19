import Accounts
import Desk
import Directory
import Files
import Foundation
import Gazetteer
import Kernel
import Logging
import Markup
import Notes
import Operation
import Partnerships
import People
import Portal
import Reconciliation
import Storage
import Tags
import Web

/// Puts the house together: the one place that knows every feature.
public enum Composition {
    /// All doors, in the order in which their menus stand.
    /// - Parameter passwords: what hashing a password costs; tests make it cheap.
    ///   - backups: where those of every night lie; nil for none.
    public static func features(
        gazetteer: Gazetteer, isDemonstration: Bool = false, passwords: PasswordCost = .standard, backups: BackupPlace? = nil,
        singleSignOn: SingleSignOnSettings? = nil, settings: Settings = Settings()
    ) -> [Feature] {
        let stationery = Stationery(catalogue: catalogue, settings: settings)
        let accounts = AccountsFeature.door(
            gazetteer: gazetteer,
            keepPlace: { place, connection in try PlaceStore(connection).keep([place], gazetteer: gazetteer) },
            firstOffice: { office, connection in try Founding.organisation(of: office, by: .system, at: .now(), on: connection) },
            demonstration: isDemonstration ? DemonstrationAccounts.forSignIn : [], singleSignOn: singleSignOn, cost: passwords)
        let reconciler = Reconciler(gazetteer: gazetteer)
        let partnerships = PartnershipsFeature.door(
            gazetteer: gazetteer, reconciler: reconciler, documents: FilesFeature.documents, stationery: stationery)
        let directory = DirectoryFeature.door(
            gazetteer: gazetteer, reconciler: reconciler, stationery: stationery, holdings: holdings + [FilesFeature.attachments],
            asked: [PeopleFeature.asked])
        var features = [
            HousePages.feature, partnerships, directory,
            PeopleFeature.door(gazetteer: gazetteer, catalogue: catalogue, holdings: holdings), accounts,
            PortalFeature.door(gazetteer: gazetteer, connections: connections),
            JobPages.feature {
                PartnershipsFeature.arrival($0) ?? PeopleFeature.arrival($0) ?? OperationFeature.arrival($0) ?? DirectoryFeature.arrival($0)
                    ?? BulkPages.arrival($0)
            },
        ]
        let records = features.flatMap(\.records)
        features += [DeskFeature.door(records: records), NotesFeature.door(records: records), TagsFeature.door(records: records)]
        // A file about a person would outlive the person's erasure.
        features.insert(FilesFeature.door(records: records.filter { !$0.isPersonal }), at: 3)
        features.append(BulkPages.feature(features, catalogue: catalogue))
        let others = features.flatMap(\.migrations) + [OperationFeature.dailyWork]
        features.append(OperationFeature.door(backups: backups, migrations: { others }, version: Version.text))
        features.append(Renaming.feature(features.flatMap(\.responsibilities)))
        let routes = features.flatMap(\.routes)
        features.append(Feature("api", routes: [OpenAPI.route { routes }]))
        return features
    }

    /// What features keep of the records of others; a test asks whether any is missing here.
    public static let holdings = [NotesFeature.holding, TagsFeature.holding]

    /// What the public pages show of partnerships, as the portal wants it.
    private static let connections = PublicConnections { office, limit, w, connection in
        try PartnershipsFeature.publicConnections(office: office, limit: limit, w: w, connection).map { found in
            PublicConnection(
                id: found.id.text, office: found.office, partner: found.partner, partnerLocal: found.partnerLocal,
                partnerLanguage: found.partnerLanguage,
                place: found.place, country: found.country, latitude: found.latitude, longitude: found.longitude, kind: found.kind,
                since: found.since,
                state: found.state, stateKind: found.stateKind, summary: found.summary, updatedAt: found.updatedAt)
        }
    }

    /// The features' tables, in the order of their dated names; the storage's own are added by the migrator.
    public static func migrations(_ features: [Feature]) -> [Migration] { features.flatMap(\.migrations).sorted { $0.id < $1.id } }

    /// The sentences of the interface, from the files in `Words`.
    public static var catalogue: Catalogue {
        Catalogue(files: [Language.english, .german].compactMap { language in Assets.embedded.text("\(language.tag).txt").map { (language, $0) } })
    }

    /// A house on a database whose migrations have run.
    public static func house(
        _ database: Database, features: [Feature], settings: Settings, secretFile: ServerSecret? = nil, clock: Clock = .system, log: Logger,
        onStatements: (@Sendable (String, Int) -> Void)? = nil
    ) throws -> House {
        let (secret, instance) = try database.writeSync { connection in
            (try ServerSecret.open(connection, named: secretFile), try Instance.load(connection))
        }
        database.setSecret(secret.bytes)
        return House(
            database: database, features: features, catalogue: catalogue, settings: settings, secret: secret, instance: instance,
            doorkeeper: AccountsDoorkeeper(
                database: database, sessionHours: settings.sessionHours, acting: AccountsDoorkeeper.acting(catalogue)
            ) {
                log.warning("session not noted", metadata: ["error": "\(ErrorKind($0))"])
            }, assets: .embedded, clock: clock, log: log, onStatements: onStatements)
    }
}
