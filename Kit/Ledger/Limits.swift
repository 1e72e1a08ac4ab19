/// The sizes that every implementation keeps, so that what one takes the others take too.
public enum Limits {
    /// The canonical form of an entry with its signature, in bytes. Documents are attached by hash and do not count.
    public static let entryBytes = 262_144
    /// How far the clock of an entry may run ahead of all that it builds on. Without it one entry with the largest clock
    /// would leave the others no later one.
    public static let clockLeap: Int64 = 1_000_000
    /// Members of a list in an act: hashes, parties.
    public static let listed = 1_000
    /// Ends that one entry may adopt: each costs a walk along its chain.
    public static let adopted = 16
    /// The name of an object, in characters.
    public static let objectName = 200
    /// The name of a field, in characters.
    public static let fieldName = 100
    /// The first part of the name of everything that only all parties together can change.
    public static let agreedPrefix = "agreed/"
    /// How far the time of an entry may lie ahead of the reader's before it is named as a fault, in milliseconds: a day.
    public static let timeAhead: Int64 = 86_400_000

    /// Letters, digits and `. _ - / :` of ASCII: names are compared by machines in many languages.
    static func isName(_ text: String, atMost count: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= count
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F: true
                default: false
                }
            }
    }
}
