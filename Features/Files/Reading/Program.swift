import Foundation

/// A programme that reads what strangers made: of its own memory and time, both limited, without this server's environment (which holds passwords),
/// its output on the disk limited too. What goes wrong there ends that, not the server.
struct Program: Sendable {
    private let url: URL
    /// `timeout` (coreutils) ends it with all its children; `prlimit` (util-linux) bounds what it takes.
    private let keepers: (time: URL, resources: URL)?

    private static let megabytes = 1024
    private static let largestOutput = 64

    /// Nil where it is not installed.
    init?(_ name: String) {
        guard let url = Self.find(name) else { return nil }
        self.url = url
        if let time = Self.find("timeout"), let resources = Self.find("prlimit") { keepers = (time, resources) } else { keepers = nil }
    }

    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    private static func find(_ name: String) -> URL? {
        path.split(separator: ":").lazy.map { URL(fileURLWithPath: "\($0)/\(name)") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs it to its end.
    /// - Returns: whether it did what it was asked, in the time it had.
    func run(_ arguments: [String], in folder: URL, seconds: Int) async throws -> Bool {
        let process = Process()
        if let keepers {
            process.executableURL = keepers.time
            process.arguments =
                ["--kill-after=2", String(seconds), keepers.resources.path, "--as=\(Self.megabytes << 20)", "--cpu=\(seconds)"]
                + ["--fsize=\(Self.largestOutput << 20)", "--core=0", url.path] + arguments
        } else {
            (process.executableURL, process.arguments) = (url, arguments)
        }
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": Self.path, "LC_ALL": "C.UTF-8", "HOME": folder.path, "TMPDIR": folder.path, "VIPS_BLOCK_UNTRUSTED": "1", "VIPS_CONCURRENCY": "1",
        ]
        (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice)
        let guardian = Task {
            // Should nobody else have ended it.
            try await Task.sleep(for: .seconds(seconds + 5))
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        defer { guardian.cancel() }
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return status == 0
    }
}
