import Accounts
import Foundation
import Kernel
import Web

/// Invented people who may sign in to the demonstration, one for every role.
enum DemonstrationAccounts {
    struct Account {
        let name: String
        let email: String
        let role: Role
        /// The slug of the office.
        let office: String
        var alsoIn: [String] = []
    }

    /// The same for all: this is a demonstration, and it says so on every page.
    static let password = "partner cities 2026"

    static let all = [
        Account(name: "Milan Verhoeven", email: "director@duesseldorf.example", role: .director, office: "duesseldorf"),
        Account(name: "Katrin Albers", email: "officer@duesseldorf.example", role: .officer, office: "duesseldorf", alsoIn: ["reading"]),
        Account(name: "Jonas Brandt", email: "colleague@duesseldorf.example", role: .colleague, office: "duesseldorf"),
        Account(name: "Noa Ben-Ami", email: "counterpart@duesseldorf.example", role: .counterpart, office: "duesseldorf"),
        Account(name: "Elisabeth Kranz", email: "club@duesseldorf.example", role: .community, office: "duesseldorf"),
        Account(name: "Martin Oyelaran", email: "council@duesseldorf.example", role: .council, office: "duesseldorf"),
        Account(name: "Sabine Thorwald", email: "admin@duesseldorf.example", role: .admin, office: "duesseldorf"),
        Account(name: "Hannah Whitcombe", email: "officer@reading.example", role: .officer, office: "reading"),
        Account(name: "Yael Shoham", email: "officer@haifa.example", role: .officer, office: "haifa"),
    ]

    /// The same for the sign-in page, which offers them with a word of warning.
    static var forSignIn: [DemonstrationAccount] {
        all.map {
            DemonstrationAccount(name: $0.name, role: $0.role, office: DemonstrationCities.name(of: $0.office), email: $0.email, password: password)
        }
    }

    /// What the terminal shows: whom one can be, and the one password.
    static var table: String {
        let width = all.map(\.email.count).max() ?? 0
        let lines = all.map { account in
            "  \(account.email.padding(toLength: width, withPad: " ", startingAt: 0))  \(account.name), \(account.role.rawValue), \(account.office)"
        }
        return lines.joined(separator: "\n") + "\nThe password of all of them: \(password)"
    }

    /// The same for programs, beside the database.
    static func write(to data: URL) throws {
        struct Entry: Encodable { let name, email, password, role, office: String }
        struct File: Encodable { let address: String, accounts: [Entry] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = File(
            address: Settings().address,
            accounts: all.map { Entry(name: $0.name, email: $0.email, password: password, role: $0.role.rawValue, office: $0.office) })
        try encoder.encode(file).write(to: data.appendingPathComponent("demonstration.json"), options: .atomic)
    }
}
