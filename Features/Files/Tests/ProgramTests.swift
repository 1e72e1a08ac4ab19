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
        // What the shell sets itself, and what it was given: of the environment of whoever runs this, nothing.
        let known = "PATH|LC_ALL|HOME|TMPDIR|VIPS_BLOCK_UNTRUSTED|VIPS_CONCURRENCY|PWD|OLDPWD|SHLVL|_"
        #expect(
            ProcessInfo.processInfo.environment.keys.contains { !known.split(separator: "|").contains(Substring($0)) }, "there is something to hide")
        #expect(try await run("test -z \"$(env | cut -d= -f1 | grep -vE '^(\(known))$')\" && test \"$VIPS_BLOCK_UNTRUSTED\" = 1"))
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
