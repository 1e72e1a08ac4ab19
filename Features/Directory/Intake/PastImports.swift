import Kernel
import Markup
import Storage
import Web

/// An import as it stands in the list under the form of the upload.
public struct PastImport: Sendable {
    /// How far an import is, as the list says it.
    public enum Standing: Sendable { case waiting, made, undone }

    let path: String
    let name: String
    let standing: Standing
    let rows: Int
    let at: Instant
    let by: String

    public init(path: String, name: String, _ standing: Standing, rows: Int, at: Instant, by: String) {
        (self.path, self.name, self.standing, self.rows, self.at, self.by) = (path, name, standing, rows, at, by)
    }

    /// The newest imports with their files; empty while there are none.
    /// - Parameter title: of the column that counts what is in the file.
    public static func list(_ all: [PastImport], counting title: String, _ w: Words) -> HTML {
        guard !all.isEmpty else { return .empty }
        return Part.block(
            w("Imports so far"),
            """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("File"))</th><th scope="col">\(w("State"))</th><th scope="col" class="num">\(title)</th><th scope="col">\(w("Uploaded"))</th><th scope="col">\(w("By"))</th></tr></thead>
            <tbody>\(all, { row($0, title, w) })</tbody></table>
            """)
    }

    private static func row(_ one: PastImport, _ title: String, _ w: Words) -> HTML {
        "<tr><th scope=\"row\"><a href=\"\(one.path)\">\(one.name)</a></th><td class=\"c-top\">\(mark(one.standing, w))</td><td class=\"num c-row\" data-label=\"\(title)\">\(w.number(one.rows))</td><td class=\"c-sub\">\(w.dateAndTime(one.at))</td><td class=\"c-sub\">\(one.by)</td></tr>"
    }

    private static func mark(_ standing: Standing, _ w: Words) -> HTML {
        switch standing {
        case .waiting: Part.state("exploring", w("To be checked"))
        case .made: Part.state("active", w("Imported"))
        case .undone: Part.state("ended", w("Undone"))
        }
    }

    /// What was done with an import, for the audit.
    @Sendable public static func what(_ fact: JournalEntry, _ w: Words) -> String {
        switch fact.act {
        case "applied": w("Import done")
        case "undone": w("Import undone")
        default: fact.act
        }
    }
}
