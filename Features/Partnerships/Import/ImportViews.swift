import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Web

/// What the steps of an import have in common, and the form of the upload.
enum ImportViews {
    enum Step: Int { case file, columns, places, check, done }

    static func head(_ record: ImportRecord, _ title: String, _ w: Words) -> HTML {
        Part.head(title, crumbs: [(w("Import"), ImportPaths.imports), (record.name, ImportPaths.show(record.id))])
    }

    static func steps(_ step: Step, _ w: Words) -> HTML {
        Part.steps([w("File"), w("Columns"), w("Places"), w("Check"), w("Import")], at: step.rawValue, w)
    }

    static func revision(_ record: ImportRecord) -> HTML { "<input type=\"hidden\" name=\"revision\" value=\"\(record.revision)\">" }

    /// A way out that keeps nothing, asked for once more.
    static func discard(_ record: ImportRecord, _ context: Context) -> HTML {
        let w = context.w
        return Part.asking(
            w("Discard"), id: "discard", title: w("Discard this import?"),
            text: w("The file and all that was decided for it are removed. Nothing of it is in the register yet."),
            yes: w("Discard it"), path: ImportPaths.discarding(record.id), context)
    }

    static func upload(_ problems: Problems, limit: Int, _ context: Context) -> HTML {
        let w = context.w
        return UploadView.form(
            to: ImportPaths.imports, label: w("Spreadsheet"), accepts: UploadView.sheets,
            help: w(
                "CSV or XLSX, at most \(w.number(max(1, limit >> 20))) MB and \(w.number(ImportRecord.mostRows)) rows. One row for each partner; the order of the columns does not matter."
            ), problems, between: steps(.file, w), context)
    }
}
