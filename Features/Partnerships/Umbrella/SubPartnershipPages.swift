import Kernel
import Markup
import Storage
import Web

/// The sub-partnerships by kind. Each party writes down those it knows of.
struct SubPartnershipPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get(SubPartnershipKind.tab.path) { context, connection in
            SubPartnershipViews.page(try RecordPage(context, connection))
        }
    }
}

enum SubPartnershipViews {
    static func page(_ page: RecordPage) -> Reply {
        let w = page.w
        let all = page.reading.all(SubPartnershipKind.kind)
        guard !all.isEmpty else {
            let none = Part.empty(
                w("Nothing under this roof yet"),
                w("Schools, universities, hospitals, ports, clubs: what has ties of its own keeps a partnership alive when city halls are busy."),
                actions: page.adding(SubPartnershipKind.kind))
            return page.show(SubPartnershipKind.tab, none)
        }
        let byKind = Dictionary(grouping: all) { SubPartnershipKind.Sort(rawValue: $0.text("kind")) ?? .other }
        let active = all.count { $0.text("state") == SubPartnershipKind.State.active.rawValue }
        return page.show(
            SubPartnershipKind.tab, over: w("\(all.count) under this roof, \(w.number(active)) of them active."),
            acts: page.adding(SubPartnershipKind.kind),
            "<div class=\"sheet\">\(SubPartnershipKind.Sort.allCases, { group($0, byKind[$0] ?? [], page) })</div>")
    }

    private static func group(_ sort: SubPartnershipKind.Sort, _ all: [SharedObject], _ page: RecordPage) -> HTML {
        let w = page.w
        guard !all.isEmpty else { return .empty }
        return Part.leaf(
            sort.word(w), HTML(text: w.number(all.count)),
            """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("On our side"))</th><th scope="col">\(w("On their side"))</th><th scope="col">\(w("Since"))</th><th scope="col">\(w("State"))</th><th scope="col"><span class="unseen">\(w("Acts"))</span></th></tr></thead>
            <tbody>\(all, { row($0, page) })</tbody></table>
            """)
    }

    /// What another party wrote is read from here: its own side is their side.
    private static func row(_ object: SharedObject, _ page: RecordPage) -> HTML {
        let (w, isOurs) = (page.w, object.author == page.reading.own)
        let (ours, theirs) = isOurs ? (object.text("ours"), object.text("theirs")) : (object.text("theirs"), object.text("ours"))
        let link: HTML =
            Link(typed: object.text("link")).map { "<span class=\"second\"><a href=\"\($0.address)\" rel=\"noopener\">\($0.shown)</a></span>" }
            ?? .empty
        let author = isOurs ? nil : object.author.map { w("Entered by \(page.reading.partyName($0.hex)).") }
        let state = SubPartnershipKind.State(rawValue: object.text("state"))
        return """
            <tr><th scope="row">\(ours)\(author, some: { "<span class=\"second\">\($0)</span>" })</th><td class="c-break">\(theirs)\(link)</td><td class="c-sub">\(object.date("since").map { w.date($0) } ?? "")</td>\
            <td class="c-top">\(state, some: { Part.state($0.look, $0.word(w)) })</td><td class="c-row" data-label="\(w("Acts"))"><div class="actions">\(page.editing(object))</div></td></tr>
            """
    }
}
