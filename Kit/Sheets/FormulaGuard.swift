/// Keeps text that somebody typed from being run as a formula when a CSV file is opened in a spreadsheet program
/// (OWASP, “CSV Injection”): an apostrophe goes before it. Plain numbers stay numbers.
public enum FormulaGuard {
    /// The text with an apostrophe before it where a spreadsheet program might take it for a formula.
    public static func guarded(_ cell: String) -> String {
        guard let first = cell.utf8.first, !isHarmless(first) else { return cell }
        return startsFormula(cell) ? "'" + cell : cell
    }

    /// The opposite of `guarded`, for reading back what was exported.
    public static func restored(_ cell: String) -> String {
        guard cell.utf8.first == 0x27, startsFormula(cell) else { return cell }
        return String(cell.unicodeScalars.dropFirst())
    }

    /// Letters and digits begin nearly every cell and no formula.
    private static func isHarmless(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Apostrophes at the beginning are passed over, so that guarding and restoring undo each other whatever was typed.
    private static func startsFormula(_ text: String) -> Bool {
        var scalars = text.unicodeScalars.drop { $0 == "'" }
        while let scalar = scalars.first {
            switch scalar.value {
            // tab, carriage return, line feed: programs drop them and look at what follows
            case 0x09, 0x0A, 0x0D: return true
            // = + - @ and their full-width forms
            case 0x3D, 0x2B, 0x2D, 0x40, 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20: return !isPlainNumber(scalars)
            // spaces and invisible characters before a formula do not make it harmless
            case 0x200B...0x200F, 0x2060, 0xFEFF, 0x00...0x1F, 0x7F...0x9F: scalars.removeFirst()
            default:
                guard scalar.properties.isWhitespace else { return false }
                scalars.removeFirst()
            }
        }
        return false
    }

    /// A sign, digits with points or commas between them, perhaps an exponent or a percent sign.
    private static func isPlainNumber(_ scalars: Substring.UnicodeScalarView) -> Bool {
        var rest = Array(scalars.map(\.value))
        guard rest.count > 1, rest[0] == 0x2B || rest[0] == 0x2D else { return false }
        rest.removeFirst()
        if rest.last == 0x25 { rest.removeLast() }
        var digits = 0
        var afterDigit = false
        var exponents = 0
        for (index, value) in rest.enumerated() {
            switch value {
            case 48...57:
                digits += 1
                afterDigit = true
            case 0x2E, 0x2C:
                guard exponents == 0, afterDigit || index == 0 else { return false }
                afterDigit = false
            case 0x45, 0x65:
                guard afterDigit, exponents == 0 else { return false }
                exponents = 1
                afterDigit = false
            case 0x2B, 0x2D:
                guard index > 0, rest[index - 1] | 0x20 == 0x65 else { return false }
            default: return false
            }
        }
        return digits > 0 && afterDigit
    }
}
