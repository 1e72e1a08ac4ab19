import Foundation
import Kernel

/// One reader under fire. Its name is that of its folder in the corpus.
struct FuzzTarget: Sendable {
    let name: String
    /// Reads the bytes and holds what came of them against what must always be true. It may throw what `expects` knows.
    let run: @Sendable ([UInt8]) throws -> Void
    /// Whether a thrown error is an answer. Any other would be a page saying “Something went wrong on our side”.
    let expects: @Sendable (any Error) -> Bool

    init(_ name: String, expects: @escaping @Sendable (any Error) -> Bool = { _ in false }, _ run: @escaping @Sendable ([UInt8]) throws -> Void) {
        (self.name, self.expects, self.run) = (name, expects, run)
    }

    static let all: [FuzzTarget] = [
        .csv, .xlsx, .vcard, .multipart, .form, .cookie, .json, .body, .names, .gazetteer, .ledger, .html, .files, .mail, .query, .markdown,
    ]

    /// Called by libFuzzer for every input, on one thread.
    func take(_ bytes: [UInt8]) {
        do { try run(bytes) } catch { hold(expects(error), "an error nobody answers: \(error)") }
    }
}

/// Ends the run when something that must always be true is not: libFuzzer then keeps the input.
func hold(_ condition: Bool, _ sentence: @autoclosure () -> String) {
    if !condition { fatalError("fuzz: " + sentence()) }
}

/// A file of the run's own, written anew for every input that is read from disk.
enum Scratch {
    /// In memory where the system has such a folder, since it is written thousands of times a second.
    static let folder: URL = {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let base = FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
        let folder = base.appendingPathComponent("proxenia-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            fatalError("fuzz: no folder: \(error)")
        }
        return folder
    }()

    static func file(_ bytes: [UInt8], name: String = "input") throws -> URL {
        let url = folder.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        return url
    }
}

/// Text out of an input's bytes, as a request brings it: what is no UTF-8 is repaired.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// The parts of an input between bytes of 0xFF, which stands in no text: so that one input can hold several fields.
func parts(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0xFF, maxSplits: 15, omittingEmptySubsequences: false).map { text($0) }
}
