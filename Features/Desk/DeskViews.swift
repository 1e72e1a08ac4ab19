import Kernel
import Markup
import Web

/// How the desk looks. Functions of plain values.
enum DeskViews {
    private static let shape: HTML = "<path d=\"m8 1.900 1.900 3.900 4.300.6-3.100 3 .7 4.200L8 11.600l-3.800 2 .7-4.200-3.100-3 4.300-.6Z\"/>"

    static func star(_ isMarked: Bool, _ kind: String, _ id: String, _ context: Context) -> HTML {
        let path = isMarked ? "\(DeskPaths.favourites)/removal" : DeskPaths.favourites
        let word = isMarked ? context.w("Take off my favourites") : context.w("Add to my favourites")
        return """
            <form class="desk-star" method="post" action="\(path)">\(context.csrf)<input type="hidden" name="kind" value="\(kind)"><input type="hidden" name="record" value="\(id)">\
            <button class="button button--small"><svg class="i\(if: isMarked, " desk-star--on")" viewBox="0 0 16 16" aria-hidden="true">\(shape)</svg><span class="desk-star-word">\(word)</span></button></form>
            """
    }

    // MARK: Today

    static func desk(_ desk: Desk, _ w: Words) -> HTML {
        let more: HTML = "<a href=\"\(DeskPaths.views)\">\(w("All of them"))</a>"
        return """
            <div class="desk-own block">
            \(if: !desk.favourites.isEmpty, Part.block(w("My favourites"), "<ul class=\"desk-list\">\(desk.favourites, { item($0, w) })</ul>"))
            \(if: !desk.views.isEmpty, Part.block(w("Saved views"), link: more, "<ul class=\"desk-list\">\(desk.views.prefix(8), { view($0, w) })</ul>"))
            \(if: !desk.recent.isEmpty, Part.block(w("Opened last"), "<ul class=\"desk-list\">\(desk.recent, { item($0, w) })</ul>"))
            </div>
            """
    }

    private static func item(_ item: DeskItem, _ w: Words) -> HTML {
        "<li><a href=\"\(item.kind.path(item.id))\">\(item.name)</a><span class=\"third\">\(w(item.kind.title))</span></li>"
    }

    private static func view(_ view: SavedView, _ w: Words) -> HTML {
        "<li><a href=\"\(view.address)\">\(view.name)</a>\(if: view.isShared, "<span class=\"third\">\(w("shared by \(view.by)"))</span>")</li>"
    }

    // MARK: Saved views

    static func views(_ views: [SavedView], _ context: Context) -> HTML {
        let w = context.w
        let body =
            views.isEmpty
            ? Part.empty(w("No view is saved yet"), w("Narrow or sort a list, then choose “Save this view” below it."))
            : """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Who finds it"))</th><td></td></tr></thead>
            <tbody>\(views, { viewRow($0, context) })</tbody></table>
            """
        return
            "\(Part.head(w("Saved views"), over: w("Lists with their search, filters and order, under a name."), crumbs: [(w("Today"), "/office")]))\(body)"
    }

    private static func viewRow(_ view: SavedView, _ context: Context) -> HTML {
        let w = context.w
        let whom = view.isShared ? w("The whole office, shared by \(view.by)") : w("You alone")
        return """
            <tr><th scope="row"><a href="\(view.address)">\(view.name)</a></th><td class="c-sub">\(whom)</td><td class="desk-acts"><div class="actions">\(if: view.mayChange(context.actor), viewActs(view, context))</div></td></tr>
            """
    }

    private static func viewActs(_ view: SavedView, _ context: Context) -> HTML {
        let w = context.w
        let sharing =
            view.isShared
            ? Part.doing(w("Keep to myself"), DeskPaths.sharing(view.id), context, small: true, fields: [("shared", "0")])
            : Part.doing(w("Share with the office"), DeskPaths.sharing(view.id), context, small: true, fields: [("shared", "1")])
        return
            "\(if: !view.isShared || view.isOwn(context.actor), sharing)\(Part.doing(w("Remove"), DeskPaths.removal(view.id), context, small: true))"
    }

    static func viewForm(_ form: FormView, _ context: Context, isTaken: Bool = false) -> HTML {
        let w = form.w
        let address = form.typed.text("address")
        let replacing = [
            ("address", address), ("name", form.typed.text("name")), ("shared", form.typed.text("shared") == "1" ? "1" : "0"), ("replace", "1"),
        ]
        return """
            \(Part.head(w("Save this view"), over: w("The list as you see it now: its search, its filters, its order."), crumbs: [(w("Back to the list"), address)]))
            \(form.wrongs([("name", w("Name"))]))\(if: isTaken, Part.doing(w("Put it in its place"), DeskPaths.views, context, fields: replacing))
            <form class="sheet" method="post" action="\(DeskPaths.views)">\(context.csrf)<input type="hidden" name="address" value="\(address)">
            \(form.text("name", w("Name"), help: w("Such as: “Dormant in South America”.")))
            \(form.yes("shared", w("Share it with the office"), help: w("Colleagues find it on their page Today. What each of them sees in the list stays theirs.")))
            \(form.dock(w("Save"), cancel: address))</form>
            """
    }
}
