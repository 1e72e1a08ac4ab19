import Foundation
import Testing
@testable import Sheets

/// The lists in the folder of shared data beside the repository.
enum SharedData {
    static let folder: URL? = {
        var folder = URL(filePath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
                let data = folder.deletingLastPathComponent().appending(path: "shared/data")
                return FileManager.default.fileExists(atPath: data.path) ? data : nil
            }
        }
        return nil
    }()
}

@Suite(.enabled(if: SharedData.folder != nil, "the folder ../shared/data is absent"))
struct RealFilesTests {
    @Test func theListsReadAsTheyAre() throws {
        let folder = try #require(SharedData.folder)
        let printed = try read(folder.appending(path: "partner-cities-as-printed.csv"))
        #expect(printed.rows.count == 41)
        #expect(printed.guess.columns.map(\.name) == ["city", "partner", "partner_country", "year_formalised"])
        let twins = try read(folder.appending(path: "twin-cities-world.csv"))
        #expect(twins.guess.headerRow == 1)
        #expect(twins.guess.columns.count == 8)
        #expect(twins.rows.count == 25_917)
        #expect(twins.rows.allSatisfy { $0.surplus.isEmpty })
        let members = try read(folder.appending(path: "c40-members-2016-2019.csv"))
        #expect(members.guess.delimiter == .comma)
        #expect(members.rows.count == 91)
    }
}
