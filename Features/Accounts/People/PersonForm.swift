import Kernel
import Markup
import Web

/// Somebody to be let into an office.
struct NewPerson: Sendable {
    let name: String
    let email: EmailAddress
    let role: Role
}

/// The form for a person: a value or problems.
struct PersonForm {
    private(set) var value: NewPerson?
    private(set) var problems = Problems()

    init(_ typed: Parameters, _ w: Words) {
        let name = Self.readName(typed, "name", &problems, w)
        let email = Self.readEmail(typed, "email", &problems, w)
        let role = Role(rawValue: typed.text("role"))
        if role == nil { problems.add("role", w("Choose a role.")) }
        guard problems.isEmpty, let email, let role else { return }
        value = NewPerson(name: name, email: email, role: role)
    }

    static func readName(_ typed: Parameters, _ field: String, _ problems: inout Problems, _ w: Words) -> String {
        let name = typed.text(field)
        if name.isEmpty { problems.add(field, w("Write the name.")) }
        if name.count > 120 { problems.add(field, w("Write at most 120 characters.")) }
        if name.unicodeScalars.contains(where: { $0.value < 32 }) { problems.add(field, w("Write the name on one line.")) }
        return name
    }

    static func readEmail(_ typed: Parameters, _ field: String, _ problems: inout Problems, _ w: Words) -> EmailAddress? {
        let text = typed.text(field)
        guard let email = EmailAddress(typed: text) else {
            problems.add(field, text.isEmpty ? w("Write the e-mail address.") : w("Write it like name@city.example."))
            return nil
        }
        return email
    }
}
