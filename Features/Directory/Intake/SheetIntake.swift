import Foundation
import Kernel
import Sheets
import Web

/// What a file turned out to be when it was read through once.
public struct SheetIntake: Sendable {
    public var guess: SheetGuess
    /// Rows of data, repeated headings not among them.
    public private(set) var rows = 0
    public private(set) var repeated = 0
    /// The row of a quotation mark that is never closed, when such marks were then read as plain text.
    public private(set) var brokenQuote: Int?

    /// The most rows that are taken at a time.
    public static let mostRows = 100_000

    /// What the server takes at most is a setting of the operator, read once; a setting that makes no sense stops the server elsewhere.
    public static let uploadLimit: Int = {
        do { return try Settings(environment: ProcessInfo.processInfo.environment, port: 8080).uploadLimit } catch { return Settings().uploadLimit }
    }()

    /// Finds out what the file is, and reads it to its end, so that what is wrong further down is known at once.
    /// - Throws: `SheetError`, or `TooManyRows`.
    public init(file: URL, name: String, options: SheetOptions) throws {
        do {
            try self.init(reading: file, name, options)
        } catch SheetError.quoteNotClosed(let row) where options.quotes == nil {
            var plain = options
            plain.quotes = false
            try self.init(reading: file, name, plain)
            brokenQuote = row
        }
    }

    private init(reading file: URL, _ name: String, _ options: SheetOptions) throws {
        guess = try SheetReader.inspect(file: file, name: name, options: options)
        let reader = try SheetReader(file: file, guess: guess, limits: options.limits)
        var (found, headings) = (0, 0)
        try reader.forEachRow { row in
            if row.repeatsHeader { headings += 1 } else { found += 1 }
            if found > Self.mostRows { throw TooManyRows() }
        }
        (rows, repeated) = (found, headings)
    }

    public struct TooManyRows: Error {}

    /// Writes bytes from the database into a file, which is gone when the work with it is done.
    public static func with<Result>(_ content: [UInt8], _ body: (URL) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-import-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: url.path, contents: Data(content), attributes: [.posixPermissions: 0o600]) else {
            throw AppError.invalid("The server has no room for the file.")
        }
        defer { unlink(url.path) }
        return try body(url)
    }

    /// Tells two files apart (FNV-1a, 64 bits): it finds the second click of a double one, and guards against nothing else.
    public static func checksum(_ content: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16) + "-" + String(content.count)
    }

    /// What stands in a cell, or is the name of a file, without signs that no database keeps, and of a length one can read.
    public static func clean(_ text: String, most: Int) -> String {
        let plain = text.unicodeScalars.contains("\0") ? String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\0" })) : text
        return String(plain.trimmingCharacters(in: .whitespacesAndNewlines).prefix(most))
    }
}

/// Work that takes long and waits for nobody, off the threads that answer requests.
public enum OffThread {
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try body() }) }
        }
    }
}
