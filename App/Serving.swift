import Accounts
import Foundation
import Hummingbird
import HummingbirdCore
import Kernel
import Logging
import NIOCore
import Operation
import Partnerships
import ServiceLifecycle
import Storage
import Web

/// Serves the house until it is told to stop (Ctrl-C, SIGTERM); running requests and jobs are finished first, as long as that takes no
/// longer than `patience`.
enum Serving {
    /// Less than systemd waits before it kills (`TimeoutStopSec` of packaging/proxenia.service).
    private static let patience: Duration = .seconds(25)

    /// Beside the database unless the operator says otherwise; a demonstration has none.
    private static func backupPlace(_ settings: Settings, _ opening: Opening) -> BackupPlace? {
        guard settings.backups != "off" else { return nil }
        return BackupPlace(
            folder: settings.backups.isEmpty
                ? opening.data.appendingPathComponent("backups") : URL(fileURLWithPath: settings.backups, isDirectory: true))
    }

    /// Everything that is told from here on goes one way, also by the kits.
    private static func logger(_ settings: inout Settings) -> Logger {
        let form = settings.log ?? (isatty(FileHandle.standardError.fileDescriptor) == 1 ? .text : .json)
        settings.log = form
        let json = JSONLog.standardError()
        LoggingSystem.bootstrap { label -> any LogHandler in form == .json ? json : StreamLogHandler.standardError(label: label) }
        return Logger(label: "proxenia")
    }

    /// - Parameter given: which options stood on the command line.
    static func run(_ opening: Opening, host: String, port: Int, given: Set<String>) async throws {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment, port: port)
        settings.start = Settings.Start(host: host, port: port, data: opening.data.path, database: opening.url.description, given: given)
        let log = logger(&settings)
        let sso = settings.singleSignOn
        let singleSignOn =
            sso.issuer.isEmpty
            ? nil : try SingleSignOnSettings(issuer: sso.issuer, client: sso.client, secret: sso.secret, groups: sso.groups)
        let secretFile = try SecretFile.named()
        if let warning = secretFile?.warning { log.warning("\(warning)") }
        let gazetteer = try opening.gazetteer()
        let database = try opening.database(Composition.features(gazetteer: gazetteer), lock: true)
        defer { database.close() }
        let isDemonstration = try await database.read { try Instance.load($0).isDemonstration }
        let backups = backupPlace(settings, opening)
        let features = Composition.features(
            gazetteer: gazetteer, isDemonstration: isDemonstration, backups: backups, singleSignOn: singleSignOn, settings: settings)
        let house = try Composition.house(database, features: features, settings: settings, secretFile: secretFile?.secret, log: log)
        try await RecordUpkeep.begin(database, at: .now())
        // This file is locked for this server alone: what was at work in it when the last one was killed is not waited for.
        if database.kind == .sqlite { try await database.write { try $0.jobs.endLeases() } }
        let jobs = JobRunner(database, handlers: features.flatMap(\.jobs))
        let schedule = backups.map { BackupSchedule(database, $0) }
        let daily = DailySchedule(database, kinds: features.flatMap(\.daily))
        let outbox = OutboxDispatcher(database, handlers: Post.handlers(settings.mail))
        // Whoever sends headers without end, or nothing at all, is let go.
        var connection = HTTP1Channel.Configuration(idleTimeout: .seconds(60))
        connection.httpDecoder = .init(maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 64 * 1024, maxHeaderFieldCount: 100)
        var quiet = log
        quiet.logLevel = .error
        let application = Application(
            router: Server(house).router(),
            server: .http1(configuration: connection),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil, backlog: 1024),
            onServerRunning: { _ in
                Greeting.say(house, opening)
                if house.settings.log == .json {
                    log.info("serving", metadata: ["version": .string(Version.text), "port": .stringConvertible(port)])
                }
            },
            logger: quiet)
        let all = Together(services: [
            application, Background(run: jobs.run, stop: jobs.stop), Background(run: outbox.run, stop: outbox.stop),
            Nightly(schedule: schedule, log: log), Daily(schedule: daily, log: log),
        ])
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: all)], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = patience
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
            if house.settings.log == .json { log.info("stopped") }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AppError.invalid("Port \(port) is in use by another program. Stop it, or choose another port with --port.")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw AppError.invalid("Port \(port) needs more rights than this account has. Choose one above 1023 with --port.")
        }
    }
}

/// Services that stop at the same time: one after the other, a mail server that hangs would hold up the end of the requests, and the jobs both.
private struct Together: Service {
    let services: [any Service]

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            // The first that fails ends the others.
            for try await _ in group {}
        }
    }
}

/// Looks now and then whether tonight's backup is due.
private struct Nightly: Service {
    let schedule: BackupSchedule?
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let schedule else { return await waitForEver() }
            await schedule.run { log.error("no backup was made", metadata: ["error": "\(ErrorKind($0))"]) }
        }
    }

    /// A service that returns ends the group.
    private func waitForEver() async {
        while !Task.isCancelled { do { try await Task.sleep(for: .seconds(3600)) } catch { return } }
    }
}

/// Looks now and then whether the day's work is due.
private struct Daily: Service {
    let schedule: DailySchedule
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await schedule.run { log.error("the daily work was not begun", metadata: ["error": "\(ErrorKind($0))"]) }
        }
    }
}

/// A worker of ours as a part of the group: it runs until the group stops.
private struct Background: Service {
    let work: @Sendable () async -> Void
    let stop: @Sendable () -> Void

    init(run: @escaping @Sendable () async -> Void, stop: @escaping @Sendable () -> Void) { (work, self.stop) = (run, stop) }

    func run() async throws {
        await withGracefulShutdownHandler {
            await work()
        } onGracefulShutdown: {
            stop()
        }
    }
}

/// What a person reads when the server is up: the address, and how to get in.
private enum Greeting {
    static func say(_ house: House, _ opening: Opening) {
        Console.say("\nProxenia is at \(house.settings.address)")
        if house.instance.isDemonstration {
            Console.say("\nThis is the demonstration. Sign in at \(house.settings.address)/sign-in with\n\(DemonstrationAccounts.table)")
        } else if !house.instance.isSetUp {
            Console.say("Nobody has an account yet: open the address and set up the first office.")
        }
        Console.say("\nCtrl-C stops the server.")
    }
}
