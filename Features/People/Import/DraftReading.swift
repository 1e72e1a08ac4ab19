import Directory
import Foundation
import Gazetteer
import Kernel
import Sheets

/// A file that somebody uploaded, read to drafts: cards or a spreadsheet.
struct DraftReading: Sendable {
    /// One card or row.
    struct Item: Sendable {
        /// Where it begins in the file, from 1.
        let line: Int
        let content: Content
    }

    enum Content: Sendable {
        /// A row as it stands: what its cells mean is settled by the columns, which may be changed.
        case cells([String])
        indirect case card(PersonDraft)
        case fault(Fault)
    }

    enum Fault: String, Codable, Sendable { case noEnd = "no_end", noBeginning = "no_beginning", tooLong = "too_long" }
    enum Failure: Error { case tooMany, empty, unreadable, noName }

    static let mostRows = 100_000

    let items: [Item]
    /// Headings and what they mean; nil for cards.
    let headings: [String]?
    let columns: PersonColumns?

    init(_ upload: ImportUpload) throws { try self.init(file: upload.file, name: upload.name, upload.options) }

    /// - Throws: `Failure`, or `SheetError` for a table with which something particular is wrong.
    init(file: URL, name: String, _ options: SheetOptions) throws {
        let head = try FileHandle(forReadingFrom: file)
        let beginning = try head.read(upToCount: 4096) ?? Data()
        try head.close()
        if VCardReader.looksLikeCards(Array(beginning)) {
            try self.init(cards: Array(try Data(contentsOf: file)))
        } else {
            try self.init(sheet: file, name, options)
        }
    }

    init(cards bytes: [UInt8]) throws {
        let read = VCardReader.read(bytes)
        guard !read.cards.isEmpty || !read.broken.isEmpty else { throw Failure.empty }
        guard read.cards.count + read.broken.count <= Self.mostRows else { throw Failure.tooMany }
        let whole = read.cards.map { Item(line: $0.line, content: .card(VCardPerson.draft($0))) }
        let broken = read.broken.map { broken in
            let fault: Fault =
                switch broken.fault {
                case .noEnd: .noEnd
                case .noBeginning: .noBeginning
                case .tooLong: .tooLong
                }
            return Item(line: broken.line, content: .fault(fault))
        }
        items = (whole + broken).sorted { $0.line < $1.line }
        (headings, columns) = (nil, nil)
    }

    private init(sheet file: URL, _ name: String, _ options: SheetOptions) throws {
        var found: [Item] = []
        let reader: SheetReader
        do {
            reader = try SheetReader(file: file, name: name, options: options)
            try reader.forEachRow { row in
                guard !row.repeatsHeader else { return }
                if found.count >= Self.mostRows { throw Failure.tooMany }
                found.append(Item(line: row.number, content: .cells(row.cells.map { $0.utf8.count > 4000 ? String($0.prefix(4000)) : $0 })))
            }
        } catch SheetError.emptyFile {
            throw Failure.empty
        } catch SheetError.noTable {
            throw Failure.unreadable
        } catch SheetError.unsupported {
            throw Failure.unreadable
        }
        guard !found.isEmpty else { throw Failure.empty }
        let titles = reader.guess.columns.map(\.label)
        items = found
        (headings, columns) = (titles, PersonColumns(headings: titles))
    }

    // MARK: Rows

    static func draft(_ cells: [String], _ columns: PersonColumns) -> PersonDraft {
        var draft = PersonDraft()
        var organisation = "", post = ""
        var from: PartialDate?, until: PartialDate?
        var whole: String?
        for (part, cell) in zip(columns.parts, cells) {
            let text = cell.trimmingCharacters(in: .whitespacesAndNewlines).filter {
                !$0.isASCII || $0.isNewline || $0.asciiValue.map { $0 >= 32 } == true
            }
            guard let part, !text.isEmpty else { continue }
            switch part {
            case .name: whole = text
            case .title: draft.name.title = text
            case .given: draft.name.given = text
            case .family: draft.name.family = text
            case .order: draft.name.order = order(text)
            case .native: draft.name.native = text
            case .nativeLanguage: draft.name.nativeLanguage = Self.language(text)
            case .romanisation: draft.name.romanisation = text
            case .pronunciation: draft.name.pronunciation = text
            case .salutation: draft.salutations = [Salutation(PersonDraft.language(of: text) ?? .german, text)]
            case .email: draft.channels += several(text).map { PersonChannel(.email, $0) }
            case .telephone: draft.channels += several(text).map { PersonChannel(.telephone, $0) }
            case .mobile: draft.channels += several(text).map { PersonChannel(.mobile, $0) }
            case .fax: draft.channels.append(PersonChannel(.fax, text))
            case .wechat: draft.channels.append(PersonChannel(.wechat, text))
            case .whatsapp: draft.channels.append(PersonChannel(.whatsapp, text))
            case .website: draft.channels.append(PersonChannel(.website, text))
            case .address: draft.channels.append(PersonChannel(.postal, text))
            case .organisation: organisation = text
            case .post: post = text
            case .from: from = date(text, &draft)
            case .until: until = date(text, &draft)
            case .city: draft.city = text
            case .country: draft.country = text
            case .timeZone:
                draft.timeZone = TimeZones.known(text)
                if draft.timeZone == nil { draft.unclear = (draft.unclear ?? []) + [.init(.zone, text)] }
            case .languages:
                draft.languages = text.split { ",;/\n".contains($0) }.compactMap { Self.language($0.trimmingCharacters(in: .whitespaces)) }
            case .basis: draft.basis(text)
            case .review: draft.review(text)
            case .source: draft.source = text
            case .confirmed: draft.confirmedOn = date(text, &draft)
            case .note: draft.notes.other = [draft.notes.other, text].compactMap { $0 }.joined(separator: "\n")
            }
        }
        name(whole, &draft)
        if !organisation.isEmpty, !post.isEmpty {
            let years = draft.span(from, until)
            draft.roles = [.init(organisation: organisation, kind: .other, post: post, from: years.from, until: years.until)]
        }
        return draft
    }

    private static func date(_ text: String, _ draft: inout PersonDraft) -> PartialDate? {
        let date = PartialDate(typed: text)
        if date == nil { draft.unclear = (draft.unclear ?? []) + [.init(.date, text)] }
        return date
    }

    /// What of the name stands in one cell, and what is written in its own script.
    private static func name(_ whole: String?, _ draft: inout PersonDraft) {
        if let whole, draft.name.given == nil, draft.name.family == nil {
            if PersonDraft.isForeign(whole) {
                draft.name.native = draft.name.native ?? whole
            } else if let comma = whole.firstIndex(of: ",") {
                draft.name.family = whole[..<comma].trimmingCharacters(in: .whitespaces)
                draft.name.given = whole[whole.index(after: comma)...].trimmingCharacters(in: .whitespaces)
            } else if let space = whole.lastIndex(of: " ") {
                draft.name.given = String(whole[..<space])
                draft.name.family = String(whole[whole.index(after: space)...])
            } else {
                draft.name.family = whole
            }
        }
        let latin = [draft.name.family, draft.name.given].compactMap { $0 }.joined()
        if PersonDraft.isForeign(latin), draft.name.native == nil {
            let isJoined = PersonDraft.language(of: latin).map { ["zh", "ja", "ko"].contains($0.base) } ?? false
            draft.name.native = isJoined ? latin : [draft.name.given, draft.name.family].compactMap { $0 }.joined(separator: " ")
            (draft.name.given, draft.name.family) = (nil, nil)
        }
        if let native = draft.name.native {
            draft.name.nativeLanguage = draft.name.nativeLanguage ?? PersonDraft.language(of: native)
            if let language = draft.name.nativeLanguage, PersonName.usualOrder(of: language) == .familyFirst { draft.name.order = .familyFirst }
        }
    }

    private static func order(_ text: String) -> PersonName.Order {
        text == PersonName.Order.familyFirst.rawValue || FoldedName(text).text.hasPrefix("fam") ? .familyFirst : .givenFirst
    }

    private static func several(_ text: String) -> [String] {
        text.split { ";\n".contains($0) || $0 == "," }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// A language by its tag, or by its name in English or German.
    private static func language(_ text: String) -> Language? { languages[FoldedName(text).text] ?? (text.count <= 3 ? Language(text) : nil) }

    private static let languages: [String: Language] = {
        var all: [String: Language] = [:]
        for code in Locale.LanguageCode.isoLanguageCodes where code.identifier.count == 2 {
            guard let language = Language(code.identifier) else { continue }
            for reader in [Language.english, .german] { all[FoldedName(language.name(in: reader)).text] = language }
        }
        return all
    }()
}
