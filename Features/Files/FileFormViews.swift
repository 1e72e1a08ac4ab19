import Kernel
import Markup
import Web

/// The forms of files.
enum FileFormViews {
    static func upload(_ target: UploadTarget, _ form: FormView, _ refused: [RefusedFile], kept: Int, _ context: Context) -> HTML {
        let w = context.w
        let over = w("PDF, pictures, text, tables and Office documents; at most \(context.house.settings.uploadLimit >> 20) MB each.")
        return """
            \(Part.head(w("Add files to \(target.name)"), over: over, crumbs: [(target.name, target.path)]))
            \(refusals(refused, kept: kept, w))\(if: refused.isEmpty, form.wrongs(names(w)))
            <form class="sheet" method="post" action="\(FilePaths.list)" enctype="multipart/form-data">\(context.csrf)
            <input type="hidden" name="kind" value="\(target.subject.kind)"><input type="hidden" name="record" value="\(target.subject.id)">\(target.then, some: { "<input type=\"hidden\" name=\"then\" value=\"\($0)\">" })
            \(choose(w("Files"), isSeveral: true, form))
            \(form.text("title", w("Title"), help: w("For one file. Several take their names as titles."), optional: true))
            \(form.area("note", w("Note"), help: w("Where it comes from, what it is for. Found by the search.")))
            \(form.dock(w("Attach"), cancel: target.then ?? target.path))</form>
            """
    }

    static func version(_ file: StoredFile, _ form: FormView, _ refused: [RefusedFile], _ context: Context) -> HTML {
        let w = context.w
        return """
            \(Part.head(w("New version of \(file.title)"), over: w("The version there is now is kept and can be saved at any time."), crumbs: [(file.title, FilePaths.file(file.id))]))
            \(refusals(refused, kept: 0, w))\(if: refused.isEmpty, form.wrongs(names(w)))
            <form class="sheet" method="post" action="\(FilePaths.version(file.id))" enctype="multipart/form-data">\(context.csrf)
            \(choose(w("File"), isSeveral: false, form))
            \(form.dock(w("Replace"), cancel: FilePaths.file(file.id)))</form>
            """
    }

    static func edit(_ file: StoredFile, _ form: FormView, above: HTML, _ context: Context) -> HTML {
        let w = context.w
        return """
            \(Part.head(w("Change \(file.title)"), over: file.version.name, crumbs: [(file.title, FilePaths.file(file.id))]))
            \(above)\(form.wrongs(names(w)))
            <form class="sheet" method="post" action="\(FilePaths.file(file.id))" data-guard>\(context.csrf)<input type="hidden" name="revision" value="\(form.typed.text("revision"))">
            \(form.text("title", w("Title")))
            \(form.area("note", w("Note"), help: w("Where it comes from, what it is for. Found by the search.")))
            \(form.dock(w("Save"), cancel: FilePaths.file(file.id)))</form>
            """
    }

    private static func names(_ w: Words) -> [(name: String, label: String)] { [("files", w("Files")), ("title", w("Title")), ("note", w("Note"))] }

    private static func choose(_ label: String, isSeveral: Bool, _ form: FormView) -> HTML {
        let w = form.w
        let problem = form.problems["files"]
        return """
            <div class="line\(if: problem != nil, " line--wrong")"><div><label class="label" for="f-files">\(label)</label>\
            <input class="input\(if: problem != nil, " input--wrong")" id="f-files" name="files" type="file" accept="\(FileKind.accepted)"\(if: isSeveral, " multiple") aria-describedby="h-files"></div>\
            <div class="beside" id="h-files">\(problem, some: { "<p class=\"problem\">\($0)</p>" })<p class="help">\(isSeveral ? w("Several at once are fine. The originals are kept as they are.") : w("The original is kept as it is."))</p></div></div>
            """
    }

    /// Every file that was not taken, with the reason, and what became of the others.
    private static func refusals(_ refused: [RefusedFile], kept: Int, _ w: Words) -> HTML {
        guard !refused.isEmpty else { return .empty }
        return """
            <section class="notice notice--wrong" role="alert"><h2>\(w("\(refused.count) files were not taken"))</h2>
            <dl class="files-refused">\(refused, { "<dt>\($0.name)</dt><dd>\($0.why)</dd>" })</dl>
            \(if: kept > 0, "<p>\(w("The other \(kept) files are attached."))</p>")</section>
            """
    }
}
