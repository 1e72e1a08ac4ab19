import Directory
import Kernel
import Markup
import Sheets
import Web

/// The page on which the columns are settled.
enum ColumnsViews {
    static func page(_ record: ImportRecord, _ form: FormView, notice: HTML, _ context: Context) -> HTML {
        let w = context.w
        return """
            \(ImportViews.head(record, w("What stands in the columns?"), w))
            \(ImportViews.steps(.columns, w))
            \(form.wrongs(names(w)))\(notice)
            <div class="tally"><p class="tally-line">\(w("\(record.rows) rows with \(w.number(record.guess.columns.count)) columns."))</p>\(remarks(record, w))</div>
            \(preview(record, w))
            <form class="sheet" method="post" action="\(ImportPaths.reading(record.id))">\(context.csrf)\(ImportViews.revision(record))
            \(Part.leaf(w("The file"), "\(w("What it seems to be. Correct it where the table above looks wrong."))", "\(file(record, form))<div class=\"block\"><button class=\"button\">\(w("Look again"))</button></div>"))</form>
            <form class="sheet" method="post" action="\(ImportPaths.matching(record.id))" data-guard>\(context.csrf)\(ImportViews.revision(record))
            \(Part.leaf(w("The columns"), "\(w("Guessed from headings and contents. Only the partner’s name is needed."))", columns(record, form)))
            <div class="dock"><p class="second">\(w("Next, a place is looked for, for every name. Nothing is entered yet."))</p><div class="actions"><button class="button button--act">\(w("Go on to Places"))</button></div></div></form>
            <p class="block">\(ImportViews.discard(record, context))</p>
            """
    }

    private static func names(_ w: Words) -> [(name: String, label: String)] {
        [
            ("encoding", w("Characters")), ("delimiter", w("Separator")), ("quotes", w("Quotation marks")), ("header", w("Headings")),
            ("sheet", w("Sheet")),
        ]
            + ImportColumns.Part.allCases.map { ("column-\($0.rawValue)", w.part($0)) }
    }

    private static func remarks(_ record: ImportRecord, _ w: Words) -> HTML {
        let lines = w.remarks(record.guess, repeated: record.repeated, brokenQuote: record.brokenQuote)
        return "\(lines, { "<p class=\"second\">\($0)</p>" })"
    }

    // MARK: The file

    private static func file(_ record: ImportRecord, _ form: FormView) -> HTML {
        let w = form.w
        let guess = record.guess
        let rows = Set((1...10).map { $0 } + [guess.headerRow].compactMap(\.self)).sorted()
        let headings = [(value: ColumnsForm.none, word: w("There are none"))] + rows.map { (value: String($0), word: w("Row \(w.number($0))")) }
        var fields: [HTML] = []
        if guess.format == .csv {
            fields.append(
                form.choice(
                    "encoding", w("Characters"), SheetEncoding.allCases.map { ($0.rawValue, w.encoding($0)) },
                    help: w("If letters such as ü or é look wrong, try another.")))
            fields.append(form.choice("delimiter", w("Separator"), SheetDelimiter.allCases.map { (ColumnsForm.name($0), w.delimiter($0)) }))
            fields.append(form.choice("quotes", w("Quotation marks"), [("1", w("hold a cell together")), ("0", w("are plain text"))]))
        } else {
            fields.append(form.choice("sheet", w("Sheet"), guess.sheets.map { ($0, $0) }))
        }
        fields.append(form.choice("header", w("Headings"), headings))
        return fields.joined("\n")
    }

    // MARK: The columns

    private static func columns(_ record: ImportRecord, _ form: FormView) -> HTML {
        let w = form.w
        let options =
            [(value: "", word: w("not in the file"))]
            + record.guess.columns.map { column in
                (
                    value: String(column.index),
                    word: column.samples.isEmpty
                        ? column.label : "\(column.label) (\(column.samples.prefix(2).map { String($0.prefix(24)) }.joined(separator: ", ")))"
                )
            }
        let fields = ImportColumns.Part.allCases.map { part in
            form.choice("column-\(part.rawValue)", w.part(part), options, help: help(part, w), optional: part != .partner)
        }
        return "\(fields.joined("\n"))\n\(form.yes("rest", w("Keep all other columns in the note")))"
    }

    private static func help(_ part: ImportColumns.Part, _ w: Words) -> String {
        switch part {
        case .partner: w("The city or organisation on the other side, as it was written.")
        case .country: w("In any language, also former countries and abbreviations.")
        case .home: w("Only for lists of several cities: each row becomes a partnership between the two.")
        case .since: w("A year, a month or a day.")
        case .region, .kind, .status, .field, .lead, .note: ""
        }
    }

    // MARK: The first rows

    private static func preview(_ record: ImportRecord, _ w: Words) -> HTML {
        // More columns than anybody reads are cut in the preview; they can be chosen all the same.
        let shown = record.guess.columns.prefix(12)
        let heads = shown.map { "<th scope=\"col\">\($0.label)</th>" as HTML }.joined()
        let rows = record.guess.preview.prefix(8).map { row in previewRow(row, shown.map(\.index)) }.joined("\n")
        let more = record.guess.columns.count - shown.count
        return """
            <div class="scroll-x" tabindex="0" role="group" aria-label="\(w("The first rows of the file"))"><table class="table"><caption class="unseen">\(w("The first rows of the file"))</caption><thead><tr><th scope="col" class="num">\(w("Row"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            \(if: more > 0, "<p class=\"table-note\">\(w("\(more) more columns are not shown."))</p>")
            """
    }

    private static func previewRow(_ row: SheetRow, _ columns: [Int]) -> HTML {
        let cells = columns.map { index in "<td>\(row.cells.indices.contains(index) ? String(row.cells[index].prefix(80)) : "")</td>" as HTML }
            .joined()
        return "<tr\(if: row.repeatsHeader, " class=\"third\"")><td class=\"num third\">\(row.number)</td>\(cells)</tr>"
    }
}
