import Foundation
import Kernel
import Markup
import Sheets
import Web

/// A file that somebody sent to be imported.
public struct ImportUpload: Sendable {
    /// Where it lies while the request is answered.
    public let file: URL
    /// What it was called.
    public let name: String
    /// How it is to be read: as it seems to be, and not larger than the operator allows.
    public let options: SheetOptions

    /// - Throws: `Refused` when no file was chosen, `AppError.tooLarge`.
    public init(_ context: Context) throws {
        let w = context.w
        let limit = context.house.settings.uploadLimit
        guard let sent = context.request.files.first(where: { $0.field == "file" }), !sent.name.isEmpty || sent.size > 0 else {
            throw Refused(text: w("Choose a file first."))
        }
        guard sent.size <= limit else { throw AppError.tooLarge(limit: limit) }
        let cleaned = SheetIntake.clean(sent.name, most: 200)
        (file, name, options) = (sent.url, cleaned.isEmpty ? w("Spreadsheet") : cleaned, Self.options(context))
    }

    public static func options(_ context: Context) -> SheetOptions {
        var options = SheetOptions()
        options.limits.fileBytes = context.house.settings.uploadLimit
        return options
    }

    /// The file was not taken, for a reason in the reader's words.
    public struct Refused: Error {
        let text: String
        public init(text: String) { self.text = text }

        /// A table without a row.
        public static func empty(_ w: Words) -> Refused {
            Refused(text: w("There is nothing below the headings. Check that you chose the right file."))
        }
    }

    /// What the form says beside the file that was sent; nil for what is not the file's fault.
    public static func problems(_ error: any Error, _ w: Words) -> Problems? {
        let text: String
        switch error {
        case let refused as Refused: text = refused.text
        case let error as SheetError: text = w.sheet(error)
        case is SheetIntake.TooManyRows: text = w.tooManyRows(SheetIntake.mostRows)
        default: return nil
        }
        var problems = Problems()
        problems.add("file", text)
        return problems
    }
}
