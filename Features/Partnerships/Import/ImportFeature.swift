import Gazetteer
import Directory
import Kernel
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

    /// Where a finished job of an import leads; nil for any other job.
    public static func arrival(_ job: Job) -> String? {
        guard let kind = ImportJobs.Kind(rawValue: job.kind), let id = job.importID else { return nil }
        return switch kind {
        case .match: ImportPaths.review(id)
        case .plan: ImportPaths.plan(id)
        case .apply, .undo: ImportPaths.show(id)
        }
    }
}
