import Foundation
import Kernel
import Markup
import Storage
import Web

/// The page of the technical administrator.
struct OperationPages: Sendable {
    static let path = "/office/server"

    let backups: BackupPlace?
    let version: String

    var routes: [Route] {
        [
            .get(Self.path, may: OperationFeature.run, show),
            .post("\(Self.path)/backup", may: OperationFeature.run, backUp),
        ]
    }

    /// What is shown concerns every office of the server, so it is for the first one's administrators; for others the page is absent.
    private func guarded(_ context: Context, _ connection: Connection) throws {
        let first: OfficeID? = try connection.value("SELECT id FROM office ORDER BY created_at, id LIMIT 1")
        guard let first, context.actor.office == first else { throw AppError.notFound }
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        try guarded(context, connection)
        let w = context.w
        let lately = try connection.jobs.list(office: nil, limit: 50).filter { $0.kind == BackupJob.kind }
        let failed = try connection.outbox.failures().count
        let view = OperationView(
            w: w, version: version, settings: context.house.settings.described(w), database: context.house.database.url.description,
            engine: context.house.database.kind, size: try databaseSize(connection), memory: MetricsPage.residentBytes(), failed: failed,
            kept: try backups?.kept(), folder: backups?.folder.path, lastFailure: lately.first.flatMap { $0.state == .failed ? $0 : nil },
            working: lately.first { $0.state.isActive })
        return context.page(w("Server"), view.page(context))
    }

    private func databaseSize(_ connection: Connection) throws -> Int {
        switch connection.dialect {
        case .sqlite: try connection.value("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()") ?? 0
        case .postgres: try connection.value("SELECT pg_database_size(current_database())") ?? 0
        }
    }

    private func backUp(_ context: Context, _ connection: Connection) throws -> Reply {
        try guarded(context, connection)
        guard backups != nil else { throw AppError.invalid(context.w("Backups are switched off in the settings of this server.")) }
        let id = try connection.jobs.enqueue(
            kind: BackupJob.kind, title: context.w("Backup"), payload: "{}", office: context.actor.office, by: context.actor, at: context.now,
            dedupe: BackupJob.kind)
        return .redirect(JobPages.path(id))
    }
}

/// How a server stands.
struct OperationView {
    let w: Words
    let version: String
    let settings: [Settings.Line]
    let database: String
    let engine: Dialect
    let size: Int
    let memory: Int
    let failed: Int
    let kept: [KeptBackup]?
    let folder: String?
    let lastFailure: Job?
    let working: Job?

    func page(_ context: Context) -> HTML {
        """
        \(Part.head(w("Server"), over: w("How this server stands, its backups, and every setting."), actions: kept == nil ? .empty : Part.doing(w("Back up now"), OperationPages.path + "/backup", context, isAct: true)))
        \(lastFailure, some: failure)
        \(Part.leaf(w("How it stands"), .empty, standing))
        \(Part.leaf(w("Backups"), HTML(text: w("Every night after one o’clock (UTC). Seven days, four weeks and twelve months are kept.")), backupTable))
        \(Part.leaf(w("Settings"), HTML(text: w("Set as environment variables, or as options of “proxenia serve”, when the server starts.")), settingTable))
        """
    }

    private func failure(_ job: Job) -> HTML {
        Part.notice(w("The last backup failed"), "<p>\(job.message ?? "")</p>", isWrong: true)
    }

    private var standing: HTML {
        Part.facts([
            (w("Version"), HTML(text: version)),
            (w("Database"), HTML(text: "\(engine == .sqlite ? "SQLite" : "PostgreSQL"), \(database)")),
            (w("Its size"), HTML(text: megabytes(size))),
            (w("Memory"), HTML(text: memory > 0 ? megabytes(memory) : "")),
            (w("Messages that could not be sent"), HTML(text: w.number(failed))),
        ])
    }

    private var backupTable: HTML {
        guard let kept else {
            return Part.empty(
                w("Backups are switched off"), w("PROXENIA_BACKUPS is “off”: make your own with “proxenia backup FILE”, and try them out."))
        }
        let running: HTML = working == nil ? .empty : "<p role=\"status\">\(w("One is being made."))</p>"
        guard !kept.isEmpty else {
            return "\(running)\(Part.empty(w("No backup yet"), w("The first is made tonight; “Back up now” makes one at once.")))"
        }
        return """
            \(running)<table class="table table--cards"><thead><tr><th scope="col">\(w("Made"))</th><th scope="col">\(w("File"))</th><th scope="col" class="num">\(w("Size"))</th></tr></thead>
            <tbody>\(kept, line)</tbody></table>
            <p class="table-note">\(w("They lie in \(folder ?? "") on the server. Copy them to another machine: a backup beside its database burns with it."))</p>
            """
    }

    private func line(_ backup: KeptBackup) -> HTML {
        "<tr><th scope=\"row\">\(w.date(backup.madeAt)), \(w.time(backup.madeAt, in: .gmt)) UTC</th><td class=\"c-sub\">\(backup.name)</td><td class=\"num c-row\" data-label=\"\(w("Size"))\">\(megabytes(backup.size))</td></tr>"
    }

    private var settingTable: HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Setting"))</th><th scope="col">\(w("Value"))</th><th scope="col">\(w("Where from"))</th><th scope="col">\(w("What it does"))</th></tr></thead>
        <tbody>\(settings, setting)</tbody></table>
        """
    }

    private func setting(_ line: Settings.Line) -> HTML {
        let origin =
            switch line.origin {
            case .standard: w("Standard")
            case .environment: w("Environment")
            case .commandLine: w("Command line")
            }
        return
            "<tr><th scope=\"row\">\(line.name)</th><td class=\"c-top\">\(line.value)</td><td class=\"c-sub\">\(origin)</td><td class=\"c-row\" data-label=\"\(w("What it does"))\">\(line.meaning)</td></tr>"
    }

    private func megabytes(_ bytes: Int) -> String { w("\(w.number(Double(bytes) / 1_048_576, digits: bytes < 10_485_760 ? 1 : 0)) MB") }
}
