import Gazetteer
import Kernel
import Ledger
import Storage
import Web

/// What programs write into the shared record of a partnership: what the office measures, and what it says to the other parties.
struct RecordActs: Sendable {
    let gazetteer: Gazetteer

    private static let base = "/api/v1/partnerships/{id}"

    var routes: [Route] {
        let measurement: [Intake.Field] = [
            .init("indicator", .uuid, isRequired: true, "Identity of an indicator that all parties agreed on"),
            .init("value", .decimal(digits: 6), isRequired: true), .init("on", .date, isRequired: true, "The day it was measured"),
            .init("source", .text(most: 300)),
        ]
        return [
            .apiAct(
                .post, "\(Self.base)/measurements", may: May.edit,
                IndicatorPages.operation.acting("Enter what the office measured of an indicator", measurement),
                shows: IndicatorPages().answer, measure),
            .apiAct(
                .post, "\(Self.base)/messages", may: May.edit,
                RecordAnswer.operation.acting(
                    "Say something to the other parties, signed with the office's key",
                    [.init("text", .text(most: TalkPages.longest), isRequired: true)]), shows: show, say),
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        try .json(RecordAnswer.answer(try RecordPage(context, connection)))
    }

    @Sendable private func measure(_ context: Context, _ connection: Connection) throws -> Done {
        let page = try RecordPage(context, connection)
        try page.mustStand()
        let (w, sent) = (context.w, context.request.form)
        // A number is typed with the mark of the reader's language; a point before three digits may group thousands there.
        let value = sent.text("value").replacing(".", with: w.groupingMark == "." ? "," : ".")
        var problems = Problems()
        let entry = SharedObjectPages.read(MeasurementKind.kind, sent.setting("value", value), page, nil, &problems)
        guard problems.isEmpty else { throw NotTaken(problems, w) }
        var random = SystemRandomNumberGenerator()
        guard let own = page.reading.own else { throw AppError.notFound }
        let name = MeasurementKind.kind.name(ID<SharedObject>.new(at: context.now, random: &random).text, by: own)
        try AgreementPages.doing(context) { _ = try page.sharing(gazetteer).put(name, entry, in: page.record) }
        return .entered(id: page.id.text, at: "/api/v1/partnerships/\(page.id)/indicators")
    }

    @Sendable private func say(_ context: Context, _ connection: Connection) throws -> Done {
        let page = try RecordPage(context, connection)
        let problems = try TalkPages.say(context.request.form, page, gazetteer)
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        return .entered(id: page.id.text, at: "/api/v1/partnerships/\(page.id)/record")
    }
}
