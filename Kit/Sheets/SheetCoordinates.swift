/// Cell addresses as spreadsheet programs write them.
enum SheetCoordinates {
    /// The most columns a worksheet can have (ECMA-376; column XFD).
    static let mostColumns = 16_384
    /// The most rows a worksheet can have.
    static let mostRows = 1_048_576

    /// A for 0, Z for 25, AA for 26.
    static func letters(ofColumn index: Int) -> String {
        guard index >= 0 else { return "" }
        var letters: [Character] = []
        var rest = index
        while rest >= 0 {
            letters.append(Character(UnicodeScalar(UInt8(65 + rest % 26))))
            rest = rest / 26 - 1
        }
        return String(letters.reversed())
    }

    /// The column of an address such as `BC23`, counted from 0; nil if the address is not one or lies outside the sheet.
    static func column(ofAddress bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var column = 0
        var letters = 0
        for byte in bytes {
            let upper = byte & 0xDF
            guard upper >= 65, upper <= 90 else { break }
            letters += 1
            guard letters <= 3 else { return nil }
            column = column * 26 + Int(upper) - 64
        }
        guard letters > 0, column <= mostColumns else { return nil }
        return column - 1
    }
}
