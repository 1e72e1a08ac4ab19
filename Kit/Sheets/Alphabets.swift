/// The letters beyond ASCII that languages write with, by the encoding that serves them.
enum Alphabets {
    static func of(_ encoding: SheetEncoding) -> [Set<UInt32>] {
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
        letters("áðéíóúýþæö"),  // Icelandic
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

    private static func letters(_ small: String) -> Set<UInt32> {
        Set((small + small.uppercased()).unicodeScalars.map(\.value).filter { $0 >= 0x80 })
    }
}
