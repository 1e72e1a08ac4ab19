import Markup
import Web

/// How the plan looks: four sections, each with what else the record knows about it.
enum CollaborationPlanViews {
    static func page(_ page: RecordPage) -> Reply {
        let (w, reading) = (page.w, page.reading)
        let plan = reading.object(CollaborationPlanKind.kind, "")
        let more = others(page)
        let blank = Part.button(w("Empty form"), to: "\(page.paths.tab(CollaborationPlanKind.tab.path))/blank", icon: Icon.print)
        let change: HTML =
            page.mayEdit
            ? Part.button(
                plan == nil ? w("Write the plan") : w("Change the plan"), to: page.paths.thing(CollaborationPlanKind.kind), isAct: true
            )
            : .empty
        guard plan != nil || more.contains(where: { !$0.isEmpty }) else {
            let none = Part.empty(
                w("No plan yet"),
                w(
                    "Two questions to begin with: what are we trying to accomplish, and what would success look like? The empty form is good for a first talk."
                ),
                actions: "\(change)\(blank)")
            return page.show(CollaborationPlanKind.tab, none)
        }
        let over =
            reading.isAlone
            ? w("What the cities want together, how they talk, who does it and what comes of it.")
            : w("Agreed by all parties; it changes with the assent of all.")
        let sections = zip(CollaborationPlanKind.sections, more).map { section($0, plan, $1, page) }.joined()
        return page.show(
            CollaborationPlanKind.tab, over: over, acts: "\(blank)\(change)", printed: w.list(reading.parties.map(\.name)),
            "<div class=\"sheet plan\">\(sections)</div>")
    }

    private static func section(_ section: CollaborationPlanKind.Section, _ plan: SharedObject?, _ more: HTML, _ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let facts = section.fields.compactMap { field in
            plan?[field.name].map { (name: field.word(w), value: SharedObjectViews.value($0, field, reading, w)) }
        }
        let missing = section.fields.filter { plan?[$0.name] == nil }.map { $0.word(w) }
        let open: HTML = missing.isEmpty ? .empty : "<p class=\"second unprinted\">\(w("Not written yet: \(w.list(missing))."))</p>"
        return Part.leaf(section.word(w), .empty, "\(if: !facts.isEmpty, Part.facts(facts, wide: true))\(open)\(more)")
    }

    /// What other parts of the record say to each section, in their order.
    private static func others(_ page: RecordPage) -> [HTML] {
        let all = Activity.all(page.reading, today: page.context.now.day)
        return [
            .empty, agreedWays(page), "\(nodalPersons(page))\(activities(all, page))\(PlanParts.matrix(all, page))",
            "\(PlanParts.indicators(page))\(PlanParts.reports(all, page))",
        ]
    }

    private static func agreedWays(_ page: RecordPage) -> HTML {
        page.reading.object(CommunicationKind.kind, "").map { SharedObjectViews.facts($0, page.reading, page.w) } ?? .empty
    }

    private static func nodalPersons(_ page: RecordPage) -> HTML {
        let w = page.w
        let nodal = page.reading.all(ContactKind.kind).filter { $0.text("role") == ContactKind.Role.nodal.rawValue }
        let lines = nodal.map { contact in
            let party = page.reading.party(called: contact.text("party"))?.name ?? page.reading.partyName(contact.text("party"))
            return (name: party, value: HTML(text: [contact.text("name"), contact.text("post")].filter { !$0.isEmpty }.joined(separator: ", ")))
        }
        return lines.isEmpty ? .empty : "<h3>\(w("Nodal persons"))</h3>\(Part.facts(lines, wide: true))"
    }

    private static func activities(_ all: [Activity], _ page: RecordPage) -> HTML {
        let w = page.w
        guard !all.isEmpty else { return .empty }
        return """
            <h3>\(w("Activities"))</h3>
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Activity"))</th><th scope="col">\(w("Responsible"))</th><th scope="col">\(w("Due"))</th><th scope="col">\(w("State"))</th></tr></thead>
            <tbody>\(all, { activity($0, w) })</tbody></table>
            """
    }

    private static func activity(_ activity: Activity, _ w: Words) -> HTML {
        let (deliverable, persons) = (activity.object.text("deliverable"), activity.persons(w))
        return
            "<tr><th scope=\"row\">\(activity.title)\(if: !deliverable.isEmpty, "<span class=\"second lines\">\(deliverable)</span>")</th><td class=\"c-row\" data-label=\"\(w("Responsible"))\"><div>\(activity.party)\(if: !persons.isEmpty, "<span class=\"second\">\(persons)</span>")</div></td><td class=\"c-row dated\" data-label=\"\(w("Due"))\">\(activity.due.map { w.date($0) } ?? "–")</td><td class=\"c-top\">\(activity.mark(w))</td></tr>"
    }
}
