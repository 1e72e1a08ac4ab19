import Directory
import Gazetteer
import Kernel
import Markup
import Storage
import Web

/// The field in which an organisation of the directory is chosen: by its number where it was taken from the list, else by what its text finds.
struct OrganisationField {
    private let visible: VisibleOrganisations
    private let chosen: [OrganisationID: OrganisationSummary]
    private let w: Words

    /// - Parameter typed: the whole form; what was chosen in it is asked for once.
    init(_ typed: Parameters, _ context: Context, _ connection: Connection) throws {
        visible = OrganisationStore(connection).visible(to: context.actor, language: context.language)
        chosen = try visible.summaries(typed.all("roles-chosen").prefix(RepeatedRows.most).compactMap { OrganisationID($0) })
        w = context.w
    }

    func find(_ number: String, _ text: String) throws -> PersonForm.FoundOrganisation {
        // Without script a number chosen before stays in the form while its text is typed over: it counts as long as the text is its own.
        if let id = OrganisationID(number), let item = chosen[id], text == item.name || text == id.text || number == text { return .found(id) }
        guard text.count <= 200 else { return .unclear(w("This is too long: at most \(200) characters.")) }
        let hits = try visible.search(text, limit: 10)
        let key = FoldedName(text)
        let same = hits.filter { FoldedName($0.name) == key || $0.nativeName.map { FoldedName($0.name) == key } == true }
        if let only = same.first, same.count == 1 { return .found(only.id) }
        let short = String(text.prefix(60))
        if same.count > 1 { return .unclear(w("There are several called “\(short)”. Choose one from the list that opens while you type.")) }
        guard let first = hits.first else {
            return .unclear(w("“\(short)” is not in the directory. Enter the organisation first: what you typed here can wait in its own window."))
        }
        return .unclear(w("“\(short)” is not certain. Is it \(first.name)? Write the whole name."))
    }

    /// The answer to somebody who types.
    static func answer(_ context: Context, _ connection: Connection) throws -> Reply {
        let text = String(context.request.query.text("q").prefix(200))
        let hits = text.isEmpty ? [] : try OrganisationStore(connection).visible(to: context.actor, language: context.language).search(text, limit: 8)
        let items: [JSONValue] = hits.map { item in
            [
                "id": .string(item.id.text), "text": .string(item.name), "name": .string(item.name),
                "local": item.nativeName.map { .string($0.name) } ?? .null,
                "local_language": item.nativeName.map { .string($0.language.tag) } ?? .null,
                "where": .string([item.kind.word(context.w), item.place?.title(in: context.language)].compactMap { $0 }.joined(separator: ", ")),
            ]
        }
        return try .json(["items": .array(items)] as JSONValue)
    }
}
