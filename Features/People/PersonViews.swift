import Directory
import Foundation
import Kernel
import Markup
import Web

/// A person's page as it is shown.
struct PersonPage {
    let person: Person
    /// The day as dates are stored.
    let today: String
    let now: Instant
    /// The office's own city.
    let home: KeptPlace?
    /// What the person answered when asked, and when they said that they want no letters.
    let waiting: PersonQuestions.Waiting
    let refusedAt: Instant?
    let talks: [Talk]
    /// The form for a new contact; nil for readers who may not write.
    let talk: FormView?
    /// What was merged into this entry, or this entry into another.
    let merges: [Merging.Standing]
    let history: [PersonHistory.Line]
    let canEdit: Bool
    /// What other features show here, below the entry and at its head.
    let panels: HTML
    let marks: HTML
}

enum PersonViews {
    static func page(_ page: PersonPage, _ context: Context) -> HTML {
        let w = context.w
        let entry = page.person.entry
        return """
            \(head(page, context))
            \(if: page.person.isArchived, archived(page, context))
            \(AskedPeopleViews.notices(page, context))
            \(page.merges.map { DuplicateViews.standing($0, page.person, context) }.joined())
            \(if: entry.reviewUntil.description < page.today && page.canEdit, overdue(page, w))
            \(Part.leaf(w("How to reach them"), .empty, reach(page, context)))
            \(Part.leaf(w("Posts"), .empty, roles(page, w)))
            \(TalkViews.leaf(page.talks, page.talk, page.person, context))
            \(page.panels)
            \(Part.leaf(w("Name and address"), .empty, names(entry, w)))
            \(if: page.person.seesNotes && !entry.notes.isEmpty, Part.leaf(w("Private notes"), HTML(text: w("Seen by the director and the officers of your office alone")), notes(entry.notes, w)))
            \(Part.leaf(w("Data protection"), .empty, protection(page, context)))
            \(if: page.canEdit, Part.leaf(w("History"), .empty, history(page.history, w)))
            """
    }

    private static func head(_ page: PersonPage, _ context: Context) -> HTML {
        let w = context.w
        let person = page.person
        let now = person.roles(on: page.today).first
        let over =
            now.map { role in [role.post, person.organisations[role.organisation]?.name].compactMap { $0 }.joined(separator: ", ") }
            ?? w("No post at present")
        let path = PeoplePaths.person(person.id)
        let archive = Part.asking(
            w("Archive"), id: "archive", title: w("Archive this entry?"),
            text: w("It leaves the lists. Nothing is lost, and you can restore it at any time."), yes: w("Archive it"), path: "\(path)/archive",
            context)
        let card = Part.button(w("As a card"), to: "\(path)/card")
        let acts: HTML =
            page.canEdit && !person.isArchived && person.mergedInto == nil
            ? "<div class=\"actions\">\(Part.button(w("Change"), to: "\(path)/edit", isAct: true))\(card)\(archive)</div>"
            : "<div class=\"actions\">\(card)</div>"
        return """
            \(page.marks)<nav class="crumbs"><a href="\(PeoplePaths.people)">\(w("People"))</a> <span aria-hidden="true">/</span></nav>
            <header class="person-head"><div><h1>\(person.entry.name.both)</h1>\(spoken(person.entry.name))<p class="lead">\(over)</p>\(acts)</div>\(clock(page, w))</header>
            """
    }

    private static func spoken(_ name: PersonName) -> HTML {
        let ways = [name.romanisation.flatMap { $0 == name.plain ? nil : $0 }, name.pronunciation].compactMap { $0 }
        return ways.isEmpty ? .empty : "<p class=\"second\">\(ways.joined(separator: " · "))</p>"
    }

    /// What time it is there, beside ours, and whether one may call.
    private static func clock(_ page: PersonPage, _ w: Words) -> HTML {
        guard let there = page.person.zone(on: page.today) else { return .empty }
        let here = page.home.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt
        let times =
            w.date(page.now, in: here) == w.date(page.now, in: there)
            ? w("\(w.time(page.now, in: here)) here, \(w.time(page.now, in: there)) there")
            : w("\(w.time(page.now, in: here)) here, \(w.time(page.now, in: there)) there on \(w.date(page.now, in: there))")
        let isAtWork = page.person.entry.hours.map { $0.holds(page.now, in: there) }
        let state: HTML = isAtWork.map { $0 ? Part.state("active", w("at work now")) : Part.state("dormant", w("not at work now")) } ?? .empty
        return
            "<div class=\"clock\"><p><b>\(w.time(page.now, in: there))</b></p><p class=\"second\">\(times)</p>\(if: !state.isEmpty, "<p class=\"second\">\(state)</p>")</div>"
    }

    private static func archived(_ page: PersonPage, _ context: Context) -> HTML {
        let w = context.w
        let restore = page.canEdit ? Part.doing(w("Restore it"), "\(PeoplePaths.person(page.person.id))/restoration", context) : .empty
        return Part.notice(
            w("Archived on \(page.person.archivedAt.map { w.date($0) } ?? "")"),
            "<p>\(w("It is in no list. Everything that was written down is still here."))</p><div class=\"actions\">\(restore)</div>")
    }

    private static func overdue(_ page: PersonPage, _ w: Words) -> HTML {
        Part.notice(
            w("To be looked at again since \(w.date(page.person.entry.reviewUntil))"),
            "<p>\(w("Is the entry still needed? Set a new day, archive it, or erase it."))</p><div class=\"actions\">\(Part.button(w("Set a new day"), to: "\(PeoplePaths.person(page.person.id))/edit#f-review", small: true))</div>"
        )
    }

    private static func reach(_ page: PersonPage, _ context: Context) -> HTML {
        let w = context.w
        let entry = page.person.entry
        let channels = entry.channels.enumerated().map { place, channel in
            let preferred: HTML = place == 0 && entry.channels.count > 1 ? "<span class=\"second\">\(w("preferred"))</span>" : .empty
            return (channel.kind.word(w), "\(channel.view)\(channel.note.map { " <span class=\"third\">\($0)</span>" as HTML }) \(preferred)" as HTML)
        }
        let hours: HTML = entry.hours.map { HTML(text: w("\($0.words(w)), in their time")) } ?? .empty
        let languages = HTML(text: entry.languages.map { LanguageChoice.name($0, w) }.joined(separator: ", "))
        let place: HTML = page.person.place.map { "<a href=\"\(DirectoryPaths.place($0.id))\">\($0.title(in: w.language))</a>" } ?? .empty
        let facts = Part.facts(
            channels.map { (name: $0.0, value: $0.1) } + [
                (w("Working hours"), hours), (w("Languages spoken"), languages), (w("City"), place), (w("Confirmed"), confirmed(page, w)),
            ], wide: true)
        let canConfirm = page.canEdit && !page.person.isArchived && page.person.confirmedOn.map { $0.description < page.today } ?? true
        return canConfirm
            ? "\(facts)<div class=\"actions after\">\(Part.doing(w("Everything is still right"), "\(PeoplePaths.person(page.person.id))/confirmation", context, small: true))</div>"
            : facts
    }

    /// When somebody last said that the entry holds; after a year that says little.
    private static func confirmed(_ page: PersonPage, _ w: Words) -> HTML {
        guard let confirmed = page.person.confirmedOn else { return HTML(text: w("Nobody has confirmed it yet.")) }
        let day = w.date(confirmed)
        if let yearAgo = page.now.day?.adding(months: -12), confirmed < yearAgo { return "<span class=\"late\">\(w("not since \(day)"))</span>" }
        return HTML(text: page.person.confirmedBy.map { w("\(day), by \(PersonQuestions.name($0, w))") } ?? day)
    }

    // MARK: Posts

    private static func roles(_ page: PersonPage, _ w: Words) -> HTML {
        guard !page.person.entry.roles.isEmpty else { return "<p class=\"second\">\(w("Nothing is known yet."))</p>" }
        let held = page.person.roles(on: page.today)
        let past = page.person.entry.roles.filter { !held.contains($0) }
        return """
            <table class="table table--cards people-table"><thead><tr><th scope="col">\(w("Post"))</th><th scope="col">\(w("Organisation"))</th><th scope="col">\(w("Kind of post"))</th><th scope="col">\(w("When"))</th></tr></thead>
            <tbody>\(held, { role($0, page.person, w) })\(past, { role($0, page.person, w) })</tbody></table>
            """
    }

    private static func role(_ role: PersonRole, _ person: Person, _ w: Words) -> HTML {
        let organisation: HTML =
            person.organisations[role.organisation].map { "<a href=\"\(DirectoryPaths.organisation($0.id))\">\($0.name)</a>" }
            ?? HTML(text: w("not to be seen"))
        return
            "<tr><th scope=\"row\">\(role.post)</th><td class=\"c-sub\">\(organisation)</td><td class=\"c-sub\">\(role.kind.word(w))</td><td class=\"c-row nowrap\" data-label=\"\(w("When"))\">\(role.span(w))</td></tr>"
    }

    private static func names(_ entry: PersonEntry, _ w: Words) -> HTML {
        let name = entry.name
        let salutations = entry.salutations.map {
            "<span lang=\"\($0.language.tag)\"\(if: $0.language.isRightToLeft, " dir=\"rtl\"")>\($0.text)</span> <span class=\"third\">\(LanguageChoice.name($0.language, w))</span>"
                as HTML
        }.joined("<br>")
        let native: HTML =
            name.native.map { "<span\(name.nativeLanguage, some: { " lang=\"\($0.tag)\"\(if: $0.isRightToLeft, " dir=\"rtl\"")" })>\($0)</span>" }
            ?? .empty
        return Part.facts(
            [
                (w("Title"), HTML(text: name.title ?? "")), (w("Family name"), HTML(text: name.family ?? "")),
                (w("Given name"), HTML(text: name.given ?? "")), (w("Order of the name"), HTML(text: name.order.word(w))),
                (w("Name in its own script"), native), (w("Romanisation"), HTML(text: name.romanisation ?? "")),
                (w("How to say it"), HTML(text: name.pronunciation ?? "")), (w("Form of address"), salutations),
            ], wide: true)
    }

    private static func notes(_ notes: PrivateNotes, _ w: Words) -> HTML {
        Part.facts(
            [
                (w("Protocol"), lines(notes.protocolNote)), (w("Diet"), lines(notes.diet)), (w("Access needs"), lines(notes.access)),
                (w("Other"), lines(notes.other)),
            ], wide: true)
    }

    /// Text with its line breaks.
    static func lines(_ text: String?) -> HTML {
        (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map { HTML(text: String($0)) }.joined("<br>")
    }

    private static func protection(_ page: PersonPage, _ context: Context) -> HTML {
        let w = context.w
        let entry = page.person.entry
        let path = PeoplePaths.person(page.person.id)
        let acts: HTML =
            page.canEdit
            ? "<div class=\"actions after\">\(Part.doing(w("Export what is held"), "\(path)/held", context, small: true))\(Part.button(w("Erase…"), to: "\(path)/erasure", small: true))</div>"
            : .empty
        let facts = Part.facts(
            [
                (w("Legal basis"), HTML(text: entry.basis.word(w))), (w("Review until"), HTML(text: w.date(entry.reviewUntil))),
                (w("Source of the entry"), HTML(text: entry.source ?? "")), (w("Entered"), HTML(text: w.date(page.person.createdAt))),
                (w("Last changed"), HTML(text: w("\(w.date(page.person.updatedAt)), by \(page.person.updatedBy)"))),
            ], wide: true)
        return facts + acts
    }

    private static func history(_ lines: [PersonHistory.Line], _ w: Words) -> HTML {
        Part.history(
            lines.map { line in
                let changes = line.changes.map {
                    "<span class=\"second\"><b>\($0.label)</b>: \($0.before.isEmpty ? "–" : $0.before) → \($0.after.isEmpty ? "–" : $0.after)</span>"
                        as HTML
                }.joined("<br>")
                return (line.at, "\(line.what)\(if: !changes.isEmpty, "<br>\(changes)")" as HTML, HTML(text: line.who))
            }, w)
    }

    static func tombstone(_ stone: Tombstone, _ w: Words) -> HTML {
        """
        \(Part.head(w("Erased"), crumbs: [(w("People"), PeoplePaths.people)]))
        <p class="lead">\(w("What was held of this person was erased on \(w.date(stone.erasedAt)) by \(stone.erasedBy)."))</p>
        <p class="second">\(w("That there was an entry is kept, so that the history of the office adds up. No name and no other value is."))</p>
        """
    }
}
