import Kernel
import Markup
import Web

/// The form with which a file for an import is uploaded, and what is wrong with the one that was sent.
public enum UploadView {
    /// What a browser offers when a spreadsheet is to be chosen.
    public static let sheets = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// - Parameters:
    ///   - accepts: endings and types, as in `accept` of HTML.
    ///   - problems: with what is wrong under `file`.
    ///   - between: stands between the problem and the form.
    public static func form(
        to path: String, label: String, accepts: String, help: String, _ problems: Problems, between: HTML = .empty, _ context: Context
    ) -> HTML {
        let w = context.w
        let problem = problems["file"]
        let described: HTML = problem == nil ? " aria-describedby=\"h-file\"" : " aria-invalid=\"true\" aria-describedby=\"h-file\""
        return """
            \(if: problem != nil, "<section class=\"notice notice--wrong\" role=\"alert\"><h2>\(w("The file was not taken"))</h2><p>\(problem)</p></section>")
            \(between)
            <form class="sheet block" method="post" enctype="multipart/form-data" action="\(path)">\(context.csrf)
            <div class="line\(if: problem != nil, " line--wrong")"><div><label class="label" for="f-file">\(label)</label><input class="input\(if: problem != nil, " input--wrong")" id="f-file" name="file" type="file" accept="\(accepts)"\(described)></div>
            <div class="beside" id="h-file"><p class="help">\(help)</p></div></div>
            <div class="block"><button class="button button--act">\(w("Upload"))</button></div></form>
            """
    }
}
