import Kernel
import Markup
import Storage

extension Listing {
    /// The whole list as a page shows it: search, filters, table, paging, export.
    /// - Parameters:
    ///   - empty: what stands there when the list has nothing at all; a list narrowed to nothing names the filters to take off.
    ///   - above: what stands between filters and table (a map, a chart).
    public func view(_ page: ListPage<Item>, _ query: ListQuery, _ context: Context, _ connection: Connection, empty: HTML, above: HTML = .empty)
        throws -> HTML
    {
        let w = context.w
        let filters = filters(context.scope)
        let query = query.asked(by: filters)
        if page.items.isEmpty, !query.isNarrowed, query.cursor == nil { return empty }
        let choices = try filters.map { ($0, try options(of: $0, context.scope, connection)) }
        let bar = filterBar(query, choices, page.total ?? page.items.count, w)
        guard !page.items.isEmpty else {
            return
                "\(bar)\(Part.empty(w("Nothing fits"), w("No entry fits all that is asked for. Take off what is not needed."), actions: Part.button(w("Show all"), to: path)))"
        }
        let actions = records == nil ? [] : context.house.bulk.on(path, context.actor)
        let bulk: HTML = actions.isEmpty ? .empty : BulkViews.bar(path, query, page.total ?? page.items.count, actions, w)
        let table = table(page.items, query, w, extras: page.extras, isTicked: !actions.isEmpty)
        return "\(bar)\(above)\(bulk)\(table)\(pager(page, query, try panels(query, context, connection), w))"
    }

    /// What a filter offers; asked of the whole list, so it is remembered.
    private func options(of filter: Filter, _ scope: ListScope, _ connection: Connection) throws -> [(value: String, word: String)] {
        try scope.recall("options \(path) \(filter.name)") { try filter.options(scope, connection).map { [$0.value, $0.word] } }.map {
            ($0[0], $0[1])
        }
    }

    /// The table alone, for panels and other pages.
    public func table(_ items: [Item], _ query: ListQuery, _ w: Words) -> HTML { table(items, query, w, extras: []) }

    /// - Parameters:
    ///   - extras: what others have added; a column that holds nothing is not shown.
    ///   - isTicked: whether rows can be chosen.
    func table(_ items: [Item], _ query: ListQuery, _ w: Words, extras: [(extra: ListExtra, cells: [Cell])], isTicked: Bool = false) -> HTML {
        let extras = extras.filter { $0.cells.contains { $0 != .none } }
        let shown = columns.filter { !$0.isHidden }
        let first = items.first
        let numeric = shown.map { column in
            first.map { item in
                if case .integer = column.value(item, w) { true } else if case .decimal = column.value(item, w) { true } else { false }
            } ?? false
        }
        let heads =
            (isTicked ? BulkViews.boxHead(w) : .empty)
            + zip(shown, numeric).map { column, isNumber in head(column, isNumber, query, w) }.joined()
            + extras.map { "<th scope=\"col\">\(w($0.extra.title))</th>" as HTML }.joined()
        let rows = items.enumerated().map { place, item in
            let link: HTML = "<a href=\"\(href(item))\">"
            var cells = HTML.empty
            if isTicked, let records, let first = shown.first { cells += BulkViews.box(records.id(item), first.value(item, w).text, w) }
            for (position, column) in shown.enumerated() {
                let inside = column.view?(item, w) ?? column.value(item, w).html
                if position == 0 {
                    cells += "<th scope=\"row\">\(link)\(inside)</a></th>"
                } else {
                    cells +=
                        "<td class=\"\(column.onTelephone)\(if: numeric[position], " num")\"\(if: column.onTelephone == "c-row", " data-label=\"\(w(column.title))\"")>\(inside)</td>"
                }
            }
            for extra in extras { cells += "<td class=\"c-sub\">\(extra.cells[place].html)</td>" }
            return "<tr>\(cells)</tr>" as HTML
        }.joined("\n")
        return
            "<div class=\"scroll-x wide\"><table class=\"table table--cards table--reg\"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>"
    }

    private func head(_ column: Column<Item>, _ isNumber: Bool, _ query: ListQuery, _ w: Words) -> HTML {
        let number: HTML = isNumber ? " class=\"num\"" : .empty
        guard sorts.contains(where: { $0.name == column.name }) else { return "<th scope=\"col\"\(number)>\(w(column.title))</th>" }
        let isSorted = query.sort == column.name
        let next = query.parameters.setting("sort", isSorted && !query.descending ? "-" + column.name : column.name).setting("after", nil).setting(
            "before", nil)
        let sorted: HTML = isSorted ? query.descending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"" : .empty
        return
            "<th scope=\"col\"\(number)\(sorted)><a href=\"\(path)\(next.queryString)\">\(w(column.title))\(if: isSorted, query.descending ? Icon.down : Icon.up)</a></th>"
    }

    private func filterBar(_ query: ListQuery, _ choices: [(Filter, [(value: String, word: String)])], _ total: Int, _ w: Words) -> HTML {
        let kept = query.parameters.setting("q", nil).setting("after", nil).setting("before", nil)
        let chips = choices.flatMap { filter, options in
            (query.filters[filter.name] ?? []).map { value in chip(filter, value, options.first { $0.value == value }?.word ?? value, query, w) }
        }.joined()
        let search: HTML =
            find == nil
            ? .empty
            : """
            <div class="find find--table"><label class="unseen" for="find">\(w("Find in this list"))</label>\(Icon.search)<input class="input input--small" id="find" name="q" type="search" value="\(query.find)" placeholder="\(w("Find in these \(total)"))"></div>
            """
        return """
            <form class="filters" role="search" aria-label="\(w("Filters"))" action="\(path)">
            \(search)\(kept.pairs, { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" })
            <div class="chips">\(chips)\(choices, { menu($0.0, $0.1, query, w) })\(if: query.isNarrowed, "<a class=\"clear\" href=\"\(path)\">\(w("Show all"))</a>")</div>
            <button class="unseen" tabindex="-1">\(w("Search"))</button></form>
            """
    }

    private func chip(_ filter: Filter, _ value: String, _ word: String, _ query: ListQuery, _ w: Words) -> HTML {
        let without = query.parameters.removing(filter.name, value).setting("after", nil).setting("before", nil)
        return
            "<span class=\"chip\"><span><b>\(w(filter.title))</b>\(word)</span><a href=\"\(path)\(without.queryString)\" aria-label=\"\(w("Take off: \(w(filter.title)) \(word)"))\">\(Icon.close)</a></span>"
    }

    private func menu(_ filter: Filter, _ options: [(value: String, word: String)], _ query: ListQuery, _ w: Words) -> HTML {
        let chosen = Set(query.filters[filter.name] ?? [])
        let open = options.filter { !chosen.contains($0.value) }
        guard !open.isEmpty else { return .empty }
        let items = open.map { option in
            var with = query.parameters.setting("after", nil).setting("before", nil)
            with.append(filter.name, option.value)
            return "<li><a href=\"\(path)\(with.queryString)\">\(option.word)</a></li>" as HTML
        }.joined()
        return "<details class=\"more\"><summary class=\"button button--small\">\(w(filter.title))</summary><ul>\(items)</ul></details>"
    }

    /// What others offer for a list that somebody narrowed or sorted. It stands in what is remembered of the page, so it holds no form.
    private func panels(_ query: ListQuery, _ context: Context, _ connection: Connection) throws -> HTML {
        guard query.isNarrowed || query.parameters["sort"] != nil, path.hasPrefix("/office/"), context.actor.office != nil else { return .empty }
        return try context.panels(.list, path + query.parameters.setting("after", nil).setting("before", nil).queryString, connection)
    }

    private func pager(_ page: ListPage<Item>, _ query: ListQuery, _ panels: HTML, _ w: Words) -> HTML {
        let base = query.parameters.setting("after", nil).setting("before", nil)
        let total = page.total ?? page.items.count
        func way(_ word: HTML, _ name: String, _ cursor: Cursor?) -> HTML {
            guard let cursor else { return "<a class=\"button button--small\" role=\"link\" aria-disabled=\"true\">\(word)</a>" }
            return "<a class=\"button button--small\" href=\"\(path)\(base.setting(name, cursor.text).queryString)\">\(word)</a>"
        }
        let isWhole = page.before == nil && page.after == nil
        let count = isWhole ? w("\(total) entries") : w("\(page.items.count) of \(total) entries")
        let exports = ["csv", "xlsx", "json"].map { "<a href=\"\(path)/export/\($0)\(base.queryString)\">\($0.uppercased())</a>" as HTML }.joined(" ")
        return """
            <div class="pager"><p>\(count)</p><div class="actions">\(panels)<span class="pager-export">\(w("Export \(total):")) \(exports)</span>
            \(if: !isWhole, "\(way("\(Icon.before)\(w("Before"))", "before", page.before))\(way("\(w("Next"))\(Icon.after)", "after", page.after))")</div></div>
            """
    }
}
