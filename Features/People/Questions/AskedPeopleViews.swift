import Directory
import Kernel
import Markup
import Web

/// An entry as the person sees it whom it is about, and what they answered as the office sees it.
enum AskedPeopleViews {
    static func entry(_ person: Person, _ w: Words) -> HTML {
        let entry = person.entry
        let posts = entry.roles.map { role -> HTML in
            let organisation = person.organisations[role.organisation]?.name
            let span = role.span(w)
            return
                "\([role.post, organisation].compactMap { $0 }.joined(separator: ", "))\(if: !span.isEmpty, " <span class=\"second\">\(span)</span>")"
        }
        let channels = entry.channels.map { channel -> HTML in "\(channel.value) <span class=\"second\">\(channel.kind.word(w))</span>" }
        let facts: [(name: String, value: HTML)] = [
            (w("Name"), entry.name.both), (w("Posts"), posts.joined("<br>")), (w("How to reach you"), channels.joined("<br>")),
            (w("Languages spoken"), HTML(text: entry.languages.map { LanguageChoice.name($0, w) }.joined(separator: ", "))),
            (w("Legal basis"), HTML(text: entry.basis.word(w))),
            (w("Last confirmed"), HTML(text: person.confirmedOn.map { w.date($0) } ?? w("never"))),
        ]
        return Part.leaf(w("Your entry"), .empty, Part.facts(facts, wide: true))
    }

    /// What waits on the page of the person.
    static func notices(_ page: PersonPage, _ context: Context) -> HTML {
        guard page.canEdit else { return .empty }
        let waiting = page.waiting
        return """
            \(waiting.removalAt.map { removal($0, page.person, context) })
            \(if: !waiting.remarks.isEmpty, remark(waiting.remarks, page.person, context))
            \(page.refusedAt.map { refused($0, page.person, context) })
            """
    }

    private static func removal(_ at: Instant, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let path = PeoplePaths.person(person.id)
        return Part.notice(
            w("The person wishes to be removed"),
            "<p>\(w("They said so on \(w.date(at)). Erase the entry, or tell them why it has to stay (GDPR, Articles 12 and 17): within a month."))</p><div class=\"actions after\">\(Part.button(w("Erase…"), to: "\(path)/erasure"))\(Part.doing(w("It has to stay, and they know why"), "\(path)/removal", context))</div>",
            isWrong: true)
    }

    private static func remark(_ remarks: [String], _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let path = PeoplePaths.person(person.id)
        let change: HTML = person.isArchived ? .empty : Part.button(w("Change the entry"), to: "\(path)/edit")
        let text: HTML = remarks.map { "<p>\(PersonViews.lines($0))</p>" as HTML }.joined()
        return Part.notice(
            w("The person has written back"),
            "\(text)<div class=\"actions after\">\(change)\(Part.doing(w("I have seen to it"), "\(path)/remark", context))</div>")
    }

    private static func refused(_ at: Instant, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        return Part.notice(
            w("The person does not want to be asked by letter"),
            "<p>\(w("They said so on \(w.date(at)). Ask in another way whether the entry still holds, and confirm it yourself."))</p>")
    }
}
