import Directory
import Foundation
import Kernel
import Markup
import Reconciliation
import Web

/// What the page of the third step shows.
struct ReviewPage: Sendable {
    let record: ImportRecord
    let tally: ImportTally
    let cases: [ImportName]
    let from: Int
    let matched: [ImportName]
    let isMatchedOpen: Bool
    let places: [PlaceID: PlaceLine]
    /// What somebody typed, where the form comes back.
    let typed: Parameters?
}

enum ReviewViews {
    static func page(_ page: ReviewPage, notice: HTML, _ context: Context) -> HTML {
        let w = context.w
        let open = page.tally.cases - page.tally.decided
        let next = page.from + NameCaseView.casesPerPage
        return """
            \(ImportViews.head(page.record, w("Which places are meant?"), w))
            \(ImportViews.steps(.places, w))
            \(notice)\(tally(page.tally, w))
            \(if: page.cases.isEmpty, Part.empty(w("Nothing to ask"), w("Every name found its place.")))
            <form id="decide" method="post" action="\(ImportPaths.review(page.record.id))" data-guard\(if: page.typed != nil, " data-changed")>\(context.csrf)\(ImportViews.revision(page.record))
            <input type="hidden" name="from" value="\(page.from)"><input type="hidden" name="next" value="\(next)">
            \(if: !page.cases.isEmpty, cases(page, w))
            </form>
            \(NameCaseView.pager(from: page.from, of: page.tally.cases, ImportPaths.review(page.record.id), w))
            \(if: page.tally.matchedNames > 0, matched(page, context))
            <div class="dock"><p>\(if: open > 0, w.html("\("<b>\(w("\(open) open."))</b>" as HTML) You can go on; rows without a place are left out."))</p>
            <div class="actions"><a class="button" href="\(ImportPaths.show(page.record.id))">\(w("Back to Columns"))</a>\(if: !page.cases.isEmpty, "<button class=\"button\" form=\"decide\" name=\"go\" value=\"save\">\(w("Save"))</button>")<button class="button button--act" form="decide" name="go" value="plan">\(w("Go on to Check"))</button></div></div>
            <p class="block">\(ImportViews.discard(page.record, context))</p>
            """
    }

    // MARK: The tally

    static func tally(_ tally: ImportTally, _ w: Words) -> HTML {
        let rows = tally.rows
        let good = rows == 0 ? 0 : 920 * tally.settled / rows
        let open = rows == 0 ? 0 : 920 * tally.open / rows
        let words = w("\(w.number(tally.settled)) of \(w.number(rows)) rows are matched.")
        let rest = tally.open > 0 ? w("\(tally.open) want your eye.") : ""
        let out = tally.out > 0 ? w("\(tally.out) are left out.") : ""
        let label = [words, rest, out].filter { !$0.isEmpty }
        return """
            <div class="tally"><div><p class="tally-line">\(label, { "\($0) " })</p>
            <svg class="tally-bar" viewBox="0 0 920 10" preserveAspectRatio="none" role="img" aria-label="\(label.joined(separator: " "))"><rect class="bar--good" width="\(good)" height="10"/><rect class="bar--low" x="\(min(920, good + 3))" width="\(max(tally.open > 0 ? 4 : 0, open - 3))" height="10"/>\(if: tally.out > 0, "<rect class=\"bar-none\" x=\"\(good + open + 1)\" width=\"\(max(4, 918 - good - open))\" height=\"10\"/>")</svg>
            <p class="second">\(w("We match only where one place alone can be meant. A wrong match is worse than a question, so nothing below is chosen for you."))</p></div></div>
            """
    }

    // MARK: The cases

    private static func cases(_ page: ReviewPage, _ w: Words) -> HTML {
        """
        \(NameCaseView.list(page.cases, page.typed, page.places, w))
        <p class="table-note">\(w("\(w.number(page.tally.decided)) of \(w.number(page.tally.cases)) decided"))</p>
        """
    }

    // MARK: Matched

    private static func matched(_ page: ReviewPage, _ context: Context) -> HTML {
        let w = context.w
        let last = page.matched.last?.number ?? 0
        let more: HTML =
            page.matched.count < ImportPages.matchedPerPage
            ? .empty
            : "<div class=\"pager\"><p></p><div class=\"actions\"><a class=\"button button--small\" href=\"\(ImportPaths.review(page.record.id))?matched=\(last)#matched\">\(w("Next"))\(Icon.after)</a></div></div>"
        return """
            <details class="block" id="matched"\(if: page.isMatchedOpen, " open")><summary class="matched-summary">\(w("\(page.tally.matchedNames) names are matched: see which, and why"))</summary>
            <table class="table table--cards table--match"><thead><tr><th scope="col" class="num">\(w("Row"))</th><th scope="col">\(w("As written"))</th><th scope="col">\(w("Place"))</th><th scope="col">\(w("Because"))</th><th scope="col"><span class="unseen">\(w("Change"))</span></th></tr></thead>
            <tbody>\(page.matched, { matchedRow($0, page, context) })</tbody></table>\(more)</details>
            """
    }

    private static func matchedRow(_ name: ImportName, _ page: ReviewPage, _ context: Context) -> HTML {
        let w = context.w
        let place = name.place.flatMap { page.places[$0] }
        let written = name.country.isEmpty ? name.written : "\(name.written), \(name.country)"
        let form: HTML =
            "<form class=\"inline\" method=\"post\" action=\"\(ImportPaths.doubt(page.record.id))\">\(context.csrf)<input type=\"hidden\" name=\"name\" value=\"\(name.number)\"><button class=\"as-link\">\(w("This is wrong"))<span class=\"unseen\"> \(written)</span></button></form>"
        return """
            <tr><td class="num third c-no">\(name.firstRow)\(if: name.rows > 1, " ×\(name.rows)")</td><td class="c-sub">\(written)</td><th scope="row">\(place.map { $0.both } ?? .empty)\(place, some: { " <span class=\"opt-where\">\($0.place)</span>" })</th><td class="second c-row" data-label="\(w("Because"))">\(w.reason(name.reason))</td><td class="c-top num">\(form)</td></tr>
            """
    }
}
