import Markup

/// What files may be. Each has an ending that claims it and a content that proves it.
enum FileKind: String, Sendable, CaseIterable, Codable {
    case pdf, jpeg, png, gif, webp, text, csv, docx, xlsx, pptx, odt, ods, odp

    /// What the ending of a name claims; nil for what is not taken.
    init?(ending: String) {
        switch ending.lowercased() {
        case "jpg", "jpe", "jfif", "jpeg": self = .jpeg
        case "txt": self = .text
        case let other:
            guard let kind = FileKind(rawValue: other), kind != .text else { return nil }
            self = kind
        }
    }

    /// The usual ending, without a dot.
    var ending: String {
        switch self {
        case .jpeg: "jpg"
        case .text: "txt"
        default: rawValue
        }
    }

    var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .gif: "image/gif"
        case .webp: "image/webp"
        case .text: "text/plain; charset=utf-8"
        case .csv: "text/csv; charset=utf-8"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case .odt: "application/vnd.oasis.opendocument.text"
        case .ods: "application/vnd.oasis.opendocument.spreadsheet"
        case .odp: "application/vnd.oasis.opendocument.presentation"
        }
    }

    var isPicture: Bool { [.jpeg, .png, .gif, .webp].contains(self) }
    /// Whether a browser may show the original itself. Everything else is saved, never opened here.
    var opensInBrowser: Bool { isPicture || self == .pdf }
    /// Whether there is a picture to make of it.
    var hasPicture: Bool { isPicture || self == .pdf }
    /// Whether its words can be read and found.
    var hasText: Bool { [.pdf, .text, .csv].contains(self) }

    /// In the words of a list.
    func word(_ w: Words) -> String {
        switch self {
        case .pdf: "PDF"
        case .jpeg, .png, .gif, .webp: w("Picture (\(ending.uppercased()))")
        case .text: w("Plain text")
        case .csv: w("Table (CSV)")
        case .docx, .odt: w("Text document (\(ending.uppercased()))")
        case .xlsx, .ods: w("Spreadsheet (\(ending.uppercased()))")
        case .pptx, .odp: w("Slides (\(ending.uppercased()))")
        }
    }

    /// The endings of an upload field.
    static let accepted = (allCases.map { "." + $0.ending } + [".jpeg"]).joined(separator: ",")
}
