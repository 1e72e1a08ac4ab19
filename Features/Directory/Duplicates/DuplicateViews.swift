import Kernel
import Markup
import Web

enum DuplicateViews {
    /// Two entries that may be one, the fuller first.
    typealias Pair = (kept: OrganisationSummary, gone: OrganisationSummary, likeness: Likeness)

    static func report(_ pairs: [Pair], look: DuplicateStore.Look?, open: Int, _ context: Context) -> HTML {
        let w = context.w
        let again = Part.doing(look == nil ? w("Look for duplicates") : w("Look again"), DirectoryPaths.duplicates, context, isAct: true)
        let head = Part.head(
            w("Duplicates"),
            over: w(
                "Entries of your office that may be one organisation: the same number, name or website, or a name that differs by a slip of the pen."),
            crumbs: [(w("Cities and organisations"), DirectoryPaths.organisations)], actions: again)
        let tabs = OrganisationViews.tabs(at: DirectoryPaths.duplicates, w)
        guard let look else {
            return
                "\(head)\(tabs)\(Part.empty(w("Nobody has looked yet"), w("All entries of the office are compared in the background; it takes seconds, also for a hundred thousand.")))"
        }
        let asOf = "<p class=\"second twin\">\(w("\(look.records) entries compared, as of \(w.dateAndTime(look.at))."))</p>" as HTML
        guard !pairs.isEmpty else {
            return
                "\(head)\(tabs)\(asOf)\(Part.empty(w("Nothing is here twice"), w("As far as numbers, names and websites tell. What was entered since is not in this report.")))"
        }
        let more = look.hasMore || open > pairs.count
        return """
            \(head)\(tabs)\(asOf)
            <table class="table table--cards twins"><caption class="unseen">\(w("Duplicates"))</caption><thead><tr><th scope="col">\(w("Entry"))</th><th scope="col">\(w("and this one"))</th><th scope="col">\(w("Why"))</th><th scope="col"><span class="unseen">\(w("Act"))</span></th></tr></thead>
            <tbody>\(pairs, { row($0, context) })</tbody></table>
            \(if: more, "<p class=\"table-note\">\(w("There are more; they stand here when these are settled."))</p>")
            """
    }

    private static func row(_ pair: Pair, _ context: Context) -> HTML {
        let w = context.w
        let distinct = Part.doing(
            w("Two organisations"), "\(DirectoryPaths.organisation(pair.kept.id))/distinction/\(pair.gone.id)", context, small: true)
        let compare = Part.button(w("Compare"), to: DirectoryPaths.merging(pair.kept.id, with: pair.gone.id), small: true)
        return """
            <tr><th scope="row">\(name(pair.kept, w))</th><td class="c-sub">\(name(pair.gone, w))</td><td class="c-sub">\(pair.likeness.word(w))</td>\
            <td class="num"><div class="actions actions--end">\(compare)\(distinct)</div></td></tr>
            """
    }

    private static func name(_ item: OrganisationSummary, _ w: Words) -> HTML {
        let place = item.place.map { ", \($0.title(in: w.language))" } ?? ""
        return """
            <a href="\(DirectoryPaths.organisation(item.id))">\(OrganisationViews.bothNames(item.name, item.nativeName))</a><span class="second">\(item.kind.word(w))\(place)</span>
            """
    }

    /// A quiet line on the page of one of a pair.
    static func twin(_ pair: Pair, of id: OrganisationID, _ w: Words) -> HTML {
        let other = pair.kept.id == id ? pair.gone : pair.kept
        let link: HTML = "<a href=\"\(DirectoryPaths.organisation(other.id))\">\(other.name)</a>"
        let compare: HTML = "<a href=\"\(DirectoryPaths.merging(pair.kept.id, with: pair.gone.id))\">\(w("Compare the two"))</a>"
        return "<p class=\"second twin\">\(w.html("This may be the same as \(link):")) \(pair.likeness.word(w)). \(compare)</p>"
    }

    /// What was taken together with this entry, and the way back.
    static func standing(_ merge: OrganisationMerging.Standing, _ context: Context) -> HTML {
        let w = context.w
        let undo = Part.doing(w("Undo the merging"), "\(DirectoryPaths.organisations)/merges/\(merge.id)/undoing", context, small: true)
        return
            "<div class=\"second twin actions\"><span>\(w("Taken together with “\(merge.goneName)” on \(w.date(merge.at)) by \(merge.by)."))</span>\(undo)</div>"
    }
}
