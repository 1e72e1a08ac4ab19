import Gazetteer
import Kernel
import Markup

/// What a password must be: long, and nothing that is tried first (NIST SP 800-63B, 5.1.1.2; OWASP ASVS 5, 6.2). No rules about signs.
public enum PasswordRule {
    public static let shortest = 12

    /// What is wrong with a new password, in words that say how to write a good one; nil when it will do.
    public static func problem(_ password: String, name: String, email: String) -> Message? {
        if password.utf8.count > PasswordHash.longest * 16 || password.count > PasswordHash.longest {
            return Message("Write at most 128 characters.")
        }
        if password.count < shortest {
            return Message("Write at least 12 characters: a few words that only you would put together are good, spaces included.")
        }
        let plain = FoldedName(password).text
        if Set(plain).count < 5 || common.contains(plain) || isRepeated(plain) || isRun(plain) {
            return Message("This password is among the first that are tried. A few words that only you would put together are better.")
        }
        let own = name.split(whereSeparator: \.isWhitespace).map(String.init) + [name, email, String(email.prefix { $0 != "@" }), "proxenia"]
        if own.map({ FoldedName($0).text }).contains(where: { $0.count >= 4 && plain.contains($0) }) {
            return Message("Leave your name, your e-mail address and “Proxenia” out of the password.")
        }
        return nil
    }

    /// One short word again and again.
    private static func isRepeated(_ text: String) -> Bool {
        let signs = Array(text)
        return (1...6).contains { length in signs.count > length && zip(signs, signs.dropFirst(length)).allSatisfy { $0 == $1 } }
    }

    /// Neighbours of the alphabet, the digits or the keyboard from end to end.
    private static func isRun(_ text: String) -> Bool {
        let rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm"]
        return rows.contains { $0.contains(text) || String($0.reversed()).contains(text) }
    }

    /// The commonest of twelve characters and more in published lists, without case and signs.
    private static let common: Set<String> = [
        "123456789012", "1234567890123", "12345678910", "123456789123", "123456123456", "987654321098", "password1234", "password12345",
        "password123456",
        "passwordpassword", "passw0rd1234", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1q2w3e4r5t6y7u", "qwerty123456", "qwertyuiop12", "qwertyuiop123",
        "qwerty1234567",
        "qazwsxedcrfv", "zaq12wsxcde3", "abcdefghijkl", "abcd1234efgh", "abcdef123456", "abc123abc123", "iloveyou1234", "iloveyouforever",
        "administrator",
        "administrator1", "admin1234567", "admin12345678", "adminadmin12", "welcome12345", "welcome123456", "letmein12345", "letmeinplease",
        "changemenow1",
        "changeme1234", "changeme12345", "correcthorsebatterystaple", "trustno1trustno1", "monkey123456", "dragon123456", "football1234",
        "baseball1234",
        "sunshine1234", "princess1234", "superman1234", "master123456", "hallo1234567", "hallohallo12", "passwort1234", "passwort12345",
        "passwort123456",
        "passwortpasswort", "schatz123456", "ficken123456", "geheim123456", "willkommen12", "willkommen123", "willkommen2024", "willkommen2025",
        "willkommen2026", "sommer202526", "internationaloffice", "internationales", "partnerstadt", "partnerstaedte", "staedtepartnerschaft",
        "citydiplomacy",
        "motdepasse12", "motdepasse123", "contrasena12", "contrasena123", "azertyuiop12", "azertyuiop123", "asdfghjkl123", "zxcvbnm12345",
    ]
}

/// A password made for somebody else, to be told once and replaced by its owner.
public enum InitialPassword {
    /// Four times four letters and digits that cannot be taken for one another, `k7mf-2xqp-9hnd-w4ts`: 79 bits.
    public static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return make(using: &generator)
    }

    static func make(using generator: inout some RandomNumberGenerator) -> String {
        let signs = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return (0..<4).map { _ in String((0..<4).compactMap { _ in signs.randomElement(using: &generator) }) }.joined(separator: "-")
    }
}
