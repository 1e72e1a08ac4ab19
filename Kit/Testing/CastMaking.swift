import Accounts
import App
import Gazetteer
import Kernel
import Storage
import Web

extension Cast {
    /// Puts the two offices and everybody in them into a fresh database, each with a session that stands.
    static func make(_ connection: Connection, _ gazetteer: Gazetteer, at now: Instant) throws -> Cast {
        let duesseldorf = try Founding.office(
            "Düsseldorf", at: duesseldorfPlace, language: .english, gazetteer: gazetteer, by: .system, now: now, on: connection)
        let haifa = try Founding.office("Haifa", at: haifaPlace, language: .english, gazetteer: gazetteer, by: .system, now: now, on: connection)
        // Cheap to compute: what a hash costs is tested where it is made.
        let hash = try PasswordHash.make(password, cost: .cheap)
        var people: [Character: Person] = [:]
        for character in Character.allCases {
            let office = character == .haifaOfficer ? haifa : duesseldorf
            let name = "Invented \(character.rawValue.capitalized)"
            guard let address = EmailAddress(typed: "\(character.rawValue.lowercased())@invented.example") else {
                throw AppError.invalid("An address of the cast is none.")
            }
            let user = try UserStore.create(email: address, name: name, password: hash, by: .system, office: office.id, at: now, on: connection)
            let role = role(character)
            try UserStore.setMembership(user.id, in: office.id, as: role, by: .system, at: now, on: connection)
            if character == .both { try UserStore.setMembership(user.id, in: haifa.id, as: .director, by: .system, at: now, on: connection) }
            let token = try SessionStore.begin(user.id, in: office.id, address: "127.0.0.1", agent: "test", at: now, on: connection)
            people[character] = Person(
                id: user.id, name: name, email: address.text, actor: Actor(user: user.id, name: name, office: office.id, role: role), token: token,
                sessionKey: SessionStore.key(of: token))
        }
        try Instance(name: "Two Cities", isDemonstration: false, isSetUp: true).save(connection)
        return Cast(duesseldorf: duesseldorf.id, haifa: haifa.id, people: people)
    }
}
