import Accounts
import ArgumentParser
import Foundation
import Kernel
import Storage
import Web

struct User: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Accounts, for whoever runs the server.", subcommands: [Add.self, List.self, Disable.self])

    /// Opens the database that a running server may have open too: accounts are rows like all others.
    fileprivate static func withDatabase<Value>(_ options: DataOptions, _ body: (Database) async throws -> Value) async throws -> Value {
        let opening = try options.opening()
        let database = try opening.database(Composition.features(gazetteer: try opening.gazetteer()), lock: false)
        defer { database.close() }
        return try await body(database)
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a person to an office; prints the password made for them.")
        @Argument(help: "The e-mail address.") var email: String
        @Option(help: "The person's name.") var name: String
        @Option(help: "The office, by the slug in its address.") var office: String
        @Option(help: "admin, director, officer, colleague, counterpart, community or council.") var role = "officer"
        @OptionGroup var options: DataOptions

        func run() async throws {
            guard let address = EmailAddress(typed: email) else { throw AppError.invalid("“\(email)” is no e-mail address.") }
            guard let role = Role(rawValue: role) else {
                throw ValidationError("--role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !name.isEmpty else { throw ValidationError("--name may not be empty.") }
            try await User.withDatabase(options) { database in
                let password = Guardian.randomText(bytes: 12)
                let hash = try PasswordHash.make(password)
                let slug = office
                try await database.write { connection in
                    guard let found = try OfficeStore.find(slug: slug, on: connection) else {
                        let known = try OfficeStore.all(on: connection).map(\.slug).joined(separator: ", ")
                        throw AppError.invalid("There is no office “\(slug)”; there are: \(known.isEmpty ? "none yet" : known).")
                    }
                    guard try UserStore.find(email: address, on: connection) == nil else {
                        throw AppError.invalid("\(address.text) has an account already.")
                    }
                    let now = Instant.now()
                    let user = try UserStore.create(
                        email: address, name: name, password: hash, isPasswordInitial: true, by: .system, office: found.id, at: now, on: connection)
                    try UserStore.setMembership(user.id, in: found.id, as: role, by: .system, at: now, on: connection)
                }
                Console.say("\(address.text) may sign in as \(role.rawValue) with the password \(password)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List everybody who may sign in.")
        @OptionGroup var options: DataOptions

        func run() async throws {
            try await User.withDatabase(options) { database in
                let lines = try await database.read { connection in
                    try UserStore.all(on: connection).map { user in
                        let places = try UserStore.memberships(of: user.id, on: connection).map { "\($0.role.rawValue) in \($0.officeSlug)" }.joined(
                            separator: ", ")
                        return "\(user.email)  \(user.name)  \(places.isEmpty ? "in no office" : places)\(user.isDisabled ? "  disabled" : "")"
                    }
                }
                Console.say(lines.isEmpty ? "Nobody has an account yet." : lines.joined(separator: "\n"))
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disable an account; its sessions end at once.")
        @Argument(help: "The e-mail address.") var email: String
        @OptionGroup var options: DataOptions

        func run() async throws {
            guard let address = EmailAddress(typed: email) else { throw AppError.invalid("“\(email)” is no e-mail address.") }
            try await User.withDatabase(options) { database in
                try await database.write { connection in
                    guard let user = try UserStore.find(email: address, on: connection) else {
                        throw AppError.invalid("\(address.text) has no account.")
                    }
                    try UserStore.setDisabled(true, user.id, by: .system, at: .now(), on: connection)
                }
                Console.say("\(address.text) can no longer sign in.")
            }
        }
    }
}
