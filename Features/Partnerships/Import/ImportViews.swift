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
        let problem = problems["file"]
        let described: HTML = problem == nil ? " aria-describedby=\"h-file\"" : " aria-invalid=\"true\" aria-describedby=\"h-file\""
        return """
            \(if: problem != nil, "<section class=\"notice notice--wrong\" role=\"alert\"><h2>\(w("The file was not taken"))</h2><p>\(problem)</p></section>")
            \(steps(.file, w))
            <form class="sheet block" method="post" enctype="multipart/form-data" action="\(ImportPaths.imports)">\(context.csrf)
            <div class="line\(if: problem != nil, " line--wrong")"><div><label class="label" for="f-file">\(w("Spreadsheet"))</label><input class="input\(if: problem != nil, " input--wrong")" id="f-file" name="file" type="file" accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"\(described)></div>
            <div class="beside" id="h-file"><p class="help">\(w("CSV or XLSX, at most \(w.number(max(1, limit >> 20))) MB and \(w.number(ImportRecord.mostRows)) rows. One row for each partner; the order of the columns does not matter."))</p></div></div>
            <div class="block"><button class="button button--act">\(w("Upload"))</button></div></form>
            """
    }
}

/// A place as a line of the review and of the plan shows it.
struct PlaceLine: Sendable {
    let id: PlaceID
    let name: String
    let local: String?
    let localLanguage: String?
    let region: String?
    let country: String
    let population: Int

    /// `Mirpur, Pakistan`: as the field of a place writes it.
    var title: String { "\(name), \(country)" }
    /// Region and country.
    var place: String { [region, country].compactMap(\.self).filter { !$0.isEmpty && $0 != name }.joined(separator: ", ") }
    var both: HTML { Part.name(name, local: local, language: localLanguage) }

    /// The places by their numbers, named for a reader; two statements of the gazetteer.
    static func lines(_ ids: [PlaceID], _ gazetteer: Gazetteer, _ w: Words) throws -> [PlaceID: PlaceLine] {
        let wanted = Set(ids).sorted()
        guard !wanted.isEmpty else { return [:] }
        let names = try gazetteer.names(wanted, language: w.language.tag)
        return try gazetteer.places(wanted).mapValues { place in
            let name = names[place.id]
            return PlaceLine(
                id: place.id, name: name?.reader ?? place.name, local: name?.local, localLanguage: name?.localLanguage, region: place.regionName,
                country: Country(place.country).map { w.country($0) } ?? place.country, population: place.population)
        }
    }
}
