import Kernel
import Markup

/// Which frame a page stands in.
public enum ShellKind: Sendable, Equatable {
    /// The signed-in workspace, with the rail.
    case office
    /// The public pages, with the masthead.
    case publicSite
}

/// The frame of every page: head, menu, search, who one is, the word left by the page before, the footer.
struct Shell {
    let context: Context
    let title: String
    let kind: ShellKind
    let path: String
    let head: HTML

    private var w: Words { context.w }
    private var instance: Instance { context.house.instance }

    func page(_ body: HTML) -> HTML {
        let site = instance.name.isEmpty ? "Proxenia" : instance.name
        return """
            <!doctype html>
            <html lang="\(w.language.tag)" dir="\(w.language.isRightToLeft ? "rtl" : "ltr")">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title): \(site)</title>
            <link rel="stylesheet" href="\(context.house.assets.style.path)">
            <link rel="icon" href="\(context.house.assets.icon.path)" type="image/svg+xml">
            <script src="\(context.house.assets.script.path)" defer></script>
            \(head)
            </head>
            \(kind == .office ? office(body) : publicSite(body))
            </html>
            """
    }

    // MARK: Office

    private func office(_ body: HTML) -> HTML {
        """
        <body>
        <a class="skip" href="#main">\(w("To the content"))</a>
        <div class="office">
        <aside class="rail" id="rail" aria-label="\(w("Office and menu"))">
        <a class="brand" href="/">\(Token.brand)Proxenia</a>
        <a class="rail-close" href="#main">\(w("Close"))</a>
        <div class="rail-house"><b>\(context.visitor?.officeName ?? "")</b><span>\(w("Office of International Affairs"))</span>\(if: (context.visitor?.offices ?? 0) > 1, "<span><a href=\"/office/choice\">\(w("Change office"))</a></span>")</div>
        <nav aria-label="\(w("Main"))">\(NavigationItem.Section.allCases, section)</nav>
        <div class="rail-foot">\(context.actor.name)<br>\(context.actor.role.map { w.role($0) } ?? "")<br><a href="/account">\(w("My account"))</a> · \(signOut)\(demonstrationLine)</div>
        </aside>
        <div>
        <header class="topbar">
        <a class="brand" href="/office">\(Token.brand)Proxenia</a>
        <a class="button button--small menu" href="#rail">\(Icon.menu)\(w("Menu"))</a>
        <form class="find" role="search" action="/office/search"><label class="unseen" for="q">\(w("Search"))</label>\(Icon.search)<input class="input" id="q" name="q" type="search" placeholder="\(w("City, person, partnership, file, in any script"))" autocomplete="off"></form>
        <div class="end">\(languages)</div>
        </header>
        <main class="desk" id="main">
        \(acting)
        \(flash)
        \(body)
        </main>
        </div>
        </div>
        </body>
        """
    }

    private func section(_ section: NavigationItem.Section) -> HTML {
        let items = context.house.navigation.filter { $0.section == section && context.may($0.may) && $0.isFor(context) }
        guard !items.isEmpty else { return .empty }
        let name =
            switch section {
            case .work: w("Work")
            case .relations: w("Relations")
            case .office: w("Office")
            }
        return "<h2>\(name)</h2><ul>\(items, item)</ul>"
    }

    private func item(_ item: NavigationItem) -> HTML {
        let isHere = path == item.path || (item.path != "/office" && path.hasPrefix(item.path + "/"))
        return "<li><a href=\"\(item.path)\"\(if: isHere, " aria-current=\"page\"")>\(w(item.title))</a></li>"
    }

    /// Whoever acts for somebody sees it on every page, with the way out.
    private var acting: HTML {
        guard let absent = context.visitor?.actsFor else { return .empty }
        return
            "<div class=\"acting\" role=\"status\"><p>\(w("You act for \(absent). What you do carries both names."))</p>\(Part.doing(w("Go on as yourself"), "/account/acting/end", context, small: true))</div>"
    }

    private var signOut: HTML {
        "<form class=\"inline\" method=\"post\" action=\"/sign-out\">\(context.csrf)<button class=\"as-link\">\(w("Sign out"))</button></form>"
    }

    // MARK: Public site

    private func publicSite(_ body: HTML) -> HTML {
        """
        <body class="public">
        <a class="skip" href="#main">\(w("To the content"))</a>
        <header class="masthead"><div class="wrap">
        <a class="brand" href="/">\(Token.brand)Proxenia\(if: !instance.name.isEmpty, "<span class=\"brand-sub\">\(instance.name)</span>")</a>
        \(if: instance.isSetUp, "<nav aria-label=\"\(w("Main"))\">\(publicLink("/", w("Map")))\(publicLink("/cities", w("Cities")))\(publicLink("/partnerships", w("Partnerships")))</nav>")
        <div class="end">\(languages)\(if: instance.isSetUp, way)</div>
        </div></header>
        <main id="main">
        \(if: context.flash != nil, "<div class=\"wrap\">\(flash)</div>")
        \(body)
        </main>
        <footer class="foot"><div class="wrap"><div><p>\(w("Place names: GeoNames (CC BY 4.0). Map: Natural Earth. Names and boundaries imply no opinion on the legal status of any territory."))</p>\(if: instance.isDemonstration, "<p><strong>\(demonstration)</strong></p>")</div>
        <ul><li><a href="/feeds/partnerships.atom">\(w("Atom feed"))</a></li><li><a href="/api/v1/openapi.json">\(w("Open data"))</a></li></ul></div></footer>
        </body>
        """
    }

    private func publicLink(_ target: String, _ word: String) -> HTML {
        let isHere = path == target || (target != "/" && path.hasPrefix(target + "/"))
        return "<a href=\"\(target)\"\(if: isHere, " aria-current=\"page\"")>\(word)</a>"
    }

    private var way: HTML {
        context.actor.isSignedIn ? "<a href=\"/office\">\(w("To the office"))</a>" : "<a href=\"/sign-in\">\(w("Sign in"))</a>"
    }

    // MARK: Both

    private var languages: HTML {
        context.house.catalogue.languages.filter { $0 != w.language }.map { language in
            "<a href=\"/language\(Parameters([("to", language.tag), ("back", context.request.method == .get ? context.request.address : "/")]).queryString)\" lang=\"\(language.tag)\" hreflang=\"\(language.tag)\">\(language.ownName)</a>"
        }.joined()
    }

    private var flash: HTML {
        guard let flash = context.flash else { return .empty }
        return
            "<p class=\"flash\(if: flash.kind == .wrong, " flash--wrong")\" role=\"\(if: flash.kind == .wrong, "alert", else: "status")\">\(flash.text)</p>"
    }

    private var demonstration: String { w("Demonstration: people, events and states are invented.") }

    private var demonstrationLine: HTML { instance.isDemonstration ? "<p class=\"third\">\(demonstration)</p>" : .empty }
}

extension Words {
    /// A role as people say it.
    public func role(_ role: Role) -> String {
        switch role {
        case .admin: self("Administrator")
        case .director: self("Director")
        case .officer: self("Officer")
        case .colleague: self("Colleague of another department")
        case .counterpart: self("Counterpart in the partner city")
        case .community: self("Club, ambassador or consul")
        case .council: self("Council member")
        }
    }
}
