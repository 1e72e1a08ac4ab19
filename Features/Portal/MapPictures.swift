import Crypto
import Foundation
import Kernel
import Web

/// Maps as PNG: what is passed on (Open Graph) is shown by sites that take no SVG.
///
/// `rsvg-convert` (librsvg) draws them, a programme of its own with its own memory: a drawing that goes wrong ends that, not the server.
/// Finished pictures are kept, since a link that spreads is asked for by many at once.
actor MapPictures {
    /// Nil where librsvg is not installed; links then show the SVG.
    nonisolated let program: URL?
    private var kept: [(key: SHA256Digest, png: [UInt8])] = []
    private var drawing: [SHA256Digest: Task<[UInt8], any Error>] = [:]
    private static let mostKept = 32
    private static let mostAtOnce = 2
    private static let patience: Duration = .seconds(10)

    init() {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        program = folders.lazy.map { URL(fileURLWithPath: "\($0)/rsvg-convert") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// The drawing as a PNG of 1200 by 630 pixels.
    /// - Throws: `AppError.notFound` without librsvg, `AppError.tooMany` while others are being drawn.
    func png(of svg: String) async throws -> [UInt8] {
        guard let program else { throw AppError.notFound }
        let key = SHA256.hash(data: Data(svg.utf8))
        if let known = kept.first(where: { $0.key == key }) { return known.png }
        if let task = drawing[key] { return try await task.value }
        guard drawing.count < Self.mostAtOnce else { throw AppError.tooMany(retryAfter: 5) }
        let task = Task { try await Self.draw(svg, program) }
        drawing[key] = task
        defer { drawing[key] = nil }
        let png = try await task.value
        if kept.count >= Self.mostKept { kept.removeFirst() }
        kept.append((key, png))
        return png
    }

    private static func draw(_ svg: String, _ program: URL) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-map-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { remove(folder) }
        let source = folder.appendingPathComponent("map.svg")
        let target = folder.appendingPathComponent("map.png")
        try Data(svg.utf8).write(to: source)
        let process = Process()
        process.executableURL = program
        process.arguments = ["--width", "1200", "--height", "630", "--output", target.path, source.path]
        (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice)
        let guardian = Task {
            try await Task.sleep(for: patience)
            process.terminate()
        }
        defer { guardian.cancel() }
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        guard status == 0 else { throw AppError.invalid("rsvg-convert ended with \(status)") }
        return Array(try Data(contentsOf: target))
    }

    /// What cannot be removed lies in the system's temporary folder and goes with it.
    private static func remove(_ folder: URL) {
        do { try FileManager.default.removeItem(at: folder) } catch { return }
    }
}
