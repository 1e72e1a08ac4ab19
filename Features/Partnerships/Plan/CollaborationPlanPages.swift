import Kernel
import Markup
import Storage
import Web

/// The plan as one page that is taken to a meeting, and the same as an empty form to write on by hand.
struct CollaborationPlanPages: Sendable {
    var routes: [Route] {
        RecordRoutes.get(CollaborationPlanKind.tab.path) { context, connection in
            CollaborationPlanViews.page(try RecordPage(context, connection, personal: true))
        }
            + RecordRoutes.get("\(CollaborationPlanKind.tab.path)/blank") { context, connection in
                BlankPlanViews.page(try RecordPage(context, connection))
            }
    }
}
