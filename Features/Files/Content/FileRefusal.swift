import Markup

/// Why a file is not taken, each with its sentence: what is wrong and what to do.
enum FileRefusal: Error, Sendable, Equatable {
    case empty
    case tooLarge(limit: Int)
    /// An ending we do not take, or none.
    case kind(ending: String)
    /// The name claims one thing, the content is another, where that is recognised.
    case notWhatItClaims(FileKind, found: Found?)
    case broken(FileKind)
    case tooManyPixels(width: Int, height: Int)
    case macros

    /// What else a content may turn out to be.
    enum Found: String, Sendable, Equatable {
        case zip, html, svg, program, picture, pdf, oldOffice
    }

    func words(_ w: Words) -> String {
        switch self {
        case .empty: w("It is empty. Perhaps it was still being written when you chose it; look at it and choose it again.")
        case .tooLarge(let limit): w("It is too large: at most \(limit >> 20) MB. Save it smaller, or leave out what is not needed.")
        case .kind(let ending):
            ending.isEmpty
                ? w("Its name has no ending such as .pdf, so nobody could open it. Give it one.")
                : w("Files ending in .\(ending) are not taken. Save it as PDF, as a picture, or in an Office format.")
        case .notWhatItClaims(let kind, let found):
            found.map { w("Its name says \(kind.ending.uppercased()), but it is \($0.words(w)). Give it the right ending, or save it anew.") }
                ?? w("Its name says \(kind.ending.uppercased()), but its content is something else. Open it in its program and save it anew.")
        case .broken(let kind):
            w("It is damaged or not complete: no \(kind.ending.uppercased()) file that can be read. Copy it again from where it came.")
        case .tooManyPixels(let width, let height):
            w(
                "The picture is too large to be shown: \(w.number(width)) × \(w.number(height)) pixels. Save it with at most \(w.number(PictureSize.mostPixels / 1_000_000)) million pixels."
            )
        case .macros: w("It holds macros, small programs that run on opening. Save it without them (.docx, .xlsx, .pptx).")
        }
    }
}

extension FileRefusal.Found {
    fileprivate func words(_ w: Words) -> String {
        switch self {
        case .zip: w("a ZIP archive")
        case .html: w("a web page")
        case .svg: w("an SVG drawing, which can hold programs")
        case .program: w("a program")
        case .picture: w("a picture of another kind")
        case .pdf: w("a PDF")
        case .oldOffice: w("an Office file of the kind before 2007")
        }
    }
}
