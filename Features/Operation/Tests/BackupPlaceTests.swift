import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Operation

@Suite struct BackupPlaceTests {
    private static func moment(_ text: String) throws -> Instant { Instant(try Date(text, strategy: .iso8601)) }

    private func place() -> BackupPlace {
        BackupPlace(folder: FileManager.default.temporaryDirectory.appendingPathComponent("backups-\(UUID().uuidString)"))
    }

    @Test func aNameSaysItsMoment() throws {
        let moment = try Self.moment("2026-11-21T01:00:03Z")
        #expect(BackupPlace.name(moment) == "proxenia-20261121T010003Z.backup")
        #expect(BackupPlace.moment(BackupPlace.name(moment)) == moment)
        for name in [
            "", "proxenia-.backup", "proxenia-20261121T010003Z", "proxenia-20261321T010003Z.backup", "proxenia-2026112XT010003Z.backup", "notes.txt",
        ] {
            #expect(BackupPlace.moment(name) == nil, "\(name)")
        }
    }

    @Test func sevenDaysFourWeeksAndTwelveMonthsStay() throws {
        // Every night for three years, and one by hand each noon.
        let end = try Self.moment("2026-11-21T01:00:00Z")
        var kept: [Instant] = []
        for day in stride(from: 3 * 365, through: 0, by: -1) {
            for hour in [0, 11] {
                let moment = Instant(milliseconds: end.milliseconds - Int64(day) * 86_400_000 + Int64(hour) * 3_600_000)
                kept = Array(BackupPlace.staying(kept + [moment]))
                #expect(kept.count <= 7 + 4 + 12 && kept.contains(moment))
            }
        }
        let names = kept.sorted(by: >).map { String($0.rfc3339.prefix(13)) }
        #expect(
            names.prefix(7) == [
                "2026-11-21T12", "2026-11-20T12", "2026-11-19T12", "2026-11-18T12", "2026-11-17T12", "2026-11-16T12", "2026-11-15T12",
            ])
        // The Sundays of four weeks, the ends of twelve months.
        for wanted in ["2026-11-08", "2026-11-01", "2026-10-31", "2026-09-30", "2026-01-31", "2025-12-31"] {
            #expect(names.contains { $0.hasPrefix(wanted) }, "\(wanted) in \(names)")
        }
        #expect(!names.contains { $0.hasPrefix("2025-11") })
    }

    @Test(arguments: Engine.allCases) func oneIsMadeEachNight(_ engine: Engine) async throws {
        let place = place()
        defer { try? FileManager.default.removeItem(at: place.folder) }
        try await engine.withDatabase { database in
            let migrator = try Migrator([])
            try migrator.migrate(database)
            let evening = try Self.moment("2026-11-21T22:00:00Z"), night = try Self.moment("2026-11-22T00:30:00Z")
            let late = try Self.moment("2026-11-22T01:05:00Z")
            #expect(try place.isDue(at: evening))
            let made = try place.make(database, migrator, version: "1", at: evening) { _ in }
            #expect(try place.kept() == [made] && made.size > 0)
            #expect(try !place.isDue(at: evening) && !place.isDue(at: night) && place.isDue(at: late))
            let schedule = BackupSchedule(database, place, clock: Clock { late })
            #expect(try await schedule.look())
            // However often it looks, one is made.
            #expect(try await schedule.look())
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM job WHERE kind = 'backup'") } == 1)
            let runner = JobRunner(
                database,
                handlers: [
                    JobHandler(kind: BackupJob.kind, returning: { try await BackupJob.run($0, place, migrator, version: "1") })
                ], clock: Clock { late })
            await runner.drain()
            #expect(try await database.read { try $0.value("SELECT state FROM job WHERE kind = 'backup'") } == "done")
            #expect(try place.kept().count == 2)
            #expect(try await schedule.look() == false)
        }
    }

    @Test func aFolderThatCannotBeWrittenIsSaid() async throws {
        try await Engine.sqlite.withDatabase { database in
            try Migrator([]).migrate(database)
            let place = BackupPlace(folder: URL(fileURLWithPath: "/proc/nowhere"))
            #expect(throws: AppError.self) { try place.make(database, try Migrator([]), version: "1", at: .now()) { _ in } }
        }
    }
}
