import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// From a spreadsheet as somebody once typed it to partnerships in the register: the file, its columns, the places, the plan, the import,
/// and the way back. A part of the register with a door of its own; `PartnershipsFeature.door` merges it.
public enum ImportFeature {
    public static func parts(gazetteer: Gazetteer, reconciler: Reconciler) -> Feature {
        let jobs = ImportJobs(gazetteer: gazetteer, reconciler: reconciler)
        let pages = ImportPages(gazetteer: gazetteer, jobs: jobs)
        return Feature(
            "imports", routes: pages.routes, migrations: ImportMigrations.all,
            navigation: [NavigationItem(.office, "Import", ImportPaths.imports, may: May.edit)], jobs: jobs.handlers)
    }

    /// What was done with an import.
    @Sendable static func what(_ fact: JournalEntry, _ w: Words) -> String {
        switch fact.act {
        case "applied": w("Import done")
        case "undone": w("Import undone")
        default: fact.act
        }
    }

    /// Where a finished job of an import leads; nil for any other job.
    public static func arrival(_ job: Job) -> String? {
        guard let kind = ImportJobs.Kind(rawValue: job.kind) else { return nil }
        let payload: ImportJobs.Payload
        // A payload that cannot be read leads nowhere; the job itself has failed on it and said so.
        do { payload = try job.payload(as: ImportJobs.Payload.self) } catch { return nil }
        return switch kind {
        case .match: ImportPaths.review(payload.id)
        case .plan: ImportPaths.plan(payload.id)
        case .apply, .undo: ImportPaths.show(payload.id)
        }
    }
}
