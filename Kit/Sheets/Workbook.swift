/// An .xlsx workbook: its sheets, styles and shared strings (ECMA-376, Office Open XML).
final class Workbook {
    private let archive: ZipArchive
    private let limits: SheetLimits
    private var paths: [String: String] = [:]
    private(set) var visibleSheets: [String] = []
    private(set) var hiddenSheets: [String] = []
    private var relations: [Relation] = []
    private let folder: String
    private let from1904: Bool
    private var loadedStrings: SharedStrings?
    private var loadedFormats: [NumberFormat]?

    /// What a workbook's small parts may unpack to.
    private static let partLimit = 64 * 1_048_576

    /// - Throws: `SheetError` when the archive is not a workbook; `.unsupported` says what it is instead.
    init(_ file: FileBytes, limits: SheetLimits) throws {
        self.limits = limits
        archive = try ZipArchive(file, limits: limits)
        try Self.refuseOthers(archive)
        let roots = try Self.relations(of: "", file: "", archive, limits)
        let path = roots.first { $0.kind == "officeDocument" }?.target ?? "xl/workbook.xml"
        guard let entry = archive.entry(path) else { throw SheetError.unsupported(.zip) }
        let cut = path.lastIndex(of: "/")
        folder = cut.map { String(path[...$0]) } ?? ""
        let fileName = cut.map { String(path[path.index(after: $0)...]) } ?? path
        relations = try Self.relations(of: folder, file: fileName, archive, limits)
        let list = try Self.parse(entry, archive, SheetList(), limits)
        from1904 = list.from1904
        for sheet in list.sheets {
            guard let relation = relations.first(where: { $0.id == sheet.relation && $0.kind == "worksheet" }) else { continue }
            guard paths.updateValue(relation.target, forKey: sheet.name) == nil else { continue }
            if sheet.isHidden { hiddenSheets.append(sheet.name) } else { visibleSheets.append(sheet.name) }
        }
        guard !paths.isEmpty else { throw SheetError.damaged(detail: "the workbook lists no sheets") }
    }

    /// The rows of a sheet; nil takes the first one.
    func sheet(named name: String?) throws -> WorksheetSource {
        let wanted = name ?? visibleSheets.first ?? hiddenSheets.first ?? ""
        guard let path = paths[wanted] else { throw SheetError.noSuchSheet(wanted, available: visibleSheets + hiddenSheets) }
        guard let entry = archive.entry(path) else { throw SheetError.damaged(detail: "the sheet “\(wanted)” is missing") }
        return WorksheetSource(
            archive: archive, entry: entry, strings: try sharedStrings(), formats: try numberFormats(), from1904: from1904, limits: limits)
    }

    private static func refuseOthers(_ archive: ZipArchive) throws {
        func has(_ path: String) -> Bool { archive.entry(path) != nil }
        if let kind = archive.entry("mimetype") {
            let text = String(decoding: try archive.content(of: kind, limit: 4096), as: UTF8.self)
            if text.hasPrefix("application/vnd.oasis.opendocument") { throw SheetError.unsupported(.openDocument) }
        }
        if has("xl/workbook.bin") { throw SheetError.unsupported(.binaryExcel) }
        if has("word/document.xml") { throw SheetError.unsupported(.word) }
        if has("ppt/presentation.xml") { throw SheetError.unsupported(.powerPoint) }
        if has("Index/Document.iwa") || has("index.apxl") || has("Index.zip") { throw SheetError.unsupported(.appleNumbers) }
    }

    private func sharedStrings() throws -> SharedStrings {
        if let loadedStrings { return loadedStrings }
        var strings = SharedStrings(limit: limits.sharedStringBytes)
        if let entry = relations.first(where: { $0.kind == "sharedStrings" }).flatMap({ archive.entry($0.target) }) {
            strings = try Self.parse(entry, archive, strings, limits)
        }
        loadedStrings = strings
        return strings
    }

    private func numberFormats() throws -> [NumberFormat] {
        if let loadedFormats { return loadedFormats }
        var styles = StyleSheet()
        if let entry = relations.first(where: { $0.kind == "styles" }).flatMap({ archive.entry($0.target) }) {
            styles = try Self.parse(entry, archive, styles, limits)
        }
        loadedFormats = styles.formats
        return styles.formats
    }

    // MARK: - Parts

    private struct Relation {
        let id: String
        /// The last part of the relationship's type, the same in both editions of the standard.
        let kind: String
        /// The path in the archive.
        let target: String
    }

    private static func relations(of folder: String, file: String, _ archive: ZipArchive, _ limits: SheetLimits) throws -> [Relation] {
        guard let entry = archive.entry("\(folder)_rels/\(file).rels") else { return [] }
        let list = try parse(entry, archive, RelationList(), limits)
        return list.found.map { id, type, target in
            Relation(id: id, kind: type.split(separator: "/").last.map(String.init) ?? "", target: resolve(target, in: folder))
        }
    }

    private static func resolve(_ target: String, in folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts: [Substring] = []
        for part in (folder + target).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// Feeds a part to a handler, and returns it with what it has gathered.
    @discardableResult
    static func parse<Handler: XMLHandler>(_ entry: ZipArchive.Entry, _ archive: ZipArchive, _ handler: Handler, _ limits: SheetLimits) throws
        -> Handler
    {
        var scanner = XMLScanner(handler, nesting: limits.nesting)
        var transcoder: Transcoder?
        var atStart = true
        try archive.stream(entry) { chunk in
            if atStart {
                atStart = false
                // The standard allows UTF-16, though hardly anyone writes it.
                if chunk.starts(with: [0xFF, 0xFE]) { transcoder = try Transcoder(.utf16LittleEndian) }
                if chunk.starts(with: [0xFE, 0xFF]) { transcoder = try Transcoder(.utf16BigEndian) }
            }
            if let transcoder {
                try transcoder.feed(chunk, isLast: false) { try scanner.feed($0) }
            } else {
                try scanner.feed(chunk)
            }
        }
        try scanner.finish()
        return scanner.handler
    }
}

/// `workbook.xml`: the names of the sheets in order.
private struct SheetList: XMLHandler {
    var sheets: [(name: String, relation: String, isHidden: Bool)] = []
    var from1904 = false

    mutating func open(_ tag: XMLTag) {
        if tag.name == "sheet", let name = tag.text("name"), let relation = tag.text("id") {
            sheets.append((name, relation, tag.text("state").map { $0 != "visible" } ?? false))
        } else if tag.name == "workbookPr" {
            from1904 = tag.flag("date1904") ?? false
        }
    }

    mutating func close(_ name: XMLName) {}
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// A `.rels` file: which part refers to which.
private struct RelationList: XMLHandler {
    var found: [(id: String, type: String, target: String)] = []

    mutating func open(_ tag: XMLTag) {
        guard tag.name == "Relationship", tag.text("TargetMode") != "External" else { return }
        if let id = tag.text("Id"), let type = tag.text("Type"), let target = tag.text("Target") { found.append((id, type, target)) }
    }

    mutating func close(_ name: XMLName) {}
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `styles.xml`: the number format of each cell style.
private struct StyleSheet: XMLHandler {
    private(set) var formats: [NumberFormat] = []
    private var codes: [Int: NumberFormat] = [:]
    private var inCellFormats = false

    mutating func open(_ tag: XMLTag) {
        if tag.name == "numFmt", let id = tag.number("numFmtId"), let code = tag.text("formatCode") {
            codes[id] = NumberFormat(code: code)
        } else if tag.name == "cellXfs" {
            inCellFormats = true
        } else if inCellFormats, tag.name == "xf" {
            let id = tag.number("numFmtId") ?? 0
            formats.append(codes[id] ?? NumberFormat.builtIn(id) ?? .plain)
        }
    }

    mutating func close(_ name: XMLName) {
        if name == "cellXfs" { inCellFormats = false }
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `sharedStrings.xml`: all different texts of the workbook, kept as one block of bytes.
struct SharedStrings: XMLHandler {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isText = false
    private var phonetic = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    subscript(index: Int) -> String? {
        guard index >= 0, index < ends.count else { return nil }
        let start = index == 0 ? 0 : ends[index - 1]
        return EscapedText.plain(bytes[start..<ends[index]])
    }

    mutating func open(_ tag: XMLTag) {
        if tag.name == "t" { isText = !phonetic } else if tag.name == "rPh" { phonetic = true }
    }

    mutating func close(_ name: XMLName) {
        if name == "t" {
            isText = false
        } else if name == "rPh" {
            phonetic = false
        } else if name == "si" {
            ends.append(bytes.count)
        }
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) throws {
        guard isText else { return }
        guard bytes.count + piece.count + 8 * ends.count <= limit else { throw SheetError.unpacksTooLarge(limit: limit) }
        bytes.append(contentsOf: piece)
    }
}

/// Characters that XML cannot hold stand in workbooks as `_x000D_`.
enum EscapedText {
    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(0x5F) else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        var rest = bytes
        while let byte = rest.first {
            if byte == 0x5F, rest.count >= 7, let code = code(rest.prefix(7)) {
                rest = rest.dropFirst(7)
                // NUL cannot be kept by any database.
                if code != 0 { plain.append(contentsOf: UTF8Bytes.of(code)) }
            } else {
                plain.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func code(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.dropFirst().first == 0x78, bytes.last == 0x5F else { return nil }
        let digits = bytes.dropFirst(2).dropLast()
        guard digits.allSatisfy({ (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0) }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// Text that happens to look like such an escape is escaped itself.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(0x5F) else { return text }
        let bytes = Array(text.utf8)
        var escaped: [UInt8] = []
        for index in bytes.indices {
            if bytes[index] == 0x5F, index + 7 <= bytes.count, code(bytes[index..<(index + 7)]) != nil {
                escaped.append(contentsOf: "_x005F_".utf8)
            } else {
                escaped.append(bytes[index])
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
