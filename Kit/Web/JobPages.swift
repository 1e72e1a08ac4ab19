import Kernel
import Markup
import Storage

/// The page of a job that runs in the background: how far it is, and a way to stop it. Features lead here after they enqueue one.
public enum JobPages {
    /// Where a job is followed.
    public static func path(_ id: JobID) -> String { "/office/jobs/\(id)" }

    /// - Parameter arrival: where a finished job leads: its kind, the job, and the page to show. Given by App from what the features offer.
    public static func feature(arrival: @escaping @Sendable (Job) -> String?) -> Feature {
        Feature(
            "jobs",
            routes: [
                .get("/office/jobs/{id}", may: HousePages.work) { context, connection in
                    let job = try find(context, connection)
                    if job.state == .done, let path = arrival(job) { return .redirect(path) }
                    return context.page(
                        title(job, context.w), status: 200, path: "/office",
                        head: job.state.isActive ? "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>" : .empty,
                        view(job, context, arrival(job)))
                },
                .get("/office/jobs/{id}/progress", may: HousePages.work) { context, connection in
                    let job = try find(context, connection)
                    return try .json(Progress(done: job.done, total: job.total ?? 0, finished: !job.state.isActive, words: words(job, context.w)))
                },
                // No transaction of its own: it would wait for that of the job.
                .postFlow("/office/jobs/{id}/cancellation", may: HousePages.work) { context in
                    let database = context.house.database
                    let job = try await database.read { try find(context, $0) }
                    guard try await database.cancelJob(job.id, at: context.now) else {
                        return Reply.redirect(path(job.id)).saying(context.w("This was finished already."))
                    }
                    return Reply.redirect(path(job.id)).saying(context.w("It stops as soon as it safely can."))
                },
            ])
    }

    private struct Progress: Encodable { let done: Int, total: Int, finished: Bool, words: String }

    /// Only one's own office's jobs, and of these one's own: a job may carry what a colleague may not see.
    private static func find(_ context: Context, _ connection: Connection) throws -> Job {
        let id = try context.id("id", as: JobID.self)
        guard let job = try connection.jobs.find(id), job.office == context.actor.office, job.createdBy == context.actor.user else {
            throw AppError.notFound
        }
        return job
    }

    private static func title(_ job: Job, _ w: Words) -> String {
        switch job.state {
        case .queued, .running: w("At work")
        case .done: w("Done")
        case .failed: w("That did not work")
        case .cancelled: w("Stopped")
        }
    }

    private static func words(_ job: Job, _ w: Words) -> String {
        if job.isCancelRequested, job.state.isActive { return w("Stopping…") }
        if job.state == .queued { return w("Waiting for its turn.") }
        let count = job.total.map { w("\(w.number(job.done)) of \(w.number($0))") } ?? w.number(job.done)
        return [said(job, w), count].compactMap { $0 }.joined(separator: " · ")
    }

    /// Why or how it ended.
    private static func said(_ job: Job, _ w: Words) -> String? {
        job.message == Job.lost
            ? w("The server stopped while this was running. What was not finished was taken back: begin it once more.") : job.message
    }

    private static func view(_ job: Job, _ context: Context, _ arrival: String?) -> HTML {
        let w = context.w
        let head = Part.head(job.title, over: title(job, w))
        switch job.state {
        case .queued, .running:
            return """
                \(head)
                <div class="progress" data-job="\(path(job.id))/progress"><progress aria-label="\(job.title)"\(job.total, some: { " max=\"\(max(1, $0))\" value=\"\(job.done)\"" })></progress>
                <p role="status" data-job-words>\(words(job, w))</p>
                \(if: !job.isCancelRequested, Part.doing(w("Stop it"), "\(path(job.id))/cancellation", context))
                <p class="second">\(w("You may leave this page: the work goes on, and nothing is half done if it is stopped."))</p></div>
                """
        case .done: return "\(head)<p class=\"lead\">\(job.message ?? w("Everything is done."))</p>"
        case .failed, .cancelled:
            return """
                \(head)<p class="lead">\(job.state == .cancelled ? w("Nothing was changed.") : said(job, w) ?? w("Nothing was changed. Please try again; if it happens again, tell your administrator."))</p>
                <p class="block"><a class="button" href="/office">\(w("To the start page"))</a></p>
                """
        }
    }
}
