import Directory
import Kernel
import Storage

/// A post at an organisation, with those who hold it and those who held it before: a successor is found by the post, not by the name.
struct PostHolders: Sendable {
    struct Holder: Sendable {
        let id: PersonID
        let name: PersonName
        let organisation: OrganisationID
        let from: PartialDate?
        let until: PartialDate?
    }

    /// As the newest entry writes it.
    let post: String
    let now: [Holder]
    /// The latest first.
    let before: [Holder]
}

extension VisiblePeople {
    /// The posts of an organisation in the order of their kinds, those that are held first. At most 200 people are looked at.
    func posts(at organisation: OrganisationID, today: String) throws -> [PostHolders] {
        struct Line { let key: String, kind: PersonRole.Kind, post: String, isHeld: Bool, holder: PostHolders.Holder }
        let lines = try connection.rows(
            """
            SELECT p.id, v.entry, r.kind, r.post, r.post_key, r.starts, r.ends
            FROM person_role r JOIN person p ON p.id = r.person_id JOIN person_version v ON v.person_id = p.id AND v.revision = p.revision
            WHERE r.organisation_id = \(organisation) AND p.erased_at IS NULL AND p.merged_into IS NULL AND p.archived_at IS NULL
            AND \(Self.condition(for: actor)) ORDER BY COALESCE(r.starts, '') DESC, p.id LIMIT 200
            """
        ) { row in
            let entry: PersonEntry = try PersonJSON.value(try row["entry"])
            let kind: String = try row["kind"]
            let post: String = try row["post"]
            let from: PartialDate? = try row["starts"]
            let until: PartialDate? = try row["ends"]
            let role = PersonRole(organisation, PersonRole.Kind(rawValue: kind) ?? .other, post, from: from, until: until)
            return Line(
                key: try row["post_key"], kind: role.kind, post: post, isHeld: role.isHeld(on: today),
                holder: .init(id: try row["id"], name: entry.name, organisation: organisation, from: from, until: until))
        }
        let order = PersonRole.Kind.allCases
        let posts = Dictionary(grouping: lines, by: \.key).values.sorted { a, b in
            func rank(_ lines: [Line]) -> (Int, Int, String) {
                (lines.contains(where: \.isHeld) ? 0 : 1, lines.first.flatMap { order.firstIndex(of: $0.kind) } ?? 0, lines.first?.key ?? "")
            }
            return rank(a) < rank(b)
        }
        return posts.compactMap { lines in
            guard let first = lines.first else { return nil }
            return PostHolders(post: first.post, now: lines.filter(\.isHeld).map(\.holder), before: lines.filter { !$0.isHeld }.map(\.holder))
        }
    }
}
