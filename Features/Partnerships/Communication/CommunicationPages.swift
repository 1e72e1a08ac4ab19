import Foundation
import Kernel
import Markup
import Storage
import Web

/// How the parties talk: what they have agreed on, and whom to write to at each.
struct CommunicationPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get(CommunicationKind.tab.path) { context, connection in
            CommunicationViews.page(try RecordPage(context, connection, personal: true))
        }
    }
}

enum CommunicationViews {
    static func page(_ page: RecordPage) -> Reply {
        let w = page.w
        let contacts = Dictionary(grouping: page.reading.all(ContactKind.kind)) { contact in
            page.reading.party(called: contact.text("party"))?.id ?? contact.text("party")
        }
        let parties = page.reading.parties
        let former = contacts.keys.filter { id in !parties.contains { $0.id == id } }.sorted()
        return page.show(
            CommunicationKind.tab, over: w("Whom to write to, in which language and on which channel."),
            """
            <div class="sheet">\(Part.leaf(w("Agreed ways"), .empty, ways(page)))
            \(parties, { party($0, contacts[$0.id] ?? [], page) })
            \(former, { Part.leaf(page.reading.partyName($0), HTML(text: w("No longer a party")), cards(contacts[$0] ?? [], nil, page)) })</div>
            """)
    }

    private static func ways(_ page: RecordPage) -> HTML {
        let w = page.w
        let facts = page.reading.object(CommunicationKind.kind, "").map { SharedObjectViews.facts($0, page.reading, w) }
        let none: HTML = "<p class=\"second\">\(w("Nothing is agreed yet about language, channel and rhythm."))</p>"
        let act: HTML =
            page.mayEdit ? Part.button(w("Change the ways"), to: page.paths.thing(CommunicationKind.kind), small: true) : .empty
        return "\(facts ?? none)\(if: !act.isEmpty, "<p class=\"after\">\(act)</p>")"
    }

    // MARK: Contact points

    private static func party(_ party: SharedReading.Party, _ contacts: [SharedObject], _ page: RecordPage) -> HTML {
        let w = page.w
        let zone = zone(of: party, page)
        let now = zone.map { clock($0, page) } ?? ""
        let none: HTML = "<p class=\"second\">\(w("No contact point yet: nobody knows whom to write to here."))</p>"
        let query = Parameters([("party", party.id), ("zone", zone?.identifier ?? "")]).queryString
        let act: HTML =
            page.mayEdit ? Part.button(w("Add a contact point"), to: page.paths.thing(ContactKind.kind) + query, small: true) : .empty
        return Part.leaf(
            party.name, HTML(text: now),
            "\(contacts.isEmpty ? none : cards(contacts, zone, page))\(if: !act.isEmpty, "<p class=\"after\">\(act)</p>")")
    }

    private static func cards(_ contacts: [SharedObject], _ place: TimeZone?, _ page: RecordPage) -> HTML {
        // Through whom everything goes stands first.
        let sorted = contacts.filter(isNodal) + contacts.filter { !isNodal($0) }
        return "<div class=\"contacts\">\(sorted, { card($0, place, page) })</div>"
    }

    private static func isNodal(_ contact: SharedObject) -> Bool { contact.text("role") == ContactKind.Role.nodal.rawValue }

    private static func card(_ contact: SharedObject, _ place: TimeZone?, _ page: RecordPage) -> HTML {
        let w = page.w
        let name = contact.title.isEmpty ? w("Erased") : contact.title
        let role = ContactKind.Role(rawValue: contact.text("role")).map { $0.mark(w) }
        let under = [contact.text("post"), role ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
        // The clock of the place stands beside the party's name already.
        let zone = ContactKind.zone(contact.text("zone")).flatMap { $0.identifier == place?.identifier ? nil : $0 }
        let sentences = [
            contact.text("languages").isEmpty ? nil : w("Languages: \(contact.text("languages"))."),
            contact.text("hours").isEmpty ? nil : w("Working hours: \(contact.text("hours"))."),
            zone.map { w("Local time now: \(w.time(page.context.now, in: $0)).") },
            author(contact, page),
        ].compactMap { $0 }
        let ways = [email(contact.text("email")), telephone(contact.text("telephone"))].compactMap { $0 }.joined("<br>")
        let act = page.editing(contact)
        return """
            <div class="address"><div><h3>\(name)</h3>\(if: !under.isEmpty, "<p>\(under)</p>")\(if: !ways.isEmpty, "<p class=\"address-ways\">\(ways)</p>")\
            \(if: !sentences.isEmpty, "<p class=\"second\">\(sentences.joined(separator: " "))</p>")\(if: !act.isEmpty, "<p class=\"after\">\(act)</p>")</div></div>
            """
    }

    /// Who entered it, where that is another party than the one it belongs to.
    private static func author(_ contact: SharedObject, _ page: RecordPage) -> String? {
        guard let author = contact.author, page.reading.party(called: contact.text("party"))?.id != author.hex else { return nil }
        return page.w("Entered by \(page.reading.partyName(author.hex)).")
    }

    private static func email(_ address: String) -> HTML? {
        guard !address.isEmpty else { return nil }
        return Link(typed: "mailto:" + address).map { "<a href=\"\($0.address)\">\($0.shown)</a>" } ?? HTML(text: address)
    }

    private static func telephone(_ number: String) -> HTML? {
        number.isEmpty ? nil : "<a href=\"tel:\(ContactKind.dialled(number))\">\(number)</a>"
    }

    // MARK: Clock

    /// The time zone of a party's place, where the directory knows it.
    private static func zone(of party: SharedReading.Party, _ page: RecordPage) -> TimeZone? {
        let place = page.reading.agreement.objects[SharedParty.object(party.id)]?["place"]?.integer
        let known = [page.partnership.home] + page.partnership.partners
        return known.first { $0.place.map { Int64($0.id) } == place && place != nil }?.timeZone.flatMap { TimeZone(identifier: $0) }
    }

    private static func clock(_ zone: TimeZone, _ page: RecordPage) -> String {
        page.w("Local time now: \(page.w.time(page.context.now, in: zone)).")
    }
}
