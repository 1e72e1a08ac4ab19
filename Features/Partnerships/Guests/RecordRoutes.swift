import Kernel
import Storage
import Web

/// The pages of a record are the same for both who read it: an office below its register, and a guest below the link of a letter.
enum RecordRoutes {
    typealias Handler = @Sendable (Context, Connection) throws -> Reply

    private static let register = "\(PartnershipPaths.register)/{id}"
    private static let guest = "\(GuestPaths.guest)/{token}"

    /// - Parameter may: what the people of an office need; of a guest, the link is asked for.
    static func get(_ path: String, may: Permission = May.read, _ handler: @escaping Handler) -> [Route] {
        [.get("\(register)/\(path)", may: may, handler), .get("\(guest)/\(path)", may: .anyone, opened(handler))]
    }

    static func post(_ path: String, _ handler: @escaping Handler) -> [Route] {
        [.post("\(register)/\(path)", may: May.edit, handler), .post("\(guest)/\(path)", may: .anyone, opened(handler))]
    }

    /// Somebody with a link that opens nothing any more is told what to do. What did not work, or was done by others before, is said on a page that
    /// leads back to how it stands now.
    static func opened(_ handler: @escaping Handler) -> Handler {
        { context, connection in
            do { return try handler(context, connection) } catch AppError.notFound {
                let token = try context.word("token")
                let store = GuestStore(connection: connection)
                guard try store.find(token: token, at: context.now) == nil else { throw AppError.notFound }
                return GuestViews.gone(context, wasGood: try store.wasGood(token: token))
            } catch AppError.invalid(let text) {
                return GuestViews.wrong(context, context.w("That did not work"), text, status: 422)
            } catch AppError.conflict(let text) {
                return GuestViews.wrong(context, context.w("Somebody else changed this meanwhile"), text, status: 409)
            }
        }
    }
}
