import Foundation
import Kernel
import Testing
import Testing_

@testable import People

/// What the tests about people have in common: entering an organisation and a person through the forms.
extension TestApp {
    /// Enters an organisation; answers its page's path.
    func organisation(_ name: String, place: String = "Chongqing, China", by character: Cast.Character = .officer) async throws -> String {
        let answer = try await self.as(character).post(
            "/office/organisations", [("name", name), ("kind", "local_government"), ("place-text", place)])
        #expect(answer.status == 303, "\(name): \(answer.text.prefix(3000))")
        return answer.location
    }

    /// Enters a person with what is given besides what every entry needs; answers the page's path.
    func person(_ fields: [(String, String)], by character: Cast.Character = .officer) async throws -> String {
        let answer = try await self.as(character).post("/office/people", Self.person(fields))
        #expect(answer.status == 303, "\(fields): \(answer.text.prefix(3000))")
        return answer.location
    }

    static func person(_ fields: [(String, String)]) -> [(String, String)] {
        let given = Set(fields.map(\.0))
        return fields + [("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20")].filter { !given.contains($0.0) }
    }

    /// An invented person of Chongqing, with everything there is to write down.
    static let wang: [(String, String)] = [
        ("title", "Prof."), ("family", "Wang"), ("given", "Xiaoming"), ("order", "family_first"), ("native", "王小明"), ("native_language", "zh"),
        ("romanisation", "Wáng Xiǎomíng"), ("pronunciation", "wahng shao-ming"), ("salutations-language", "de"),
        ("salutations-text", "Sehr geehrter Herr Professor Wang"), ("languages-language", "zh"), ("languages-language", "en"),
        ("channels-kind", "wechat"), ("channels-value", "invented-wang"), ("channels-note", "best"), ("channels-kind", "email"),
        ("channels-value", "wang@invented.example"), ("channels-note", ""), ("place-text", "Chongqing, China"), ("hours-from", "09:00"),
        ("hours-until", "17:30"), ("roles-organisation", "City of Chongqing"), ("roles-chosen", ""), ("roles-kind", "international_office"),
        ("roles-post", "Director, Foreign Affairs Office"), ("roles-from", "2021"), ("roles-until", ""),
        ("protocol", "Present gifts with both hands"),
        ("diet", "No coriander"), ("access", "A chair at receptions"), ("other", "Knows the mayor’s brother"), ("source", "Visiting card"),
    ]
}
