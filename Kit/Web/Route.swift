import Foundation
import Kernel
import Markup
import Storage

/// One thing the server answers. There is no way to declare a route without saying who may.
public struct Route: Sendable {
    enum Work: Sendable {
        case read(@Sendable (Context, Connection) throws -> Reply)
        case write(@Sendable (Context, Connection) throws -> Reply)
        case flow(@Sendable (Context) async throws -> Reply)
    }

    public let method: Inbound.Method
    /// `/office/organisations/{id}`: parts in braces are read with `context.id(_:)`.
    public let path: String
    public let may: Permission
    /// Most bytes of a body. A form of ours is small; only an upload asks for more.
    public let bodyLimit: Int
    /// How the API describes it; nil for a page.
    public let api: Operation?
    /// Whether nobody is signed in here, whatever cookies come along.
    let isOneClick: Bool
    /// Whether it is opened by a program's token alone, made out for writing here.
    let isForPrograms: Bool
    let work: Work

    /// What a question or an act of the API is about: `organisations` of `/api/v1/organisations/{id}`. Tokens are made out for these.
    public var resource: String? {
        guard api != nil, path.hasPrefix("/api/v1/") else { return nil }
        return String(path.dropFirst("/api/v1/".count).prefix { $0 != "/" })
    }

    static let formLimit = 2 * 1024 * 1024

    private init(
        _ method: Inbound.Method, _ path: String, _ may: Permission, bodyLimit: Int = 0, api: Operation? = nil, isOneClick: Bool = false,
        isForPrograms: Bool = false,
        _ work: Work
    ) {
        (self.method, self.path, self.may, self.bodyLimit, self.api, self.isOneClick, self.isForPrograms, self.work) = (
            method, path, may, bodyLimit, api, isOneClick, isForPrograms, work
        )
    }

    /// A page: session, permission, reading and rendering in one job on one connection, inside one snapshot.
    public static func get(_ path: String, may: Permission, _ handler: @escaping @Sendable (Context, Connection) throws -> Reply) -> Route {
        Route(.get, path, may, .read(handler))
    }

    /// An act: inside one transaction, which is committed when the reply is not an error (below 400), and rolled back otherwise.
    public static func post(_ path: String, may: Permission, _ handler: @escaping @Sendable (Context, Connection) throws -> Reply) -> Route {
        Route(.post, path, may, bodyLimit: formLimit, .write(handler))
    }

    /// An act that a mail program does for its reader (RFC 8058). It brings no cookie and no token of a form: the address itself is the key, so
    /// it holds `{token}`. Nobody is signed in here, which leaves nothing to forge.
    public static func oneClick(_ path: String, may: Permission, _ handler: @escaping @Sendable (Context, Connection) throws -> Reply) -> Route {
        Route(.post, path, may, bodyLimit: formLimit, isOneClick: true, .write(handler))
    }

    /// A page that takes its own transactions, one after another (`context.house.database`): streams, slow work.
    public static func getFlow(_ path: String, may: Permission, _ handler: @escaping @Sendable (Context) async throws -> Reply) -> Route {
        Route(.get, path, may, .flow(handler))
    }

    /// An act that takes its own transactions: an upload, a sign-in whose hashing must not hold up the writers.
    public static func postFlow(
        _ path: String, may: Permission, bodyLimit: Int? = nil, _ handler: @escaping @Sendable (Context) async throws -> Reply
    ) -> Route {
        Route(.post, path, may, bodyLimit: bodyLimit ?? formLimit, .flow(handler))
    }

    /// A question of the JSON API, described by its operation in `/api/v1/openapi.json`.
    public static func api(
        _ path: String, may: Permission, _ operation: Operation, _ handler: @escaping @Sendable (Context, Connection) throws -> Reply
    ) -> Route {
        Route(.get, path, may, api: operation, .read(handler))
    }

    /// A question of the JSON API whose answer is a file, with transactions of its own.
    public static func apiFile(
        _ path: String, may: Permission, _ operation: Operation, _ handler: @escaping @Sendable (Context) async throws -> Reply
    ) -> Route {
        Route(.get, path, may, api: operation, .flow(handler))
    }

    /// What `apiUpload` is made of.
    static func forUploads(
        _ path: String, may: Permission, bodyLimit: Int, _ operation: Operation, _ handler: @escaping @Sendable (Context) async throws -> Reply
    ) -> Route {
        Route(.post, path, may, bodyLimit: bodyLimit, api: operation, isForPrograms: true, .flow(handler))
    }

    /// What `apiAct` is made of.
    static func forPrograms(
        _ method: Inbound.Method, _ path: String, may: Permission, _ operation: Operation,
        _ handler: @escaping @Sendable (Context, Connection) throws -> Reply
    ) -> Route {
        Route(method, path, may, bodyLimit: actLimit, api: operation, isForPrograms: true, .write(handler))
    }
}

/// The one public door of a feature.
public struct Feature: Sendable {
    public let name: String
    public var routes: [Route]
    public var migrations: [Migration]
    public var navigation: [NavigationItem]
    public var panels: [Panel]
    public var jobs: [JobHandler]
    public var reactions: [Reaction]
    /// What `proxenia check` asks of this feature's data.
    public var rules: [DataRule]
    /// What others may attach things to.
    public var records: [RecordKind]
    /// How this feature's facts read on the audit page.
    public var readings: [FactReading]
    /// Kinds of jobs that are done once a day, at night.
    public var daily: [String]
    /// What this feature adds to the lists of others.
    public var extras: [ListExtra]
    /// What this feature keeps of the records of others.
    public var holdings: [Holding]
    /// Lists of this feature on which rows can be chosen, and what can be done with many rows at once.
    public var bulkLists: [BulkList]
    public var bulkActions: [BulkAction]
    /// What people of an office are responsible for here.
    public var responsibilities: [Responsibility]
    /// What this feature keeps encrypted in the database.
    public var encrypted: [EncryptedValues]

    public init(
        _ name: String, routes: [Route] = [], migrations: [Migration] = [], navigation: [NavigationItem] = [], panels: [Panel] = [],
        jobs: [JobHandler] = [], reactions: [Reaction] = [], rules: [DataRule] = [], records: [RecordKind] = [], readings: [FactReading] = [],
        daily: [String] = [], extras: [ListExtra] = [], holdings: [Holding] = [], bulkLists: [BulkList?] = [], bulkActions: [BulkAction] = [],
        responsibilities: [Responsibility] = [], encrypted: [EncryptedValues] = []
    ) {
        (self.name, self.routes, self.migrations, self.navigation, self.panels) = (name, routes, migrations, navigation, panels)
        (self.jobs, self.reactions, self.rules, self.records, self.readings) = (jobs, reactions, rules, records, readings)
        (self.daily, self.extras, self.holdings) = (daily, extras, holdings)
        (self.bulkLists, self.bulkActions) = (bulkLists.compactMap { $0 }, bulkActions)
        (self.responsibilities, self.encrypted) = (responsibilities, encrypted)
    }
}

/// A word in the menu of the office.
public struct NavigationItem: Sendable {
    public enum Section: Int, Sendable, CaseIterable { case work, relations, office }
    public let section: Section
    public let title: Message
    public let path: String
    public let may: Permission
    /// What else must be so; the permission counts in any case.
    let isFor: @Sendable (Context) -> Bool

    public init(
        _ section: Section, _ title: Message, _ path: String, may: Permission, isFor: @escaping @Sendable (Context) -> Bool = { _ in true }
    ) {
        (self.section, self.title, self.path, self.may, self.isFor) = (section, title, path, may, isFor)
    }
}

/// What a feature shows on another's page. The page names a slot and the thing shown; App plugs the panels in.
public struct Panel: Sendable {
    /// A place on a page where panels may stand. The subject handed over: a GeoNames number, an organisation, an office (twice),
    /// nothing, the words searched for, a partnership, the address of a list, the kind and identity of a record, a person.
    public enum Slot: Hashable, Sendable { case place, organisation, publicCity, publicHome, today, search, partnership, list, mark, person }

    public let slot: Slot
    /// Panels of a slot stand in this order, small first.
    public let order: Int
    /// Nil when it has nothing to show. The subject is the identity of the thing the page is about, as text; empty for a page about none.
    public let view: @Sendable (_ subject: String, Context, Connection) throws -> HTML?

    public init(_ slot: Slot, order: Int, _ view: @escaping @Sendable (_ subject: String, Context, Connection) throws -> HTML?) {
        (self.slot, self.order, self.view) = (slot, order, view)
    }
}
