import Foundation

/// A programme that reads what strangers made: of its own memory and time, both limited, without this server's environment (which holds passwords),
/// its output on the disk limited too. What goes wrong there ends that, not the server.
struct Program: Sendable {
    private let url: URL
    private let limiter: URL?

    private static let megabytes = 1024
    private static let largestOutput = 64

    /// Nil where it is not installed.
    init?(_ name: String) {
        guard let url = Self.find(name) else { return nil }
        (self.url, limiter) = (url, Self.find("prlimit"))
    }

    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    private static func find(_ name: String) -> URL? {
        path.split(separator: ":").lazy.map { URL(fileURLWithPath: "\($0)/\(name)") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs it to its end.
    /// - Returns: whether it did what it was asked, in the time it had.
    func run(_ arguments: [String], in folder: URL, seconds: Int) async throws -> Bool {
        let process = Process()
        let limits = ["--as=\(Self.megabytes << 20)", "--cpu=\(seconds)", "--fsize=\(Self.largestOutput << 20)", "--core=0"]
        process.executableURL = limiter ?? url
        process.arguments = limiter == nil ? arguments : limits + [url.path] + arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": Self.path, "LC_ALL": "C.UTF-8", "HOME": folder.path, "TMPDIR": folder.path, "VIPS_BLOCK_UNTRUSTED": "1", "VIPS_CONCURRENCY": "1",
        ]
        (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice)
        let guardian = Task {
            try await Task.sleep(for: .seconds(seconds))
            process.terminate()
            try await Task.sleep(for: .seconds(2))
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
