import Accounts
import Foundation
import Kernel
import Storage
import Web

/// What somebody leads stands under their name, since it may be somebody without an account. Who changes their name takes it along.
enum Renaming {
    /// - Parameter responsibilities: of all features; those kept by account stay where they are.
    static func feature(_ responsibilities: [Responsibility]) -> Feature {
        Feature("renaming", reactions: [Reaction(to: "user") { try follow($0, $1, responsibilities, $2) }])
    }

    private struct Named: Decodable { let name: String }

    private static func follow(_ fact: Fact, _ occasion: Occasion, _ responsibilities: [Responsibility], _ connection: Connection) throws {
        guard fact.act == "renamed", let user = UserID(fact.subjectID), let old = try name(fact.before), let new = try name(fact.after) else {
            return
        }
        for office in try UserStore.memberships(of: user, on: connection).map(\.office) {
            // Where two bear the name nobody knows whose it is.
            guard try !UserStore.hasNamesake(of: user, old, in: office, on: connection) else { continue }
            let over = Responsibility.HandOver(
                from: .init(user: user, name: old), to: .init(user: user, name: new), office: office, by: occasion.actor(for: office), at: occasion.at
            )
            for responsibility in responsibilities { try responsibility.handOver(over, connection) }
        }
    }

    private static func name(_ json: String?) throws -> String? { try json.map { try JSONDecoder().decode(Named.self, from: Data($0.utf8)).name } }
}
