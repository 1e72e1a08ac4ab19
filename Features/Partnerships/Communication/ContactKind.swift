import Accounts
import Foundation
import Kernel
import Markup

/// A contact point of a party: whom to write to, for what, and when there is somebody. What is personal of it never enters the chain.
enum ContactKind {
    enum Role: String, CaseIterable, Sendable {
        /// Everything goes through this person.
        case nodal
        case decides, subject

        func word(_ w: Words) -> String {
            switch self {
            case .nodal: w("Nodal person: everything goes through them")
            case .decides: w("Decides")
            case .subject: w("For one subject")
            }
        }

        /// As it stands beside a name.
        func mark(_ w: Words) -> String {
            switch self {
            case .nodal: w("Nodal person")
            case .decides: w("Decides")
            case .subject: w("For one subject")
            }
        }
    }

    static let kind: SharedKind = .init(
        "contact", path: "contacts", tab: CommunicationKind.tab.path, .own, title: "name",
        word: { $0("Contact point") }, new: { $0("New contact point") },
        fields: [
            SharedField("party", .party, isRequired: true) { $0("Party") },
            SharedField(
                "name", .line(200), isRequired: true, isPersonal: true, help: { $0("In the order and script in which the person writes it.") }
            ) {
                $0("Name")
            },
            SharedField("post", .line(200), isPersonal: true) { $0("Post") },
            SharedField("email", .line(254), isPersonal: true) { $0("E-mail") },
            SharedField("telephone", .line(40), isPersonal: true, help: { $0("With the country’s prefix: +49 211 …") }) { $0("Telephone") },
            SharedField("role", .choice { w in Role.allCases.map { ($0.rawValue, $0.word(w)) } }) { $0("Role") },
            SharedField("languages", .line(200)) { $0("Languages") },
            SharedField("zone", .line(60), help: { $0("As computers write it: Europe/Berlin, Asia/Shanghai.") }) { $0("Time zone") },
            SharedField("hours", .line(200), help: { $0("For example: Sunday to Thursday, 8 to 15.") }) { $0("Working hours") },
        ],
        check: { entry, _, w, problems in
            let (email, telephone, zone) = (entry.text("email"), entry.text("telephone"), entry.text("zone"))
            if !email.isEmpty, EmailAddress(typed: email) == nil { problems.add("email", w("This is not an e-mail address.")) }
            if !telephone.isEmpty, dialled(telephone).count < 3 { problems.add("telephone", w("This is not a telephone number.")) }
            if !zone.isEmpty, Self.zone(zone) == nil { problems.add("zone", w("This time zone is not known. Write it like Europe/Berlin.")) }
        })

    /// A time zone by its name in the IANA database; offsets and abbreviations, which say nothing about summer time, are none.
    static func zone(_ name: String) -> TimeZone? {
        let isName =
            name.contains("/") && name.utf8.count <= 60
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2F, 0x5F: true
                default: false
                }
            }
        return isName && !name.hasPrefix("/") && !name.hasSuffix("/") ? TimeZone(identifier: name) : nil
    }

    /// What a telephone dials of a number that a person wrote.
    static func dialled(_ number: String) -> String { number.filter { $0 == "+" || ($0.isASCII && $0.isNumber) } }
}
