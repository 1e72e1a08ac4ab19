import Foundation
import Kernel
import Logging
import Markup
import Outbound
import Storage

/// The running server as handlers see it: what App put together at start.
public final class House: Sendable {
    public let database: Database
    public let features: [Feature]
    public let catalogue: Catalogue
    public let settings: Settings
    public let clock: Clock
    public let guardian: Guardian
    public let doorkeeper: any Doorkeeper
    public let assets: Assets
    public let log: Logger
    /// Told after each page and act how many SQL statements it took; tests hold pages to a number with it.
    public let onStatements: (@Sendable (_ route: String, _ count: Int) -> Void)?
    let memory = MemoryStore()
    public let metrics = Metrics()
    private let instanceBox: InstanceBox
    private let paths: Set<String>
    private let panelsBySlot: [Panel.Slot: [Panel]]
    /// What features add to each other's lists.
    public let extras: [ListExtra]
    /// What can be done with many rows of a list at once.
    let bulk: BulkOffers
    /// How facts read in words, by kind of thing.
    public let readings: [String: FactReading]

    public init(
        database: Database, features: [Feature], catalogue: Catalogue, settings: Settings, secret: ServerSecret,
        instance: Instance, doorkeeper: any Doorkeeper, assets: Assets, clock: Clock = .system, log: Logger,
        onStatements: (@Sendable (_ route: String, _ count: Int) -> Void)? = nil
    ) {
        (self.database, self.features, self.catalogue, self.settings, self.doorkeeper) = (database, features, catalogue, settings, doorkeeper)
        (self.assets, self.clock, self.log, self.onStatements) = (assets, clock, log, onStatements)
        guardian = Guardian(secret: secret.bytes)
        instanceBox = InstanceBox(instance)
        paths = Set(features.flatMap(\.routes).map(\.path))
        extras = features.flatMap(\.extras)
        bulk = BulkOffers(features)
        readings = Dictionary(features.flatMap(\.readings).map { ($0.kind, $0) }) { $1 }
        database.setReactions(features.flatMap(\.reactions))
        panelsBySlot = Dictionary(grouping: features.flatMap(\.panels), by: \.slot).mapValues { $0.sorted { $0.order < $1.order } }
    }

    public var routes: [Route] { features.flatMap(\.routes) }

    func isKnown(_ path: String) -> Bool { paths.contains(path) }
    public var responsibilities: [Responsibility] { features.flatMap(\.responsibilities) }
    public var navigation: [NavigationItem] { features.flatMap(\.navigation) }
    public var isSecure: Bool { settings.address.hasPrefix("https://") }

    /// What the whole server is called and whether it is a demonstration. Read on every page, changed once in its life.
    public var instance: Instance { instanceBox.value }

    /// Call after the stored instance changed (first start).
    public func take(_ instance: Instance) { instanceBox.value = instance }

    func panels(_ slot: Panel.Slot) -> [Panel] { panelsBySlot[slot] ?? [] }

    public func words(_ language: Language) -> Words { Words(catalogue, language) }
}

private final class InstanceBox: @unchecked Sendable {
    private let lock = NSLock()
    private var held: Instance
    init(_ instance: Instance) { held = instance }
    var value: Instance {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }
}

/// What an operator may set: environment variables, each with a good default.
public struct Settings: Sendable {
    /// Address under which people reach the server, without closing slash. Links in feeds, calendars and mails begin with it. `PROXENIA_ADDRESS`
    public var address: String
    /// Whether the last hop is a proxy of ours, so that `X-Forwarded-For` names the client. `PROXENIA_BEHIND_PROXY=1`
    public var isBehindProxy: Bool
    /// Whom to tell about a weakness (security.txt). `PROXENIA_SECURITY_CONTACT`
    public var securityContact: String
    /// Largest file somebody may upload, in bytes. `PROXENIA_UPLOAD_LIMIT` in megabytes.
    public var uploadLimit: Int
    /// Signing in ends after so many hours without a request. `PROXENIA_SESSION_HOURS`
    public var sessionHours: Int
    /// Folder of the nightly backups, “off” for none; empty for the one in the data folder. `PROXENIA_BACKUPS`
    public var backups = ""
    /// What a monitor must send to read the figures. `PROXENIA_METRICS_TOKEN`
    public var metricsToken = ""
    /// The server that takes our mails; nil: letters stay in the outbox, to be read there. `PROXENIA_MAIL`, `PROXENIA_MAIL_FROM`, `PROXENIA_MAIL_PASSWORD`
    public var mail: MailServer?
    /// The house's own provider of sign-in: address, our name and secret there, what its groups mean. `PROXENIA_SSO` and those that begin with it.
    public var singleSignOn = (issuer: "", client: "", secret: "", groups: "")
    /// How the server tells what happens; nil: as suits where standard error goes. `PROXENIA_LOG`
    public var log: LogForm?
    /// The file with the server's secret; empty: it lies in the database. `PROXENIA_SECRET_FILE`
    public var secretFile = ""
    /// Which variables were set.
    public var set: Set<String> = []
    /// What the server was started with, as the page of the administrator shows it; empty in tests.
    public var start: Start?

    /// The options of `proxenia serve`.
    public struct Start: Sendable {
        let host: String
        let port: Int
        let data: String
        /// Without its password.
        let database: String
        /// Which of them stood on the command line.
        let given: Set<String>

        public init(host: String, port: Int, data: String, database: String, given: Set<String>) {
            (self.host, self.port, self.data, self.database, self.given) = (host, port, data, database, given)
        }
    }

    public init(
        address: String = "http://localhost:8080", isBehindProxy: Bool = false, securityContact: String = "", uploadLimit: Int = 20 << 20,
        sessionHours: Int = 12
    ) {
        (self.address, self.isBehindProxy, self.securityContact, self.uploadLimit, self.sessionHours) = (
            address, isBehindProxy, securityContact, uploadLimit, sessionHours
        )
    }

    /// Reads the environment. Throws in plain words what is wrong with a variable.
    public init(environment: [String: String], port: Int) throws {
        self.init(address: "http://localhost:\(port)")
        if let value = environment["PROXENIA_ADDRESS"], !value.isEmpty {
            guard let parts = URLComponents(string: value), ["http", "https"].contains(parts.scheme), parts.host?.isEmpty == false else {
                throw AppError.invalid("PROXENIA_ADDRESS must be the address people use, such as https://partners.example.org, not “\(value)”.")
            }
            address = value.hasSuffix("/") ? String(value.dropLast()) : value
        }
        set = Set(environment.filter { $0.key.hasPrefix("PROXENIA_") && !$0.value.isEmpty }.keys)
        backups = environment["PROXENIA_BACKUPS"] ?? ""
        secretFile = environment["PROXENIA_SECRET_FILE"] ?? ""
        metricsToken = environment["PROXENIA_METRICS_TOKEN"] ?? ""
        singleSignOn = (
            environment["PROXENIA_SSO"] ?? "", environment["PROXENIA_SSO_CLIENT"] ?? "", environment["PROXENIA_SSO_SECRET"] ?? "",
            environment["PROXENIA_SSO_GROUPS"] ?? ""
        )
        isBehindProxy = environment["PROXENIA_BEHIND_PROXY"] == "1"
        if let server = environment["PROXENIA_MAIL"], !server.isEmpty {
            mail = try MailServer(
                address: server, password: environment["PROXENIA_MAIL_PASSWORD"] ?? "", sender: environment["PROXENIA_MAIL_FROM"] ?? "")
        }
        if let form = environment["PROXENIA_LOG"], !form.isEmpty {
            guard let known = LogForm(rawValue: form) else { throw AppError.invalid("PROXENIA_LOG is “json” or “text”, not “\(form)”.") }
            log = known
        }
        securityContact = environment["PROXENIA_SECURITY_CONTACT"] ?? ""
        uploadLimit = try Self.number("PROXENIA_UPLOAD_LIMIT", environment, 1...1024, standard: 20) << 20
        sessionHours = try Self.number("PROXENIA_SESSION_HOURS", environment, 1...720, standard: 12)
    }

    private static func number(_ name: String, _ environment: [String: String], _ range: ClosedRange<Int>, standard: Int) throws -> Int {
        guard let text = environment[name], !text.isEmpty else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw AppError.invalid("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), not “\(text)”.")
        }
        return value
    }
}
