import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Directory

/// What the directory's tests have in common: entering an organisation through the form and reading it back.
extension TestApp {
    static let chongqing: PlaceID = 1_814_906

    /// Enters an organisation as somebody would with the form; answers its page's path.
    func enter(
        _ name: String, kind: String = "university", place: String = "", by character: Cast.Character = .officer, _ more: [(String, String)] = []
    ) async throws -> String {
        let answer = try await self.as(character).post("/office/organisations", [("name", name), ("kind", kind), ("place-text", place)] + more)
        #expect(answer.status == 303, "\(name): \(answer.text.prefix(3000))")
        return answer.location
    }
}

/// The text between two marks, for reading a hidden field out of a page.
func between(_ text: String, _ start: String, _ end: String) -> String? {
    guard let from = text.range(of: start)?.upperBound, let to = text[from...].range(of: end)?.lowerBound else { return nil }
    return String(text[from..<to])
}
