import Directory
import Gazetteer
import Kernel
import Ledger
import Markup
import Reconciliation
import Storage
import Web

/// A further party: proposed to those who sign already, and invited where its office is on this server.
struct FurtherPartyPages: Sendable {
    let gazetteer: Gazetteer
    let reconciler: Reconciler

    var routes: [Route] {
        let path = "\(PartnershipPaths.register)/{id}/parties"
        return [
            .get("\(path)/new", may: May.edit) { try form($0, $1) },
            .post("\(path)/new", may: May.edit, add),
            .post("\(path)/removal", may: May.edit, remove),
        ]
    }

    private func form(
        _ context: Context, _ connection: Connection, typed: Parameters = Parameters([("parties", "1")]), problems: Problems = Problems()
    ) throws -> Reply {
        let page = try RecordPage(context, connection)
        let w = context.w
        try page.mustStand()
        let form = FormView(typed, problems, w)
        let name = PartyField.name(1)
        let asked = page.reading.parties.filter { $0.signs && !$0.isOwn }.map(\.name)
        let crumbs = [
            (word: w("Partnerships"), path: PartnershipPaths.register), (word: page.partnership.name, path: PartnershipPaths.partnership(page.id)),
            (word: RecordTabs.terms.word(w), path: page.paths.agreement),
        ]
        let organisation = form.text("\(name)-organisation", w("Organisation there"), help: w("Empty for the city itself."), optional: true)
        return context.page(
            w("Another party"), status: problems.isEmpty ? 200 : 422, path: PartnershipPaths.register,
            """
            \(Part.head(w("Another party"), over: asked.isEmpty ? w("It stands in the record at once, since you are alone in it.") : w("It is proposed to \(w.list(asked)). What the parties have agreed holds for it from its assent on."), crumbs: crumbs))
            \(form.wrongs([(name, w("City")), ("\(name)-organisation", w("Organisation there"))]))
            <form class="form" method="post" action="\(PartnershipPaths.partnership(page.id))/parties/new" data-guard>\(context.csrf)<input type="hidden" name="parties" value="1">
            \(form.place(name, w("City")))\(organisation)
            <div class="dock"><button class="button button--act">\(w("Propose this party"))</button><a class="button" href="\(page.paths.agreement)">\(w("Cancel"))</a></div></form>
            """)
    }

    @Sendable private func add(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let w = context.w
        try page.mustStand()
        var (typed, problems) = (context.request.form.setting("parties", "1"), Problems())
        let choices = try PartyField(gazetteer: gazetteer, reconciler: reconciler, w: w).read(&typed, present: [], &problems)
        guard problems.isEmpty, let choice = choices.first else { return try form(context, connection, typed: typed, problems: problems) }
        let office = try context.office()
        let store = PartnershipStore(
            connection, office: office, by: context.actor, at: context.now, gazetteer: gazetteer, request: context.request.id)
        do {
            guard let party = try store.resolve([PartnershipDraft(partners: [choice])], batch: nil).first?.others.first?.id else {
                throw AppError.notFound
            }
            guard !([page.partnership.home] + page.partnership.partners).contains(where: { $0.organisation == party }) else {
                throw PartnershipError.noOtherParty
            }
            let sharing = Sharing(connection: connection, office: office, actor: context.actor, now: context.now, gazetteer: gazetteer)
            let isInvited = try AgreementPages.doing(context) { try sharing.add(party, to: page.id, page.record) }
            let said =
                isInvited
                ? w("Its office is on this server and is invited. It becomes party once it and all other parties have assented.")
                : page.reading.isAlone ? w("It is party now.") : w("Proposed. It becomes party once all parties have assented.")
            return Reply.redirect(page.paths.agreement).saying(said)
        } catch PartnershipError.noOtherParty {
            problems.add(PartyField.name(1), w("This is a party already. Choose another one."))
            return try form(context, connection, typed: typed, problems: problems)
        }
    }

    /// Proposes that a party that has signed nothing is none any more. One that signs leaves by itself.
    @Sendable private func remove(_ context: Context, _ connection: Connection) throws -> Reply {
        let page = try RecordPage(context, connection)
        let (w, name) = (context.w, context.request.form.text("party"))
        guard page.mayEdit, page.reading.agreement.absent.contains(name) else { throw AppError.notFound }
        guard page.reading.parties.count > 2 else { throw AppError.invalid(w("A partnership has two parties at least.")) }
        let sharing = Sharing(
            connection: connection, office: try context.office(), actor: context.actor, now: context.now, gazetteer: gazetteer)
        try AgreementPages.doing(context) { try sharing.takeOut(name, of: page.id, page.record) }
        return Reply.redirect(page.paths.agreement).saying(
            page.reading.isAlone ? w("It is no party any more.") : w("Proposed. It stays party until all have assented."))
    }
}

extension Sharing {
    /// A further party. Where its office is on this server it is invited, and is asked like all others; else it stands in the record without
    /// a key once those who sign have assented.
    /// - Returns: whether an office was invited.
    func add(_ organisation: OrganisationID, to partnership: PartnershipID, _ record: PartnershipID) throws -> Bool {
        if let other = try SharedParties(connection: connection).office(of: organisation, outside: record), other.office != office {
            try invite((other.office, other.name, organisation), to: partnership, record)
            return true
        }
        guard let party = try party(organisation) else { throw AppError.notFound }
        try write(record) { ledger, own in
            let agreement = ledger.agreement
            guard !agreement.absent.contains(party.absent) else { throw PartnershipError.noOtherParty }
            try ledger.write(
                ledger.proposal(
                    by: own.party, set: [SharedParty.object(party.absent): party.values], remove: [], absent: agreement.absent.union([party.absent])),
                with: own, at: now)
        }
        try note("party-proposed", partnership, ["party": party.name])
        return false
    }

    /// Proposes that a party without a key is none any more.
    func takeOut(_ absent: String, of partnership: PartnershipID, _ record: PartnershipID) throws {
        try write(record) { ledger, own in
            let agreement = ledger.agreement
            let object = SharedParty.object(absent)
            try ledger.write(
                ledger.proposal(
                    by: own.party, set: [:], remove: agreement.objects[object] == nil ? [] : [object], absent: agreement.absent.subtracting([absent])),
                with: own, at: now)
        }
        try note("party-taken-out", partnership, ["party": absent])
    }
}

extension SharedParties {
    /// The office of this server that acts for an organisation, unless it shares the record or is asked to.
    func office(of organisation: OrganisationID, outside record: PartnershipID) throws -> (office: OfficeID, name: String)? {
        try connection.first(
            """
            SELECT o.id, o.name FROM organisation g JOIN office o ON o.organisation_id = g.id OR (g.kind = 'local_government' AND o.place_id = g.place_id)
            WHERE g.id = \(organisation) AND NOT EXISTS (
                SELECT 1 FROM shared_party s WHERE s.record_id = \(record) AND s.office_id = o.id AND s.state IN ('member', 'invited'))
            ORDER BY o.id LIMIT 1
            """
        ) { (try $0["id"], try $0["name"]) }
    }
}
