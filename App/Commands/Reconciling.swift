import ArgumentParser
import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Sheets

struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Match the place names of a table to real places.",
        discussion:
            "Writes the table again with six more columns: place_id, place_name, place_country, confidence, verdict (matched, review or none) and reason."
    )

    @Argument(help: "The table, CSV or XLSX; - for standard input.") var file: String
    @Option(help: "The column with the names: its heading or its letter.") var city: String
    @Option(help: "The column with the countries.") var country: String?
    @Option(help: "The column with the regions.") var region: String?
    @Option(help: "Where to write; - for standard output.") var out = "-"
    @OptionGroup var options: DataOptions

    private static let added = ["place_id", "place_name", "place_country", "confidence", "verdict", "reason"]
    private static let batch = 1024

    func run() async throws {
        try Spool.with(file) { url in
            let name = file == "-" ? "standard input" : file
            let reader: SheetReader
            do { reader = try SheetReader(file: url, name: name) } catch let error as SheetError {
                throw AppError.invalid("\(name): \(error.message)")
            }
            let columns = (
                city: try column(city, reader), country: try country.map { try column($0, reader) }, region: try region.map { try column($0, reader) }
            )
            let reconciler = Reconciler(gazetteer: try options.opening().gazetteer())
            try Spool.writing(out) { target in
                let writer = try CSVWriter(target, byteOrderMark: false)
                try writer.begin(
                    columns: reader.guess.columns.map { SheetColumn(key: $0.label, title: $0.label) }
                        + Self.added.map { SheetColumn(key: $0, title: $0) })
                var waiting: [SheetRow] = []
                func flush() throws {
                    let verdicts = try reconciler.reconcile(
                        waiting.map { row in
                            Written(
                                name: row.cells[columns.city], country: columns.country.map { row.cells[$0] },
                                region: columns.region.map { row.cells[$0] })
                        })
                    for (row, verdict) in zip(waiting, verdicts) { try writer.row(row.cells.map { .text($0) } + Self.cells(verdict)) }
                    waiting.removeAll(keepingCapacity: true)
                }
                do {
                    try reader.forEachRow { row in
                        if row.repeatsHeader { return }
                        waiting.append(row)
                        if waiting.count == Self.batch { try flush() }
                    }
                } catch let error as SheetError { throw AppError.invalid("\(name): \(error.message)") }
                try flush()
                try writer.finish()
            }
        }
    }

    private func column(_ wish: String, _ reader: SheetReader) throws -> Int {
        let columns = reader.guess.columns
        guard
            let found = columns.first(where: { $0.name.lowercased() == wish.lowercased() })
                ?? columns.first(where: { $0.letter == wish.uppercased() })
        else {
            throw AppError.invalid("There is no column “\(wish)” in the table; it has \(columns.map(\.label).joined(separator: ", ")).")
        }
        return found.index
    }

    private static func cells(_ verdict: Verdict) -> [SheetCell] {
        let place = verdict.place
        return [
            place.map { .integer($0.id) } ?? .empty, .text(place?.name ?? ""), .text(place?.country ?? ""),
            .decimal((verdict.confidence * 100).rounded() / 100),
            .text(verdict.status.rawValue), .text(verdict.reason.sentence),
        ]
    }
}

/// Files named on the command line, where `-` is standard input or output.
enum Spool {
    /// Standard input is copied to a temporary file, for tables are read twice: once to see what they are.
    static func with<Result>(_ file: String, _ body: (URL) throws -> Result) throws -> Result {
        guard file == "-" else {
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw AppError.invalid("The file \(file) does not exist, or may not be read.")
            }
            return try body(URL(fileURLWithPath: file))
        }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-input-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw AppError.invalid("The temporary folder cannot be written.")
        }
        defer { unlink(url.path) }
        let copy = try FileHandle(forWritingTo: url)
        while let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty { try copy.write(contentsOf: piece) }
        try copy.close()
        return try body(url)
    }

    /// A file appears whole or not at all: it is written beside its name and then put in its place.
    static func writing(_ file: String, _ body: (SheetTarget) throws -> Void) throws {
        guard file != "-" else { return try body(.sink { FileHandle.standardOutput.write(Data($0)) }) }
        let target = URL(fileURLWithPath: file)
        let half = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)")
        do {
            try body(.file(half))
            guard rename(half.path, target.path) == 0 else { throw AppError.invalid("\(file) cannot be written.") }
        } catch {
            unlink(half.path)
            throw error
        }
    }
}
