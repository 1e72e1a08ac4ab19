import Foundation
import Kernel
import Markup
import Storage

/// The pages that belong to no feature: the start page of the office, the choice of language, the sign of life.
public enum HousePages {
    /// Everybody who works in an office, whatever they may see there.
    public static let work = Permission.roles("office.enter", Set(Role.allCases))

    public static var feature: Feature {
        Feature(
            "house",
            routes: [
                .get("/office", may: work, today),
                .get("/language", may: .anyone, chooseLanguage),
                .get("/healthz", may: .anyone) { _, connection in
                    let one: Int? = try connection.value("SELECT 1")
                    return one == 1 ? .text("ok\n") : Reply(status: 503)
                },
            ],
            migrations: [Instance.migration],
            navigation: [NavigationItem(.work, "Today", "/office", may: work)])
    }

    @Sendable private static func today(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let panels = try context.panels(.today, "", connection)
        return context.page(
            w("Today"),
            """
            \(Part.head(context.visitor?.officeName ?? w("Today"), over: w.date(context.now)))
            \(panels)
            """)
    }

    /// A reader's own choice of language, kept for a year.
    @Sendable private static func chooseLanguage(_ context: Context, _ connection: Connection) throws -> Reply {
        let wish = Language(context.request.query.text("to"))
        guard let language = context.house.catalogue.languages.first(where: { $0 == wish }) else { throw AppError.notFound }
        return Reply.redirect(context.request.query.text("back")).cookie(
            Answering.languageCookie, language.tag, seconds: 31_536_000, secure: context.house.isSecure)
    }
}
