import Foundation
import Testing

@testable import Files

/// The cage in which other people's decoders run.
@Suite struct ProgramTests {
    private func run(_ script: String, seconds: Int = 10) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-cage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        return try await #require(Program("sh")).run(["-c", script], in: folder, seconds: seconds)
    }

    @Test func itSeesNothingOfThisServer() async throws {
        setenv("PROXENIA_CAGE_TEST", "secret", 1)
        defer { unsetenv("PROXENIA_CAGE_TEST") }
        #expect(try await run("test -z \"$PROXENIA_CAGE_TEST\" && test \"$VIPS_BLOCK_UNTRUSTED\" = 1"))
        #expect(try await run("exit 3") == false)
        #expect(Program("no-such-programme-anywhere") == nil)
    }

    @Test func itEndsWhenItsTimeIsUp() async throws {
        // A child and a parent that do not listen: were they not killed, this would not come back.
        #expect(try await run("sleep 86400 & trap '' TERM; wait; sleep 86400", seconds: 1) == false)
    }

    @Test func memoryAndDiskAreLimited() async throws {
        #expect(try await run("head -c 100000000 /dev/zero > large") == false)
        #expect(try await run("head -c 3000000000 /dev/zero | tail -c 2900000000 > /dev/null; exit ${PIPESTATUS:-$?}") == false)
    }
}
