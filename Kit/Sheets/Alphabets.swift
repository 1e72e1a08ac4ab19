/// The letters beyond ASCII that a language writes with.
struct Alphabet {
    let letters: Set<UInt32>
    /// Settles ties between languages that explain the same bytes: the one fewer cities write counts less.
    var weight = 1.0
}

/// The alphabets that each encoding serves.
enum Alphabets {
    static func of(_ encoding: SheetEncoding) -> [Alphabet] {
        switch encoding {
        case .windows1250: central
        case .windows1251, .koi8r: cyrillic
        case .windows1253: greek
        case .windows1254: [letters("çğıöşüâîûİ")]
        default: western
        }
    }

    private static let western = [
        letters("äöüß"),  // German
        letters("àâçéèêëîïôœùûüÿæ"),  // French
        letters("áéíóúñüçàèòï·"),  // Spanish, Catalan
        letters("ãõáéíóúâêôàçü"),  // Portuguese
        letters("àèéìíîòóùú"),  // Italian
        letters("æøåäöéü"),  // Danish, Norwegian, Swedish, Finnish
        letters("áðéíóúýþæö", weight: 0.95),  // Icelandic
        letters("éëïöüèáóí"),  // Dutch
    ]

    private static let central = [
        letters("ąćęłńóśźż"),  // Polish
        letters("áčďéěíňóřšťúůýž"),  // Czech
        letters("áäčďéíĺľňóôŕšťúýž"),  // Slovak
        letters("áéíóöőúüű"),  // Hungarian
        letters("ăâîşţșț"),  // Romanian
        letters("čćđšž"),  // Croatian, Slovene, Serbian in Latin letters
    ]

    private static let cyrillic = [
        letters("абвгдежзийклмнопрстуфхцчшщъыьэюяё"),
        letters("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
        letters("абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ"),
    ]

    private static let greek = [letters("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ")]

    private static func letters(_ small: String, weight: Double = 1) -> Alphabet {
        Alphabet(letters: Set((small + small.uppercased()).unicodeScalars.map(\.value).filter { $0 >= 0x80 }), weight: weight)
    }
}
