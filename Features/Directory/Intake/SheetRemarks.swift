import Markup
import Sheets

extension Words {
    /// What somebody should know of a file before going on, a sentence each.
    /// - Parameters:
    ///   - repeated: rows that repeat the headings.
    ///   - brokenQuote: the row of a quotation mark that is never closed.
    public func remarks(_ guess: SheetGuess, repeated: Int, brokenQuote: Int?) -> [String] {
        var lines: [String] = guess.remarks.map { remark in
            switch remark {
            case .titlesSkipped(let rows): self("\(rows) rows above the headings are not part of the table and are passed over.")
            case .unreadableCharacters(let count):
                self("\(count) characters could not be read and are shown as “�”. Perhaps another choice of characters fits.")
            case .repeatedHeading(let name): self("More than one column is headed “\(name)”.")
            case .hiddenSheets(let names): self("The workbook hides sheets: \(names.joined(separator: ", ")).")
            }
        }
        if repeated > 0 { lines.append(self("\(repeated) rows repeat the headings and are passed over.")) }
        if let row = brokenQuote {
            lines.append(
                self(
                    "A quotation mark in row \(number(row)) is never closed, so quotation marks are read as plain text. Look whether the columns fit."
                ))
        }
        if brokenQuote == nil, guess.format == .csv, !guess.quotes {
            lines.append(self("Quotation marks are read as plain text. Look whether the columns fit."))
        }
        return lines
    }
}
