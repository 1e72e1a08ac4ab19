import App
import Foundation
import Kernel
import Testing

@testable import People
@testable import Storage
@testable import Testing_

struct NamesMigrationTests {
    /// Entries from before have their names after it, in their own order; those erased have none.
    @Test(arguments: Engine.allCases) func entriesFromBeforeAreCalledByTheirNames(_ engine: Engine) throws {
        let all = Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer(), passwords: .cheap))
        let before = all.filter { $0.id != "2026-11-21-people-names" }
        #expect(before.count == all.count - 1)
        let database = try TestDatabase.fresh(engine, before)
        let people: [(id: PersonID, name: PersonName?)] = [
            (.new(), PersonName(title: "Dr.", given: "Xiaoming", family: "Wang", order: .familyFirst)),
            (.new(), PersonName(given: "Anna", family: "Winter")), (.new(), PersonName(family: "Óðinn’s", order: .familyFirst)),
            (.new(), PersonName(native: "小明")), (.new(), nil),
        ]
        try database.writeSync { connection in
            let cast = try Cast.make(connection, try TestPlaces.gazetteer(), at: TestApp.now)
            for (id, name) in people {
                let (erased, by): (Instant?, String?) = name == nil ? (TestApp.now, "x") : (nil, nil)
                try connection.run(
                    """
                    INSERT INTO person (id, office_id, sort_key, search, review_until, confirmed_on, confirmed_by, revision, created_at, updated_at,
                    updated_by, erased_at, erased_by) VALUES (\(id), \(cast.duesseldorf), \(name == nil ? "" : "key"), '', '', '', '', 1, 0, 0, 'x', \(erased), \(by))
                    """)
                guard let name else { continue }
                let text = try PersonJSON.text(["name": name])
                try connection.run("INSERT INTO person_version (person_id, revision, entry) VALUES (\(id), 1, \(text))")
            }
        }
        #expect(try Migrator(all).migrate(database) == ["2026-11-21-people-names"])
        let names = try database.readSync { connection in
            try people.map { try connection.value("SELECT name FROM person WHERE id = \($0.id)") ?? "" as String }
        }
        // What has no Latin letters keeps what it is filed under until somebody changes the entry.
        #expect(names == ["Dr. Wang Xiaoming", "Anna Winter", "Óðinn’s", "key", ""])
        try TestDatabase.remove(database)
    }
}
