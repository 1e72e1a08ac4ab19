import Foundation
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// Somebody of an office, as the list of accounts shows them.
struct OfficePerson: Sendable {
    let id: UserID
    let name: String
    let email: String
    let role: Role
    let isDisabled: Bool
    let isPasswordInitial: Bool
    let lastSignInAt: Instant?
    /// In how many offices they work.
    let offices: Int

    init(row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        email = try row["email"]
        role = try row["role"]
        isDisabled = try row["is_disabled"]
        isPasswordInitial = try row["is_password_initial"]
        lastSignInAt = try row["last_sign_in_at"]
        offices = try row["offices"]
    }

    /// An account may be disabled, and given a new password, by the office it belongs to alone; else one office could shut out another's people.
    var isOursAlone: Bool { offices == 1 }
}

extension UserStore {
    private static let personColumns: SQL = """
        u.id AS id, u.name AS name, u.email AS email, m.role AS role, u.is_disabled AS is_disabled, u.is_password_initial AS is_password_initial,
        u.last_sign_in_at AS last_sign_in_at, (SELECT COUNT(*) FROM membership c WHERE c.user_id = u.id) AS offices
        """

    /// Somebody of this office; nobody else is found.
    static func person(_ id: UserID, in office: OfficeID, on connection: Connection) throws -> OfficePerson {
        guard
            let person = try connection.first(
                """
                SELECT \(personColumns) FROM membership m JOIN user_account u ON u.id = m.user_id WHERE m.office_id = \(office) AND u.id = \(id)
                """, OfficePerson.init(row:))
        else { throw AppError.notFound }
        return person
    }

    /// The people of the reader's office.
    static let people = Listing<OfficePerson>(
        name: "accounts", path: AccountsPaths.accounts,
        columns: [
            Column("name", "Name") { person, _ in .text(person.name) },
            Column("email", "E-mail address", onTelephone: "c-sub") { person, _ in .text(person.email) },
            Column("role", "Role", onTelephone: "c-sub") { person, w in .text(w.role(person.role)) },
            Column(
                "state", "State", onTelephone: "c-top", value: { person, w in .text(w.accountState(person.isDisabled)) },
                view: { person, w in
                    Part.state(person.isDisabled ? "ending" : "active", w.accountState(person.isDisabled))
                }),
            Column(
                "last_sign_in", "Last sign-in", .optional(.string), onTelephone: "c-row",
                value: { person, _ in
                    person.lastSignInAt.flatMap { PartialDate(String($0.rfc3339.prefix(10))) }.map { .date($0) } ?? .none
                }, view: { person, w in HTML(text: person.lastSignInAt.map { w.date($0) } ?? w("never")) }),
        ],
        filters: [
            Filter(
                "role", "Role", options: { scope, _ in Role.allCases.map { (value: $0.rawValue, word: scope.w.role($0)) } },
                condition: { "m.role IN \(list: $0)" }),
            Filter(
                "state", "State", options: { scope, _ in [("active", scope.w.accountState(false)), ("disabled", scope.w.accountState(true))] },
                condition: { values in
                    "u.is_disabled IN \(list: values.map { $0 == "disabled" ? 1 : 0 })"
                }),
        ],
        sorts: [
            SortKey("name", "u.sort_key"), SortKey("email", "u.email"), SortKey("last_sign_in", "COALESCE(u.last_sign_in_at, 0)", isNumber: true),
        ],
        href: { AccountsPaths.person($0.id) },
        find: { words in
            let folded = FoldedName(words).text
            guard !folded.isEmpty else { return "1 = 0" }
            let pattern =
                "%"
                + folded.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "%", with: "\\%").replacingOccurrences(
                    of: "_", with: "\\_") + "%"
            return "u.search LIKE \(pattern) ESCAPE '\\'"
        },
        source: { scope in
            guard let office = scope.actor.office else { throw AppError.notFound }
            return ListSource(
                select: personColumns, from: "membership m JOIN user_account u ON u.id = m.user_id", conditions: ["m.office_id = \(office)"],
                id: "u.id", make: OfficePerson.init(row:))
        })
}

extension Words {
    /// Whether somebody may sign in.
    func accountState(_ isDisabled: Bool) -> String { isDisabled ? self("Disabled") : self("Active") }
}
