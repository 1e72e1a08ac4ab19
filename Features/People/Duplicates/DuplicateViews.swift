import Kernel
import Markup
import Web

enum DuplicateViews {
    static func report(
        _ pairs: [(one: Person, other: Person, likeness: PersonLikeness)], look: PersonPairs.Look?, hasMore: Bool, _ context: Context
    ) -> HTML {
        let w = context.w
        let again = Part.doing(look == nil ? w("Look for duplicates") : w("Look again"), PeoplePaths.duplicates, context, isAct: true)
        let head = Part.head(
            w("Duplicates"),
            over: w(
                "Entries that may be one person: the same e-mail address, the same name whatever its order and script, or a slip of the pen at one organisation."
            ),
            crumbs: [(w("People"), PeoplePaths.people)], actions: again)
        guard let look else {
            return
                "\(head)\(Part.empty(w("Nobody has looked yet"), w("All people of the office are compared in the background; it takes seconds, also for a hundred thousand.")))"
        }
        let asOf: HTML = "<p class=\"second\">\(w("\(look.people) people compared, as of \(w.dateAndTime(look.at))."))</p>"
        guard !pairs.isEmpty else {
            return
                "\(head)\(asOf)\(Part.empty(w("Nobody is here twice"), w("As far as names and addresses tell. Who was entered since is not in this report.")))"
        }
        return """
            \(head)\(asOf)<table class="table table--cards people-table"><thead><tr><th scope="col">\(w("Entry"))</th><th scope="col">\(w("and this one"))</th><th scope="col">\(w("Why"))</th><th scope="col"><span class="unseen">\(w("Act"))</span></th></tr></thead>
            <tbody>\(pairs, { pair($0, context) })</tbody></table>
            \(if: hasMore || look.hasMore, "<p class=\"table-note\">\(w("There are more; they stand here when these are settled."))</p>")
            """
    }

    private static func pair(_ pair: (one: Person, other: Person, likeness: PersonLikeness), _ context: Context) -> HTML {
        let w = context.w
        let distinct = Part.doing(w("Two people"), "\(PeoplePaths.person(pair.one.id))/distinction/\(pair.other.id)", context, small: true)
        return """
            <tr><th scope="row">\(name(pair.one))</th><td class="c-sub">\(name(pair.other))</td><td class="c-sub">\(pair.likeness.word(w))</td>\
            <td class="num"><div class="actions actions--end">\(Part.button(w("Compare"), to: PeoplePaths.merging(pair.one.id, with: pair.other.id), small: true))\(distinct)</div></td></tr>
            """
    }

    private static func name(_ person: Person) -> HTML {
        let role = person.entry.roles.first.map { [$0.post, person.organisations[$0.organisation]?.name].compactMap { $0 }.joined(separator: ", ") }
        return
            "<a href=\"\(PeoplePaths.person(person.id))\">\(person.entry.name.both)</a>\(role.map { "<span class=\"second\">\($0)</span>" as HTML })"
    }

    /// Both entries side by side. Where both say something different one chooses; lists are united.
    static func compare(_ kept: Person, _ gone: Person, _ names: PersonFields.Names, _ typed: Parameters, above: HTML, _ context: Context) -> HTML {
        let w = context.w
        let fields = PersonFields.differing(kept.entry, gone.entry).filter {
            $0 != .nativeLanguage || kept.entry.name.native == gone.entry.name.native
        }
        let rows = fields.map { row($0, kept.entry, gone.entry, names, typed, w) }.joined()
        let turned = Part.button(w("Keep the other one"), to: PeoplePaths.merging(gone.id, with: kept.id), small: true)
        return """
            \(Part.head(w("One person, two entries"), over: w("The entry on the left is kept, with its history. The other one leads to it."), crumbs: [(w("People"), PeoplePaths.people), (w("Duplicates"), PeoplePaths.duplicates)], actions: turned))
            \(above)<form class="sheet sheet--wide" method="post" action="\(PeoplePaths.merging(kept.id, with: gone.id))">\(context.csrf)<input type="hidden" name="revision-kept" value="\(String(kept.revision))"><input type="hidden" name="revision-gone" value="\(String(gone.revision))">
            <table class="table table--cards people-table merging"><thead><tr><th scope="col">\(w("Field"))</th><th scope="col">\(kept.entry.name.both), \(w("entered \(w.date(kept.createdAt))"))</th><th scope="col">\(gone.entry.name.both), \(w("entered \(w.date(gone.createdAt))"))</th></tr></thead><tbody>\(rows)</tbody></table>
            \(if: fields.isEmpty, "<p class=\"after\">\(w("The two say the same."))</p>")
            \(Part.leaf(w("The rest"), .empty, "<p>\(w("What both say alike stays. Posts, channels, languages and forms of address of both are kept, and so are the contacts noted with either."))</p>"))
            \(dock(kept, gone, context))</form>
            <form id="two" method="post" action="\(PeoplePaths.person(kept.id))/distinction/\(gone.id.text)">\(context.csrf)</form>
            """
    }

    private static func dock(_ kept: Person, _ gone: Person, _ context: Context) -> HTML {
        let w = context.w
        return """
            <div class="dock"><p class="second">\(w("You can undo it afterwards."))</p><div class="actions"><a class="button" href="\(PeoplePaths.duplicates)">\(w("Cancel"))</a><button class="button" form="two">\(w("Two people"))</button><button class="button button--act">\(w("Make them one"))</button></div></div>
            """
    }

    private static func row(
        _ field: PersonFields, _ kept: PersonEntry, _ gone: PersonEntry, _ names: PersonFields.Names, _ typed: Parameters, _ w: Words
    ) -> HTML {
        let label = field.label(w)
        // An order of no name is no value, though an entry always has one.
        let first = field.isEmpty(kept) ? "" : field.text(kept, names, w), second = field.isEmpty(gone) ? "" : field.text(gone, names, w)
        let isChoice = !field.isList && !field.isEmpty(kept) && !field.isEmpty(gone)
        guard isChoice else {
            let word = field.isList ? w("both") : w("taken")
            func cell(_ text: String, _ whose: String) -> HTML {
                text.isEmpty
                    ? "<td class=\"c-row third\" data-label=\"\(whose)\">–</td>"
                    : "<td class=\"c-row\" data-label=\"\(whose)\"><div>\(text)<span class=\"second\">\(word)</span></div></td>"
            }
            return "<tr><th scope=\"row\">\(label)</th>\(cell(first, w("Kept")))\(cell(second, w("The other one")))</tr>"
        }
        let isSecond = typed.text("choice-\(field.rawValue)") == "second"
        func choice(_ value: String, _ text: String, _ isChosen: Bool) -> HTML {
            "<td class=\"c-row\" data-label=\"\(value == "first" ? w("Kept") : w("The other one"))\"><label class=\"keep\"><input class=\"tick\" type=\"radio\" name=\"choice-\(field.rawValue)\" value=\"\(value)\" aria-label=\"\(label): \(text)\"\(if: isChosen, " checked")>\(text)</label></td>"
        }
        return "<tr><th scope=\"row\">\(label)</th>\(choice("first", first, !isSecond))\(choice("second", second, isSecond))</tr>"
    }

    /// On the pages of the two: what happened, and the way back.
    static func standing(_ merge: Merging.Standing, _ person: Person, _ context: Context) -> HTML {
        let w = context.w
        let isKept = merge.kept == person.id
        let other: HTML =
            "<a href=\"\(PeoplePaths.person(isKept ? merge.gone : merge.kept))\">\(isKept ? w("the entry that was taken over") : w("the entry that took it over"))</a>"
        let undo = Part.doing(w("Undo the merging"), "\(PeoplePaths.people)/merges/\(merge.id)/undoing", context, small: true)
        return Part.notice(
            isKept ? w("Merged on \(w.date(merge.at)) by \(merge.by)") : w("Merged into another entry on \(w.date(merge.at))"),
            "<p>\(w.html("See \(other)."))</p><div class=\"actions\">\(undo)</div>")
    }
}
