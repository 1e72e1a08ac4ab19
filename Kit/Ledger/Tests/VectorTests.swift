import Foundation
import Kernel
import Testing

@testable import Ledger

/// The files in `Vectors`, by which other implementations measure themselves. `PROXENIA_WRITE_VECTORS=1` writes them anew.
struct VectorTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
    static let writes = ProcessInfo.processInfo.environment["PROXENIA_WRITE_VECTORS"] == "1"

    @Test("the vectors of this version are those in the repository", arguments: Vector.all.map(\.name))
    func vectors(name: String) throws {
        let vector = try #require(Vector.all.first { $0.name == name })
        let text = vector.text(try vector.make())
        let file = Self.folder.appending(path: "\(name).json")
        if Self.writes { try Data(text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("every record among them is read to the summary and the findings it gives")
    func records() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        var read = 0
        for file in files where file.pathExtension == "json" {
            let vector = try Value(reading: Array(try Data(contentsOf: file)))
            guard let entries = vector["entries"]?.list?.compactMap(\.text) else { continue }
            let partnership = try #require(vector["partnership"]?.text.flatMap { PartnershipID($0) })
            let root = try #require(vector["root"]?.text.flatMap { EntryHash(hex: $0) })
            var ledger = Ledger(partnership: partnership, root: root)
            for entry in entries.reversed() { ledger.add(reading: Array(entry.utf8)) }
            #expect(ledger.summary == vector["summary"], "\(file.lastPathComponent)")
            #expect(ledger.digest.hex == vector["digest"]?.text)
            #expect(Vector.findings(ledger) == vector["findings"], "\(file.lastPathComponent)")
            read += 1
        }
        #expect(read >= 10)
    }
}

/// One file of test vectors.
struct Vector: Sendable {
    let name: String
    let about: String
    let make: @Sendable () throws -> [(String, Value)]

    /// Readable in a diff: a line for each member and each item of a list.
    func text(_ members: [(String, Value)]) -> String {
        let lines = ([("about", Value.string(about))] + members).map { name, value in
            switch value {
            case .array(let list) where !list.isEmpty: " \"\(name)\": [\n" + list.map { "  " + $0.canonicalText }.joined(separator: ",\n") + "\n ]"
            default: " \"\(name)\": " + value.canonicalText
            }
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }

    static func findings(_ ledger: Ledger) -> Value {
        .array(ledger.findings().map { .array([$0.entry.map { .string($0.hex) } ?? .null, .string($0.fault.code)]) })
    }

    static func record(_ ledger: Ledger, _ texts: [[UInt8]]) -> [(String, Value)] {
        var read = Ledger(partnership: ledger.partnership, root: ledger.root)
        for text in texts { read.add(reading: text) }
        return [
            ("partnership", .string(read.partnership.text)), ("root", .string(read.root.hex)),
            ("entries", .array(texts.map { .string(String(decoding: $0, as: UTF8.self)) })), ("summary", read.summary),
            ("digest", .string(read.digest.hex)), ("findings", findings(read)),
        ]
    }

    static func story(
        _ name: String, _ about: String, three: Bool = false, recovery: Bool = false, _ tell: @escaping @Sendable (inout Desk) throws -> [Entry]
    ) -> Vector {
        Vector(name: name, about: about) {
            var desk = try Desk(three: three, recovery: recovery)
            let more = try tell(&desk)
            let waiting = more.filter { !desk.ledger.contains($0.hash) }
            return record(desk.ledger, (desk.ledger.entries + waiting).map(\.canonical))
        }
    }

    static let all: [Vector] = values + stories + generated

    static let values: [Vector] = [
        Vector(name: "values", about: "Texts and their canonical form; null where the text must be refused.") {
            [("cases", .array(ValueTests.cases.map { .array([.string($0.0), $0.1.map { .string($0) } ?? .null]) }))]
        },
        Vector(name: "personal", about: "Values, salts and the commitments to them.") {
            let values: [Value] = ["Avi Invented", "重庆", .null, 7, .members([("tel", "+972 4 000 0000"), ("name", "x")])]
            let made = values.enumerated().compactMap { PersonalValue($1, salt: [UInt8](repeating: UInt8($0 * 17), count: 32)) }
            return [
                (
                    "cases",
                    .array(
                        made.map {
                            .members([("value", $0.value), ("salt", .string(Hex.text($0.salt))), ("commitment", .string($0.commitment.hex))])
                        })
                )
            ]
        },
    ]

    static let generated: [Vector] = [UInt64(1), 2, 7, 12, 19, 28].map { number in
        Vector(name: "generated-\(number)", about: "A generated history with much that is against the rules, in any order.") {
            var world = try World(seed: 900 + number, restores: number % 2 == 0, isSigned: true)
            try world.run(steps: 34)
            try world.endgame()
            return record(world.offices[0].ledger, world.all.shuffled(using: &world.random).map(\.canonical))
        }
    }
}
