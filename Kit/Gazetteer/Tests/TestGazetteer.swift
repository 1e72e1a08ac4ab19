import Foundation
import Testing

@testable import Gazetteer

/// One gazetteer for all tests, kept in `.build/gazetteer-test` so that only the first run builds it.
enum TestGazetteer {
    static let directory = repository.appendingPathComponent(".build/gazetteer-test")

    static let shared = Result { try Gazetteer.open(directory: directory) }

    /// The nearest folder above this file that holds a package.
    private static let repository: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// A folder of a test's own with copies of the finished files, to be damaged at will.
    static func copy() throws -> URL {
        _ = try shared.get()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gazetteer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil) {
            try FileManager.default.copyItem(at: file, to: folder.appendingPathComponent(file.lastPathComponent))
        }
        return folder
    }
}
