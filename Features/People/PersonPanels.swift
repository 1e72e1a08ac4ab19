import Directory
import Kernel
import Markup
import Storage
import Web

/// What people show on the pages of other features.
enum PersonPanels {
    static let all = [
        Panel(.today, order: 40, today),
        Panel(.organisation, order: 10, organisation),
        Panel(.place, order: 20, place),
        Panel(.search, order: 30, search),
    ]

    @Sendable private static func today(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(PeopleFeature.edit) else { return nil }
        let today = context.now.today
        let count = try context.memory.recall("people overdue \(today)") { try PersonPages.visible(context, connection).overdue(today) }
        guard count > 0 else { return nil }
        let w = context.w
        let link: HTML =
            "<a href=\"\(PeoplePaths.people)\(Parameters([("review", today)]).queryString)\">\(w("\(count) people"))</a>"
        return "<p class=\"second people-overdue\">\(w.html("To be looked at again, because the day set for it has passed: \(link)."))</p>"
    }

    /// Who holds each post now, and who held it before.
    @Sendable private static func organisation(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(PeopleFeature.read), let organisation = OrganisationID(subject) else { return nil }
        let w = context.w
        let posts = try PersonPages.visible(context, connection).posts(at: organisation, today: context.now.today)
        let act: HTML =
            context.may(PeopleFeature.edit) ? Part.button(w("Enter a person"), to: PeoplePaths.new(at: organisation), small: true) : .empty
        guard !posts.isEmpty else {
            return act.isEmpty
                ? nil : Part.leaf(w("People"), .empty, "<p class=\"second\">\(w("Nobody is entered here yet."))</p><p class=\"after\">\(act)</p>")
        }
        let body: HTML = """
            <table class="table table--cards people-table"><thead><tr><th scope="col">\(w("Post"))</th><th scope="col">\(w("Now"))</th><th scope="col">\(w("Earlier"))</th></tr></thead>
            <tbody>\(posts, { post($0, w) })</tbody></table>\(if: !act.isEmpty, "<p class=\"after\">\(act)</p>")
            """
        return Part.leaf(w("People"), HTML(text: w("Seen by your office alone")), body)
    }

    private static func post(_ post: PostHolders, _ w: Words) -> HTML {
        let now = post.now.isEmpty ? "<span class=\"second\">\(w("vacant, or not known"))</span>" : post.now.map { holder($0, w) }.joined()
        return """
            <tr><th scope="row">\(post.post)</th><td class="c-sub">\(now)</td><td class="c-row" data-label="\(w("Earlier"))"><div>\(post.before, { holder($0, w) })</div></td></tr>
            """
    }

    private static func holder(_ holder: PostHolders.Holder, _ w: Words) -> HTML {
        let span = PersonRole(holder.organisation, .other, "", from: holder.from, until: holder.until).span(w)
        return
            "<span class=\"holder\"><a href=\"\(PeoplePaths.person(holder.id))\">\(holder.name.both)</a>\(if: !span.isEmpty, " <span class=\"second\">\(span)</span>")</span>"
    }

    @Sendable private static func place(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(PeopleFeature.read), let place = Int(subject) else { return nil }
        let found = try PersonPages.visible(context, connection).at(place, today: context.now.today)
        return found.isEmpty ? nil : Part.leaf(context.w("People"), HTML(text: context.w("Seen by your office alone")), table(found, context.w))
    }

    @Sendable private static func search(_ subject: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(PeopleFeature.read), !subject.isEmpty else { return nil }
        let text = String(subject.prefix(200))
        let found = try PersonPages.visible(context, connection).search(text, today: context.now.today, limit: 11)
        guard !found.isEmpty else { return nil }
        let w = context.w
        let more: HTML =
            found.count > 10
            ? "<p class=\"table-note\"><a href=\"\(PeoplePaths.people)\(Parameters([("q", text)]).queryString)\">\(w("More in the list of people"))</a></p>"
            : .empty
        return Part.leaf(w("People"), .empty, "\(table(Array(found.prefix(10)), w))\(more)")
    }

    private static func table(_ found: [PersonSummary], _ w: Words) -> HTML {
        """
        <table class="table table--cards people-table"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Post"))</th><th scope="col">\(w("Organisation"))</th></tr></thead>
        <tbody>\(found, { row($0) })</tbody></table>
        """
    }

    private static func row(_ item: PersonSummary) -> HTML {
        let organisation: HTML = item.organisation.map { "<a href=\"\(DirectoryPaths.organisation($0.id))\">\($0.name)</a>" } ?? .empty
        return
            "<tr><th scope=\"row\"><a href=\"\(PeoplePaths.person(item.id))\">\(item.name.both)</a></th><td class=\"c-sub\">\(item.post)</td><td class=\"c-sub\">\(organisation)</td></tr>"
    }
}
