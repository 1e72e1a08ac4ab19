import Foundation
import Kernel
import Storage
import Web

/// Figures for a monitor, in the text format of Prometheus (version 0.0.4). Nothing personal is in them: routes are named by their patterns.
enum MetricsPage {
    static let route = Route.get("/metrics", may: .anyone) { context, connection in
        let token = context.house.settings.metricsToken
        let isAllowed =
            token.isEmpty
            ? isOfThisMachine(context)
            // As hashes: how long the comparison takes says nothing of the token.
            : Guardian.hash(context.request.headers["authorization"] ?? "") == Guardian.hash("Bearer \(token)")
        guard isAllowed else { throw AppError.notFound }
        return .text(try text(context, connection), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// With a proxy in front that nobody told us of, everybody comes from this machine; the header gives it away.
    private static func isOfThisMachine(_ context: Context) -> Bool {
        ["127.0.0.1", "::1"].contains(context.request.remoteAddress)
            && (context.house.settings.isBehindProxy || context.request.headers["x-forwarded-for"] == nil)
    }

    private static func text(_ context: Context, _ connection: Connection) throws -> String {
        var lines: [String] = []
        func figure(_ name: String, _ help: String, _ kind: String, _ values: [(labels: String, value: String)]) {
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(kind)"]
            lines += values.map { "\(name)\($0.labels.isEmpty ? "" : "{\($0.labels)}") \($0.value)" }
        }
        let requests = context.house.metrics.snapshot()
        figure(
            "proxenia_requests_total", "Requests answered.", "counter",
            requests.flatMap { route, figures in
                figures.statuses.sorted { $0.key < $1.key }.map { ("route=\"\(route)\",status=\"\($0.key)xx\"", String($0.value)) }
            })
        lines += ["# HELP proxenia_request_seconds How long answers took.", "# TYPE proxenia_request_seconds histogram"]
        for (route, figures) in requests {
            var sum = 0
            for (bound, count) in zip(RequestFigures.bounds, figures.buckets) {
                sum += count
                lines.append("proxenia_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)")
            }
            lines.append("proxenia_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(figures.count)")
            lines.append("proxenia_request_seconds_sum{route=\"\(route)\"} \(figures.seconds)")
            lines.append("proxenia_request_seconds_count{route=\"\(route)\"} \(figures.count)")
        }
        let waiting = context.house.database.waiting
        figure(
            "proxenia_database_waiting", "Requests that wait for the database, or have it.", "gauge",
            [("kind=\"read\"", String(waiting.reads)), ("kind=\"write\"", String(waiting.writes))])
        figure("proxenia_resident_bytes", "Memory of the server.", "gauge", [("", String(residentBytes()))])
        let outbox = try connection.rows("SELECT state, COUNT(*) AS number FROM outbox WHERE state <> 'done' GROUP BY state ORDER BY state") { row in
            (labels: "state=\"\(try row["state"] as String)\"", value: String(try row["number"] as Int))
        }
        figure("proxenia_outbox_items", "What waits to be sent, or could not be.", "gauge", outbox)
        let jobs = try connection.rows("SELECT state, COUNT(*) AS number FROM job WHERE state IN ('queued', 'running') GROUP BY state ORDER BY state")
        { row in
            (labels: "state=\"\(try row["state"] as String)\"", value: String(try row["number"] as Int))
        }
        figure("proxenia_jobs", "Jobs that wait or run.", "gauge", jobs)
        return lines.joined(separator: "\n") + "\n"
    }

    /// As the system counts it (`/proc/self/statm`); 0 where it does not say.
    static func residentBytes() -> Int {
        guard let text = FileManager.default.contents(atPath: "/proc/self/statm").map({ String(decoding: $0, as: UTF8.self) }) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
