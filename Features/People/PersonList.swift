import Directory
import Kernel
import Markup
import Storage
import Web

/// The list of people, declared once: its page, its exports, its question of the API. Private notes are in none of them.
public enum PersonList {
    /// Those in use.
    public static let current = listing(path: PeoplePaths.people, isArchive: false)
    /// Those put away.
    static let archive = listing(path: PeoplePaths.archive, isArchive: true)

    private static func listing(path: String, isArchive: Bool) -> Listing<PersonSummary> {
        Listing(
            name: isArchive ? "people-archived" : "people", path: path, columns: columns,
            filters: [organisation, country, language, kind, review, confirmed],
            sorts: [
                SortKey("name", "p.sort_key"), SortKey("country", "COALESCE(l.country, '')", isJoined: true),
                SortKey("organisation", "COALESCE(o.sort_key, '')", isJoined: true),
                SortKey("review", "p.review_until"),
                SortKey("contact", "COALESCE(\(VisiblePeople.lastContact), '')"),
                SortKey("changed", "p.updated_at", isNumber: true),
            ],
            href: { PeoplePaths.person($0.id) }, records: ListRecords(PersonStore.subject) { $0.id.text }, find: { VisiblePeople.holds($0) },
            source: { scope in
                let today = scope.now.today
                return ListSource(
                    select: VisiblePeople.summaryColumns, from: "person p",
                    with: VisiblePeople.summaryJoins(today, scope.w.language),
                    conditions: [
                        VisiblePeople.condition(for: scope.actor), "p.erased_at IS NULL AND p.merged_into IS NULL",
                        isArchive ? "p.archived_at IS NOT NULL" : "p.archived_at IS NULL",
                    ], id: "p.id", make: VisiblePeople.summary(today))
            })
    }

    private static let columns: [Column<PersonSummary>] = [
        Column("name", "Name", value: { item, _ in .text(item.name.full) }, view: { item, _ in item.name.both }),
        hidden("title", "Title") { $0.name.title },
        hidden("given_name", "Given name") { $0.name.given },
        hidden("family_name", "Family name") { $0.name.family },
        hidden("name_order", "Order of the name") { $0.name.order.rawValue },
        hidden("native_name", "Name in its own script") { $0.name.native },
        hidden("native_language", "Language of that name") { $0.name.nativeLanguage?.tag },
        hidden("romanisation", "Romanisation") { $0.name.romanisation },
        Column("post", "Post", value: { item, _ in text(item.post) }),
        Column("organisation", "Organisation", value: { item, _ in text(item.organisation?.name) }),
        hidden("city", "City") { $0.city },
        Column("country", "Country", value: { item, w in text(item.country.map { w.country($0) }) }),
        hidden("country_code", "Country, code") { $0.country?.code },
        Column(
            "languages", "Languages", onTelephone: "c-no",
            value: { item, w in text(item.entry.languages.map { LanguageChoice.name($0, w) }.joined(separator: ", ")) }),
        Column(
            "channel", "Channel", onTelephone: "c-row",
            value: { item, w in text(item.entry.channels.first.map { "\($0.kind.word(w)): \($0.value)" }) },
            view: { item, w in item.entry.channels.first.map { "<span class=\"nowrap\">\($0.kind.word(w))</span>" } ?? .empty }),
        hidden("email", "E-mail") { first(.email, $0) },
        hidden("telephone", "Telephone") { first(.telephone, $0) ?? first(.mobile, $0) },
        hidden("time_zone", "Time zone") { $0.entry.timeZone },
        Column(
            "contact", "Last contact", .format("date"), onTelephone: "c-row", value: { item, _ in item.lastContact.map { .date($0) } ?? .none },
            view: { item, w in item.lastContact.map { "<span class=\"nowrap\">\(w.date($0))</span>" } ?? .empty }),
        Column(
            "review", "Review until", .format("date"), onTelephone: "c-no", value: { item, _ in .date(item.entry.reviewUntil) },
            view: { item, w in
                let day = w.date(item.entry.reviewUntil)
                return item.isOverdue ? "<span class=\"late nowrap\">\(w("overdue since \(day)"))</span>" : "<span class=\"nowrap\">\(day)</span>"
            }),
        Column(
            "confirmed", "Confirmed", .optional(.format("date")), isHidden: true,
            value: { item, _ in item.confirmedOn.map { .date($0) } ?? .none }),
        hidden("legal_basis", "Legal basis") { $0.entry.basis.rawValue },
        hidden("source", "Source of the entry") { $0.entry.source },
        hidden("id", "Identity", .format("uuid")) { $0.id.text },
    ]

    private static func hidden(_ name: String, _ title: Message, _ schema: Schema = .string, _ value: @escaping @Sendable (PersonSummary) -> String?)
        -> Column<PersonSummary>
    {
        Column(name, title, schema, isHidden: true, value: { item, _ in text(value(item)) })
    }

    private static func text(_ value: String?) -> Cell { value.flatMap { $0.isEmpty ? nil : .text($0) } ?? .none }

    private static func first(_ kind: PersonChannel.Kind, _ item: PersonSummary) -> String? {
        item.entry.channels.first { $0.kind == kind }?.value
    }

    // MARK: Filters

    /// At most so many organisations are offered; the page of an organisation leads to the rest.
    private static let mostOrganisations = 200

    private static let organisation = Filter("organisation", "Organisation") { scope, connection in
        try connection.rows(
            """
            SELECT o.id, o.name FROM organisation o WHERE EXISTS (SELECT 1 FROM person_role r JOIN person p ON p.id = r.person_id
            WHERE r.organisation_id = o.id AND p.erased_at IS NULL AND p.merged_into IS NULL AND \(VisiblePeople.condition(for: scope.actor)))
            ORDER BY o.sort_key, o.id LIMIT \(mostOrganisations)
            """
        ) { (value: try $0["id"] as String, word: try $0["name"] as String) }
    } condition: {
        "p.id IN (SELECT f.person_id FROM person_role f WHERE f.organisation_id IN \(list: $0))"
    }

    private static let country = Filter("country", "Country", isJoined: true) { scope, connection in
        // A country is done with its first person, so that many people cost little; CROSS JOIN keeps SQLite from beginning with all of them for every
        // place, which took half a minute with 100,000 people and organisations.
        let codes = try connection.rows(
            """
            SELECT c.country FROM (SELECT DISTINCT country FROM place) c WHERE EXISTS (SELECT 1 FROM place l WHERE l.country = c.country AND (
            EXISTS (SELECT 1 FROM person p WHERE p.place_id = l.id AND p.merged_into IS NULL AND \(VisiblePeople.condition(for: scope.actor)))
            OR EXISTS (SELECT 1 FROM organisation o CROSS JOIN person_role r CROSS JOIN person p WHERE o.place_id = l.id AND r.organisation_id = o.id
            AND p.id = r.person_id AND p.merged_into IS NULL AND \(VisiblePeople.condition(for: scope.actor)))))
            """
        ) { try $0["country"] as Country }
        return codes.map { ($0.code, scope.w.country($0)) }.sorted { $0.1 < $1.1 }
    } condition: {
        "l.country IN \(list: $0)"
    }

    private static let language = Filter("language", "Language") { scope, connection in
        let tags = try connection.rows(
            """
            SELECT d.language FROM (SELECT DISTINCT language FROM person_language) d
            WHERE EXISTS (SELECT 1 FROM person_language s JOIN person p ON p.id = s.person_id
            WHERE s.language = d.language AND p.merged_into IS NULL AND \(VisiblePeople.condition(for: scope.actor)))
            """
        ) { try $0["language"] as Language }
        return tags.map { ($0.tag, LanguageChoice.name($0, scope.w)) }.sorted { $0.1 < $1.1 }
    } condition: {
        "p.id IN (SELECT s.person_id FROM person_language s WHERE s.language IN \(list: $0))"
    }

    private static let kind = Filter("role", "Kind of post") { scope, _ in
        PersonRole.Kind.allCases.map { ($0.rawValue, $0.word(scope.w)) }
    } condition: {
        "p.id IN (SELECT k.person_id FROM person_role k WHERE k.kind IN \(list: $0))"
    }

    /// The value is the day the question is asked on, so that the address means the same tomorrow.
    private static let review = Filter("review", "Review") { scope, _ in
        [(scope.now.today, scope.w("overdue"))]
    } condition: {
        "p.review_until < \($0.max() ?? "")"
    }

    /// The value is the day a year ago, as with the review.
    private static let confirmed = Filter("confirmed", "Confirmed") { scope, _ in
        scope.now.day.flatMap { $0.adding(months: -12) }.map { [($0.description, scope.w("not for a year"))] } ?? []
    } condition: {
        "(p.confirmed_on IS NULL OR p.confirmed_on < \($0.max() ?? ""))"
    }
}
