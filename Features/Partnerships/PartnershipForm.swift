import Gazetteer
import Kernel
import Markup
import Reconciliation
import Web

/// The form of a partnership: turns what was typed into a draft or problems, and a partnership into what the form shows.
struct PartnershipForm {
    let parties: PartyField
    let w: Words
    /// The words of every language of this server, whose names of months are read.
    let languages: [Words]
    let today: PartialDate?

    init(_ context: Context, gazetteer: Gazetteer, reconciler: Reconciler) {
        w = context.w
        parties = PartyField(gazetteer: gazetteer, reconciler: reconciler, w: context.w)
        languages = context.house.catalogue.languages.map(context.house.words)
        today = context.now.day
    }

    /// Field and label, in the order of the form.
    func labels(_ typed: Parameters) -> [(name: String, label: String)] {
        (1...PartyField.count(typed)).map { (PartyField.name($0), $0 == 1 ? w("Partner") : w("Further party \($0 - 1)")) } + [
            ("kind", w("Kind")), ("status", w("Status")), ("since", w("Since")), ("theme", w("What it is about")), ("fields", w("Fields of work")),
            ("basis", w("Basis")),
            ("basis_text", w("About the basis")), ("basis_link", w("Address of the document")), ("lead", w("Lead person")),
            ("involvement", w("Who carries it")),
            ("summary", w("Summary for the public")), ("note", w("Private note")),
        ]
    }

    /// An empty form, with the city already chosen where one is given.
    func empty(place: PlaceID?) throws -> Parameters {
        var typed = Parameters([("kind", PartnershipKind.partnerCity.rawValue), ("status", PartnershipStatus.active.rawValue), ("parties", "1")])
        guard let place, let found = try parties.gazetteer.place(place) else { return typed }
        let name = try parties.gazetteer.names([place], language: w.language.tag)[place]?.reader ?? found.name
        typed.append(PartyField.name(1), String(place))
        typed.append("\(PartyField.name(1))-text", Country(found.country).map { "\(name), \(w.country($0))" } ?? name)
        return typed
    }

    /// What stands, as the form shows it.
    func typed(_ partnership: Partnership) -> Parameters {
        let record = partnership.record
        var typed = Parameters([
            ("kind", record.kind.rawValue), ("status", record.status.rawValue), ("since", record.since.map(written) ?? ""), ("theme", record.theme),
            ("basis", record.basis.rawValue), ("basis_text", record.basisText), ("basis_link", record.basisLink), ("lead", record.lead),
            ("involvement", record.involvement?.rawValue ?? ""), ("summary", record.summary), ("note", record.note),
            ("revision", String(record.revision)),
            ("parties", String(partnership.partners.count)),
        ])
        if record.isPublic { typed.append("public", "1") }
        for field in record.fields { typed.append("fields", field.rawValue) }
        for (offset, partner) in partnership.partners.enumerated() { parties.typed(partner, row: offset + 1, into: &typed) }
        return typed
    }

    /// What was typed as a draft, or what is wrong with it. `typed` comes back with the places its texts meant.
    /// - Parameter partners: where they were not typed but named.
    func read(_ typed: inout Parameters, present: Partnership?, partners named: [PartyChoice]? = nil) throws
        -> (draft: PartnershipDraft, problems: Problems)
    {
        var problems = Problems()
        let partners = try named ?? parties.read(&typed, present: present?.partners ?? [], &problems)
        var draft = PartnershipDraft(home: present.map { .organisation($0.home.organisation) }, partners: partners)
        if let kind = PartnershipKind(rawValue: typed.text("kind")) {
            draft.kind = kind
        } else {
            problems.add("kind", w("Choose what kind of partnership it is."))
        }
        if let present {
            // How it stands is changed in its own form, with its day and its reason.
            draft.status = present.record.status
        } else if let status = PartnershipStatus(rawValue: typed.text("status")) {
            draft.status = status
        } else {
            problems.add("status", w("Choose how it stands."))
        }
        draft.since = since(typed, present, &problems)
        draft.fields = typed.all("fields").compactMap { FieldOfWork(rawValue: $0) }
        draft.basis = PartnershipBasis(rawValue: typed.text("basis")) ?? .noneKnown
        draft.involvement = InvolvementModel(rawValue: typed.text("involvement"))
        draft.theme = text("theme", most: 200, typed, &problems)
        draft.basisText = text("basis_text", most: 500, typed, &problems)
        draft.basisLink = link(typed, &problems)
        draft.lead = text("lead", most: 120, typed, &problems)
        draft.summary = text("summary", most: 2000, typed, &problems)
        draft.note = text("note", most: 10_000, typed, &problems)
        draft.isPublic = typed.text("public") == "1"
        return (draft, problems)
    }

    private func since(_ typed: Parameters, _ present: Partnership?, _ problems: inout Problems) -> PartialDate? {
        let text = typed.text("since")
        guard !text.isEmpty else { return nil }
        guard let date = SinceReading.read(text, languages) else {
            problems.add(
                "since", w("“\(String(text.prefix(60)))” is not a date. Write the year, or year and month, or the day: 1988, 06/1988, 24.06.1988."))
            return nil
        }
        if let today, date > today { problems.add("since", w("This day has not come yet.")) }
        return date
    }

    private func link(_ typed: Parameters, _ problems: inout Problems) -> String {
        let text = text("basis_link", most: 1000, typed, &problems)
        guard !text.isEmpty else { return "" }
        guard let link = Link(typed: text), link.address.hasPrefix("http") else {
            problems.add("basis_link", w("“\(String(text.prefix(60)))” is not an address on the web. Write it like www.example.org."))
            return ""
        }
        return link.address
    }

    private func text(_ field: String, most: Int, _ typed: Parameters, _ problems: inout Problems) -> String {
        let text = typed.text(field)
        if text.count > most { problems.add(field, w("This is too long: at most \(most) characters.")) }
        return text
    }

    /// The day before the month, as it is read back.
    private func written(_ date: PartialDate) -> String {
        date.description.split(separator: "-").reversed().joined(separator: ".")
    }

    /// Both versions field by field: what stands now and what was typed.
    func differences(_ present: Partnership, _ typed: Parameters) -> [(label: String, now: String, yours: String)] {
        let now = self.typed(present)
        return labels(typed).map { name, label in
            switch name {
            case "fields": (label, said("fields", now), said("fields", typed))
            case _ where name.hasPrefix("party"):
                (
                    label, ["\(name)-text", "\(name)-organisation"].map(now.text).filter { !$0.isEmpty }.joined(separator: ", "),
                    ["\(name)-text", "\(name)-organisation"].map(typed.text).filter { !$0.isEmpty }.joined(separator: ", ")
                )
            default: (label, said(name, now), said(name, typed))
            }
        } + [(w("Published"), now.text("public") == "1" ? w("yes") : w("no"), typed.text("public") == "1" ? w("yes") : w("no"))]
    }

    private func said(_ name: String, _ form: Parameters) -> String {
        let value = form.text(name)
        switch name {
        case "kind": return PartnershipKind(rawValue: value).map { w.kind($0) } ?? value
        case "status": return PartnershipStatus(rawValue: value).map { w.status($0) } ?? value
        case "basis": return PartnershipBasis(rawValue: value).map { w.basis($0) } ?? value
        case "involvement": return InvolvementModel(rawValue: value).map { w.involvement($0) } ?? ""
        case "fields": return w.fields(FieldOfWork.allCases.filter { Set(form.all("fields")).contains($0.rawValue) })
        default: return value
        }
    }
}
