import Accounts
import Kernel
import Markup
import Web

/// Whom an office asks to speak for a party that is on no server.
enum GuestForm {
    struct Value {
        /// The party's name in the record: of one without a key, or of one that has guests already.
        let party: SharedReading.Party
        let name: String
        let email: String
        let language: Language?
    }

    static let longestName = 200

    /// - Parameter parties: those that may have guests.
    static func read(_ typed: Parameters, _ parties: [SharedReading.Party], _ languages: [Language], _ w: Words) -> (
        value: Value?, problems: Problems
    ) {
        var problems = Problems()
        let (name, tag) = (typed.text("name"), typed.text("language"))
        let party = parties.first { $0.id == typed.text("party") }
        if party == nil { problems.add("party", w("Choose one of the list.")) }
        if name.isEmpty { problems.add("name", w("This is needed.")) }
        if name.count > longestName { problems.add("name", w("This is too long: at most \(longestName) characters.")) }
        let email = EmailAddress(typed: typed.text("email"))
        if email == nil { problems.add("email", w("This is not an e-mail address.")) }
        let language = languages.first { $0.tag == tag }
        if language == nil { problems.add("language", w("Choose one of the languages.")) }
        guard problems.isEmpty, let party, let email, let language else { return (nil, problems) }
        return (Value(party: party, name: name, email: email.text, language: language), problems)
    }
}
