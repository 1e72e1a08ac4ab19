import Foundation
import Gazetteer
import Reconciliation

/// One gazetteer for all tests, kept in `.build/gazetteer-test` so that only the first run builds it.
enum TestReconciler {
    static let repository: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    private static let opened = Result {
        Reconciler(gazetteer: try Gazetteer.open(directory: repository.appendingPathComponent(".build/gazetteer-test")))
    }

    static var shared: Reconciler { get throws { try opened.get() } }

    /// `../shared/data`, where the lists for measuring lie; `nil` where it is absent.
    static let data: URL? = {
        let folder = repository.deletingLastPathComponent().appendingPathComponent("shared/data")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func verdict(_ name: String, _ country: String? = nil, region: String? = nil) throws -> Verdict {
        try shared.reconcile(Written(name: name, country: country, region: region))
    }
}
