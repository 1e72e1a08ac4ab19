import Foundation
import Kernel
import Markup
import Storage
import Web

/// What programs read: the feed, the sitemap, the rules for crawlers, whom to tell about a weakness.
struct MachinePages: Sendable {
    let connections: PublicConnections

    /// The latest published partnerships as Atom (RFC 4287).
    @Sendable func feed(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w, address = context.house.settings.address
        let cities = Dictionary(
            try PortalStore(connection: connection, language: w.language).offices().compactMap { city in city.office.map { ($0, city) } }
        ) { first, _ in first }
        let latest = try connections.of(nil, 50, w, connection).sorted { $0.updatedAt > $1.updatedAt }
        let entries = latest.compactMap { item -> HTML? in
            guard let city = cities[item.office] else { return nil }
            let since = item.since.map { w("since \(w.date($0))") }
            return """
                <entry><id>urn:uuid:\(item.id)</id><title>\(city.name) – \(item.partner)</title><updated>\(item.updatedAt.rfc3339)</updated>
                <link rel="alternate" type="text/html" href="\(address)\(PortalPaths.partnership(item.id))"/><author><name>\(city.name)</name></author>
                <summary>\([item.kind, since, item.state, item.summary.isEmpty ? nil : item.summary].compactMap { $0 }.joined(separator: ". "))</summary></entry>

                """
        }
        let body: HTML = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(w.language.tag)"><id>\(address)/feeds/partnerships.atom</id><title>\(w("Partnerships"))</title>
            <updated>\((latest.first?.updatedAt ?? context.now).rfc3339)</updated><link rel="self" type="application/atom+xml" href="\(address)/feeds/partnerships.atom"/><link rel="alternate" type="text/html" href="\(address)/partnerships"/>
            \(entries, { $0 })</feed>
            """
        return .text(body.text, type: "application/atom+xml; charset=utf-8")
    }

    /// The public pages, at most 50,000 (sitemaps.org).
    @Sendable func sitemap(_ context: Context, _ connection: Connection) throws -> Reply {
        let address = context.house.settings.address
        let cities = try PortalStore(connection: connection, language: .english).all(limit: 29_000)
        let partnerships = try connections.of(nil, 20_000, context.w, connection)
        let fixed = ["/", PortalPaths.cities, "/partnerships"].map { "<url><loc>\(address)\($0)</loc></url>\n" as HTML }
        let pages = cities.map { "<url><loc>\(address)\(PortalPaths.city($0.slug))</loc><lastmod>\($0.updatedAt.rfc3339)</lastmod></url>\n" as HTML }
        let shared = partnerships.map {
            "<url><loc>\(address)\(PortalPaths.partnership($0.id))</loc><lastmod>\($0.updatedAt.rfc3339)</lastmod></url>\n" as HTML
        }
        let body: HTML =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\(fixed + pages + shared, { $0 })</urlset>\n"
        return .text(body.text, type: "application/xml; charset=utf-8")
    }

    @Sendable func robots(_ context: Context, _ connection: Connection) throws -> Reply {
        .text("User-agent: *\nDisallow: /office\nDisallow: /sign-in\nDisallow: /account\nSitemap: \(context.house.settings.address)/sitemap.xml\n")
    }

    /// Whom to tell about a weakness (RFC 9116): the contact the operator named, else the list of the offices that run this server.
    @Sendable func security(_ context: Context, _ connection: Connection) throws -> Reply {
        let contact = context.house.settings.securityContact
        let address = context.house.settings.address
        let line = contact.isEmpty ? "\(address)/cities" : contact.contains("@") && !contact.hasPrefix("mailto:") ? "mailto:\(contact)" : contact
        // Valid for half a year from now: the file is made anew each time it is asked for.
        return .text(
            "Contact: \(line)\nExpires: \(context.now.adding(days: 182).rfc3339)\nPreferred-Languages: en, de\nCanonical: \(address)/.well-known/security.txt\n"
        )
    }
}
