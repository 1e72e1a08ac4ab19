import Foundation
import Kernel
import Testing

@testable import Web

@Suite struct MultipartTests {
    private func read(_ body: String, pieces: Int, head: Int) throws -> [String] {
        var reader = try #require(
            MultipartReader(
                contentType: "multipart/form-data; boundary=b", folder: FileManager.default.temporaryDirectory,
                limits: MultipartReader.Limits(head: head)))
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) { try reader.take(bytes[start..<min(start + pieces, bytes.count)]) }
        try reader.finish()
        return reader.form.pairs.flatMap { [$0.name, $0.value] }
    }

    /// What the network makes of a body must not decide whether it is taken.
    @Test(arguments: [1, 2, 3, 7, 64, 10_000])
    func aHeadIsAsLongInOnePieceAsInMany(pieces: Int) throws {
        let line = "\r\nContent-Disposition: form-data; name=\"a\""
        let body = "--b\(line)\r\n\r\nvalue\r\n--b--\r\n"
        #expect(try read(body, pieces: pieces, head: line.utf8.count) == ["a", "value"])
        #expect(throws: AppError.self) { try read(body, pieces: pieces, head: line.utf8.count - 1) }
    }
}
