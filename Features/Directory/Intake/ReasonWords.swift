import Foundation
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Sheets

extension Words {
    /// Why a name was matched or is put up for review, as a sentence.
    public func reason(_ reason: Reason) -> String {
        switch reason {
        case .exactName(let name): self("The name is exactly that of \(name).")
        case .anotherName(let written, let name): self("“\(written)” is another name of \(name).")
        case .misspelt(let written, let name, let edits):
            edits == 1
                ? self("“\(written)” is one letter away from \(name).") : self("“\(written)” is \(self.number(edits)) letters away from \(name).")
        case .understoodAs(let written, let understood, let name):
            understood == name ? self("“\(written)” was read as \(name).") : self("“\(written)” was read as “\(understood)”, which is \(name).")
        case .largestOfSeveral(let name, let places, let times):
            times > 1000
                ? self("The largest of \(self.number(places)) places of that name: \(name) is over a thousand times as large as the next.")
                : self("The largest of \(self.number(places)) places of that name: \(name) is \(self.number(times)) times as large as the next.")
        case .toldApart(let name, let by): self("Of several places of that name, \(name) is the one that fits “\(by)”.")
        case .inTerritory(let name, let territory, let state):
            self("\(name) is in \(countryName(territory)), which the row lists under \(countryName(state)).")
        case .namesOfOnePlace(let names, let name): self("\(list(names)) are names of one place, \(name).")
        case .districtOf(let district, let city): self("\(district) is a district of \(city).")
        case .partOfCity(let written, let city): self("“\(written)” is not listed by itself; it is written as a part of \(city).")
        case .joinedTowns(let names, let name): self("\(list(names)) lie side by side and share the name; \(name) is the largest.")
        case .anotherTranscription(let written, let name): self("“\(written)” is \(name) in another transcription.")
        case .elsewhere(let name, let found, let stated):
            self("\(name) is in \(countryName(found)), not in \(stated.map(countryName).joined(separator: " / ")).")
        case .severalOfThatName(let written, let places): self("There are \(self.number(places)) places called “\(written)”, and none stands out.")
        case .contradicts(let name, let qualifier): self("\(name) does not fit “\(qualifier)”.")
        case .countryNotUnderstood(let text): self("The country “\(text)” is not understood.")
        case .countryMissing(let name): self("No country is given, and “\(name)” alone does not decide.")
        case .severalPlaces(let names): self("Several places are written in one row: \(list(names)).")
        case .unknownDistrict(let written, let city): self("“\(written)” seems to be a district of \(city) that is not listed by itself.")
        case .regionRatherThanTown(let written): self("“\(written)” seems to be a region rather than a town.")
        case .onlyAlike(let written, let name): self("“\(written)” is not known; \(name) is somewhat like it.")
        case .doubtful(let written, let name): self("“\(written)” may be \(name), but that is not certain.")
        case .nothingAlike(let written): self("Nothing like “\(written)” is known.")
        case .noName: self("There is no name in this row.")
        case .tooLong: self("There is far more text here than a name.")
        }
    }

    /// The same in two or three words, for the head of a case.
    public func reasonTitle(_ reason: Reason) -> String {
        switch reason {
        case .elsewhere, .contradicts, .inTerritory: self("The country does not fit")
        case .severalOfThatName, .largestOfSeveral, .toldApart: self("Several places carry the name")
        case .countryNotUnderstood: self("The country is not understood")
        case .countryMissing: self("The country is missing")
        case .severalPlaces, .namesOfOnePlace, .joinedTowns: self("More than one place")
        case .unknownDistrict, .districtOf, .partOfCity: self("A district")
        case .regionRatherThanTown: self("A region, not a town")
        case .misspelt, .onlyAlike, .anotherTranscription: self("Spelt otherwise")
        case .nothingAlike: self("Nothing found")
        case .noName: self("No name")
        case .tooLong: self("Too much text")
        case .exactName, .anotherName, .understoodAs, .doubtful: self("Not certain")
        }
    }

    private func countryName(_ code: String) -> String { Country(code).map { country($0) } ?? code }

    /// What is wrong with a file, and what to do about it.
    public func sheet(_ error: SheetError) -> String {
        switch error {
        case .emptyFile: self("The file is empty. Check that you chose the right file, and save it again from your spreadsheet program.")
        case .noTable: self("No table was found in the file. It needs one row per entry, with the same columns in every row.")
        case .noSuchSheet(let name, let available):
            self("The workbook has no sheet named “\(name)”. Its sheets are: \(available.joined(separator: ", ")).")
        case .noSuchHeaderRow(let row):
            self("Row \(self.number(row)) was chosen as the header row, but the file has no text there. Choose another row.")
        case .tooManyColumns(let row, let found, let limit):
            self(
                "Row \(self.number(row)) has \(self.number(found)) columns; at most \(self.number(limit)) can be read. Check that the separator is right, or delete the columns that are not needed."
            )
        case .tooManyRows(let limit): tooManyRows(limit)
        case .tooLarge(_, let limit):
            self(
                "The file is too large: at most \(self.number(max(1, limit >> 20))) MB are accepted. Split it, or remove pictures and columns that are not needed."
            )
        case .unpacksTooLarge:
            self(
                "The workbook unpacks to far more than its size suggests, so it was not read. Copy the table into a new workbook, save it as .xlsx or .csv, and try again."
            )
        case .wrongEncoding(let encoding):
            self("The file does not seem to be written in \(self.encoding(encoding)): many characters are unreadable. Choose another encoding.")
        case .encodingUnavailable(let encoding):
            self("This server cannot read \(self.encoding(encoding)). Save the file as “CSV UTF-8” or .xlsx and try again.")
        case .damaged:
            self("The file is damaged or incomplete. Open it in your spreadsheet program, save it again as .xlsx or .csv, and upload the new file.")
        case .passwordProtected:
            self("The workbook is protected with a password. Open it, save a copy without a password as .xlsx or .csv, and upload the copy.")
        case .unsupported(let format): foreign(format)
        case .zeroBytes:
            self(
                "Zero bytes (NUL) stand in the file, so its text cannot be read with certainty. Open it in your spreadsheet program, look whether all is there, save it as .xlsx or “CSV UTF-8”, and upload the new file."
            )
        case .quoteNotClosed(let row):
            self(
                "A quotation mark that opens in row \(self.number(row)) is never closed, so the rest of the file cannot be told apart. Correct that row, or choose to read quotation marks as plain text."
            )
        case .cellTooLong(let row, _):
            self("A cell in row \(self.number(row)) is far too long. Check that the separator and the line breaks are right.")
        case .rowWiderThanHeader(let row, let found, let columns):
            self(
                "Row \(self.number(row)) has \(self.number(found)) cells, but the table has \(self.number(columns)) columns. Check for a separator inside a text, or a missing heading."
            )
        case .cannotRead, .cannotWrite, .misuse: self("The file could not be read. Please send it again.")
        }
    }

    public func tooManyRows(_ limit: Int) -> String { self("The table has more than \(self.number(limit)) rows. Split it into several files.") }

    private func foreign(_ format: ForeignFormat) -> String {
        switch format {
        case .oldExcel, .binaryExcel, .excelXML, .openDocument, .appleNumbers, .webPage:
            self("The file is \(foreignName(format)). Open it in your spreadsheet program, save it as .xlsx or .csv, and upload the new file.")
        case .zip, .gzip: self("The file is \(foreignName(format)). Unpack it first and upload the .xlsx or .csv file inside.")
        case .pdf, .word, .powerPoint, .richText, .image, .json, .xml, .binary:
            self(
                "The file is \(foreignName(format)), not a spreadsheet. Copy the table into a spreadsheet, save it as .xlsx or .csv, and upload that."
            )
        }
    }

    private func foreignName(_ format: ForeignFormat) -> String {
        switch format {
        case .oldExcel: self("an old Excel workbook (.xls)")
        case .binaryExcel: self("a binary Excel workbook (.xlsb)")
        case .excelXML: self("an Excel 2003 XML workbook")
        case .openDocument: self("an OpenDocument spreadsheet (.ods)")
        case .appleNumbers: self("an Apple Numbers document")
        case .word: self("a Word document")
        case .powerPoint: self("a PowerPoint presentation")
        case .pdf: self("a PDF document")
        case .webPage: self("a web page")
        case .zip: self("a ZIP archive")
        case .gzip: self("a compressed archive")
        case .image: self("a picture")
        case .richText: self("a rich text document")
        case .json: self("a JSON file")
        case .xml: self("an XML file")
        case .binary: self("no text file")
        }
    }

    public func encoding(_ encoding: SheetEncoding) -> String {
        switch encoding {
        case .utf8: "Unicode (UTF-8)"
        case .utf16LittleEndian: "Unicode (UTF-16)"
        case .utf16BigEndian: "Unicode (UTF-16 BE)"
        case .windows1252: self("Western European") + " (Windows-1252)"
        case .windows1250: self("Central European") + " (Windows-1250)"
        case .windows1251: self("Cyrillic") + " (Windows-1251)"
        case .windows1253: self("Greek") + " (Windows-1253)"
        case .windows1254: self("Turkish") + " (Windows-1254)"
        case .macRoman: self("Western European") + " (Mac Roman)"
        case .dos850: self("Western European") + " (DOS 850)"
        case .koi8r: self("Cyrillic") + " (KOI8-R)"
        case .gb18030: self("Simplified Chinese") + " (GB18030)"
        case .shiftJIS: self("Japanese") + " (Shift-JIS)"
        case .big5: self("Traditional Chinese") + " (Big5)"
        case .eucKR: self("Korean") + " (EUC-KR)"
        }
    }

    public func delimiter(_ delimiter: SheetDelimiter) -> String {
        switch delimiter {
        case .comma: self("Comma")
        case .semicolon: self("Semicolon")
        case .tab: self("Tab")
        case .bar: self("Vertical bar")
        }
    }
}
