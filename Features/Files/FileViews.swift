import Kernel
import Markup
import Web

/// A file's page as it is shown.
struct FilePage {
    let file: StoredFile
    let kind: RecordKind
    let versions: [FileVersion]
    let text: String?
    let canEdit: Bool
}

/// How files look. Functions of plain values; they never see a store.
enum FileViews {
    // MARK: On a record's page

    static func table(_ files: [StoredFile], _ w: Words) -> HTML {
        """
        <table class="table table--cards files"><thead class="unseen"><tr><td></td><th scope="col">\(w("Title"))</th><th scope="col">\(w("Kind"))</th><th scope="col">\(w("Added"))</th></tr></thead>
        <tbody>\(files, { row($0, w) })</tbody></table>
        """
    }

    private static func row(_ file: StoredFile, _ w: Words) -> HTML {
        """
        <tr><td class="files-mark">\(mark(file))</td><th scope="row"><a href="\(FilePaths.file(file.id))">\(file.title)</a>\(if: !file.note.isEmpty, "<span class=\"second files-note\">\(file.note)</span>")</th>\
        <td class="c-sub">\(about(file.version, w))</td><td class="c-sub nowrap">\(w.date(file.version.addedAt))<span class="second">\(file.version.addedBy)</span></td></tr>
        """
    }

    private static func about(_ version: FileVersion, _ w: Words) -> HTML {
        "\(version.kind.word(w))<span class=\"second\">\(ByteCount.text(version.size, w))\(if: version.number > 1, " · \(w("version \(version.number)"))")</span>"
    }

    /// A small picture of it, or its kind in letters. The title beside it says what it is.
    static func mark(_ file: StoredFile) -> HTML {
        let version = file.version
        guard version.hasPictures else { return "<span class=\"files-kind\" aria-hidden=\"true\">\(version.kind.ending.uppercased())</span>" }
        return "<img class=\"files-thumb\" src=\"\(FilePaths.picture(file.id, version.number, .thumbnail))\" alt=\"\" loading=\"lazy\">"
    }

    static func found(_ files: [(file: StoredFile, excerpt: HTML?)], _ w: Words) -> HTML {
        """
        <table class="table table--cards files"><thead class="unseen"><tr><td></td><th scope="col">\(w("Title"))</th><th scope="col">\(w("Attached to"))</th></tr></thead>
        <tbody>\(files, { foundRow($0.file, $0.excerpt, w) })</tbody></table>
        """
    }

    private static func foundRow(_ file: StoredFile, _ excerpt: HTML?, _ w: Words) -> HTML {
        """
        <tr><td class="files-mark">\(mark(file))</td><th scope="row"><a href="\(FilePaths.file(file.id))">\(file.title)</a>\(excerpt, some: { "<span class=\"second files-note\">\($0)</span>" })</th>\
        <td class="c-sub">\(file.subjectName)</td></tr>
        """
    }

    // MARK: A file's own page

    static func page(_ page: FilePage, _ context: Context) -> HTML {
        let (w, file) = (context.w, page.file)
        return """
            <nav class="crumbs"><a href="\(page.kind.path(file.subject.id))">\(file.subjectName)</a> <span aria-hidden="true">/</span> <a href="\(FilePaths.list)">\(w("Files"))</a> <span aria-hidden="true">/</span></nav>
            <div class="desk-head"><div><h1>\(file.title)</h1><p class="over">\(file.version.kind.word(w)), \(ByteCount.text(file.version.size, w))</p></div>\(if: !file.isRemoved, "<div class=\"actions\">\(acts(page, context))</div>")</div>
            \(if: file.isRemoved, removed(file, context))
            \(picture(page, w))
            \(Part.leaf(w("About"), .empty, facts(page, w)))
            \(if: page.versions.count > 1, Part.leaf(w("Versions"), HTML(text: w("Every version stays as it was uploaded.")), versions(page, w)))
            \(page.text, some: { Part.leaf(w("Text"), HTML(text: w("As it is searched")), "<p class=\"files-text\">\(beginning($0))</p>") })
            """
    }

    private static func acts(_ page: FilePage, _ context: Context) -> HTML {
        let (w, file) = (context.w, page.file)
        let save = Part.button(w("Save to this computer"), to: FilePaths.content(file.id, file.version.number) + "?save=1", isAct: true)
        let open: HTML =
            file.version.kind.opensInBrowser ? Part.button(w("Open"), to: FilePaths.content(file.id, file.version.number)) : .empty
        guard page.canEdit else { return "\(save)\(open)" }
        let remove = Part.asking(
            w("Remove"), id: "remove", title: w("Remove this file?"),
            text: w("It leaves the record and all lists. For \(FileStore.daysKept) days it can be taken back; then it is gone for good."),
            yes: w("Remove it"), path: FilePaths.removal(file.id), context)
        return
            "\(save)\(open)\(Part.button(w("Replace by a new version"), to: FilePaths.version(file.id)))\(Part.button(w("Title and note"), to: FilePaths.edit(file.id)))\(remove)"
    }

    private static func removed(_ file: StoredFile, _ context: Context) -> HTML {
        let w = context.w
        let when = file.removedAt.map { w.date($0) } ?? ""
        let until = file.keptUntil.map { w.date($0) } ?? ""
        return Part.notice(
            w("This file was removed"),
            """
            <p>\(w("On \(when), by \(file.removedBy ?? ""). It can be taken back until \(until)."))</p>
            <div class="actions">\(Part.doing(w("Take it back"), FilePaths.restoration(file.id), context, isAct: true))</div>
            """)
    }

    private static func picture(_ page: FilePage, _ w: Words) -> HTML {
        let (file, version) = (page.file, page.file.version)
        guard version.hasPictures else {
            return version.kind.hasPicture && !version.isRead
                ? "<p class=\"second\">\(w("The picture is being made. Reload this page in a moment."))</p>" : .empty
        }
        let alt = version.kind == .pdf ? w("First page of \(file.title)") : file.title
        return """
            <figure class="files-picture"><a href="\(FilePaths.content(file.id, version.number))"><img src="\(FilePaths.picture(file.id, version.number, .preview))" alt="\(alt)"></a></figure>
            """
    }

    private static func facts(_ page: FilePage, _ w: Words) -> HTML {
        let (file, version) = (page.file, page.file.version)
        let pixels = version.picture.map { w("\(w.number($0.width)) × \(w.number($0.height)) pixels") } ?? ""
        return Part.facts(
            [
                (w("Attached to"), "<a href=\"\(page.kind.path(file.subject.id))\">\(file.subjectName)</a>"),
                (w("Note"), file.note.split(separator: "\n", omittingEmptySubsequences: false).map { HTML(text: String($0)) }.joined("<br>")),
                (w("File name"), HTML(text: version.name)), (w("Size"), HTML(text: ByteCount.text(version.size, w))),
                (w("Dimensions"), HTML(text: pixels)),
                (w("Uploaded"), HTML(text: w("\(w.dateAndTime(version.addedAt)), by \(version.addedBy)"))),
                (w("Checksum (SHA-256)"), "<span class=\"files-sum\">\(version.hash)</span>"),
            ], wide: true)
    }

    private static func versions(_ page: FilePage, _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Version"))</th><th scope="col">\(w("File name"))</th><th scope="col" class="num">\(w("Size"))</th><th scope="col">\(w("Uploaded"))</th></tr></thead>
        <tbody>\(page.versions, { version($0, page.file, w) })</tbody></table>
        """
    }

    private static func version(_ version: FileVersion, _ file: StoredFile, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(FilePaths.content(file.id, version.number))?save=1">\(w("Version \(version.number)"))</a></th><td class="c-sub">\(version.name)</td>\
        <td class="c-sub num">\(ByteCount.text(version.size, w))</td><td class="c-sub">\(w.date(version.addedAt)), \(version.addedBy)</td></tr>
        """
    }

    static let shownText = 1200

    private static func beginning(_ text: String) -> String { text.count > shownText ? text.prefix(shownText) + "…" : text }
}
