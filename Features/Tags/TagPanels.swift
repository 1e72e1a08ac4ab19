import Kernel
import Markup
import Storage
import Web

/// The tags of a record on its page, with a field for another.
struct TagPanels: Sendable {
    let records: [RecordKind]

    var all: [Panel] { records.map { record in Panel(record.slot, order: 5) { try panel(record, $0, $1, $2) } } }

    private func panel(_ record: RecordKind, _ id: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(TagsFeature.read), context.actor.office != nil else { return nil }
        let tags = try TagStore(context, connection).on(record.name, id)
        guard !tags.isEmpty || context.may(TagsFeature.edit) else { return nil }
        return TagViews.panel(tags, record, id, context)
    }
}
