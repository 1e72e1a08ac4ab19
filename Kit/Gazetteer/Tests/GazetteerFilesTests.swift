import Foundation
import Synchronization
import Testing

@testable import Gazetteer

/// Each of these builds or copies whole files, so they run one after the other.
@Suite("Gazetteer files", .serialized)
struct GazetteerFilesTests {
    private func file(_ folder: URL, _ ending: String) throws -> URL {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try #require(files.first { $0.lastPathComponent.hasSuffix(ending) })
    }

    @Test("Whole files are recognised, damaged and foreign ones are not") func recognised() throws {
        let folder = try TestGazetteer.copy()
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = GazetteerFiles(directory: folder.path)
        #expect(try files.about() != nil)

        for ending in [".sqlite", ".names"] {
            let path = try file(folder, ending)
            let whole = try Data(contentsOf: path)
            for damage in ["short", "flipped", "empty", "foreign"] {
                var data = whole
                switch damage {
                case "short": data.removeLast(4_096)
                case "flipped": data[data.count / 2] ^= 0x40
                case "empty": data = Data()
                default: data = Data("This is not a gazetteer at all, only a text.".utf8)
                }
                try data.write(to: path)
                #expect(try files.about() == nil, "\(damage) \(ending) was taken for whole")
            }
            try whole.write(to: path)
            #expect(try files.about() != nil)
        }
        try FileManager.default.removeItem(at: file(folder, ".names"))
        #expect(try files.about() == nil)
    }

    /// One build serves for all of this, since it takes a while without optimisation.
    @Test("Damaged files, leavings of an interrupted build and older versions are replaced, once, when two start at once") func rebuilt() throws {
        let folder = try TestGazetteer.copy()
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try file(folder, ".sqlite")
        let before = try FileFingerprint(path: database.path)
        try Data("damaged".utf8).write(to: database)
        try Data("half".utf8).write(to: URL(fileURLWithPath: database.path + ".partial"))
        try Data("old".utf8).write(to: folder.appendingPathComponent("gazetteer-0-abc.sqlite"))
        try Data("other".utf8).write(to: folder.appendingPathComponent("proxenia.sqlite"))

        let seen = Mutex<[(share: Double, words: String)]>([])
        let builds = Counter()
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            do {
                let gazetteer = try Gazetteer.open(directory: folder) { share, words in
                    if words.hasPrefix("Waiting") { return }
                    seen.withLock { $0.append((share, words)) }
                    if share == 1 { builds.add() }
                }
                let found = try gazetteer.place(2_934_246)?.name
                if found != "Düsseldorf" { failures.withLock { $0.append("2934246 is \(found ?? "absent")") } }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(builds.value == 1)
        #expect(failures.withLock { $0 } == [])
        let shares = seen.withLock { $0.map(\.share) }
        #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1)
        #expect(seen.withLock { $0.allSatisfy { !$0.words.isEmpty } })
        // What is built depends on the bundle alone, so two builders never disagree.
        #expect(try FileFingerprint(path: database.path) == before)
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(!names.contains { $0.hasSuffix(".partial") } && !names.contains("gazetteer-0-abc.sqlite"))
        #expect(names.contains("proxenia.sqlite"))
    }

    @Test("A folder that cannot be written gives a clear error") func unwritable() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gazetteer-\(UUID().uuidString)")
        try Data("a file, not a folder".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: GazetteerError.self) { try Gazetteer.open(directory: file.appendingPathComponent("inside")) }
    }

    @Test("An index with any bytes whatever is refused or read without harm") func arbitraryBytes() throws {
        let folder = try TestGazetteer.copy()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file(folder, ".names")
        let about = try #require(try GazetteerFiles(directory: folder.path).about())
        var data = try Data(contentsOf: path)
        var random = Seeded(state: 11)
        // Past the checksum, as if memory itself were wrong: nodes and postings full of nonsense.
        for _ in 0..<200_000 {
            let position = NameIndex.headerLength + Int(random.next() % UInt64(data.count - NameIndex.headerLength))
            data[position] = UInt8(truncatingIfNeeded: random.next())
        }
        try data.write(to: path)
        let index = try NameIndex(file: MappedFile(path: path.path), countries: about.countries, largestCountries: about.largestCountries)
        for name in ["berlin", "paris", "springfield", "москва", "北京", "sanktpeterburg", "a", "newyork"] {
            let key = FoldedName(name).units
            for found in index.near(key, edits: 2, mask: nil) { index.forEachPosting(from: found.posting) { _ = index.entry($0.ordinal) } }
            _ = index.exact(key)
            if let entry = index.prefix(key) {
                var search = BestFirst(index: index, mask: .max)
                search.add(entry, weight: 0)
                search.run(steps: 5_000, allowance: 0, bonus: { _ in 0 }) { _ in true }
            }
        }
    }
}
