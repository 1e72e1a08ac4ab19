import Gazetteer
import Kernel
import Markup
import Reconciliation
import Storage
import Web

/// The register of partnerships: what binds the office's city to others, since when, and how it stands.
public enum PartnershipsFeature {
    /// The one public door.
    public static func door(gazetteer: Gazetteer, reconciler: Reconciler) -> Feature {
        Feature(
            "partnerships", routes: PartnershipPages(gazetteer: gazetteer, reconciler: reconciler).routes, migrations: Migrations.all,
            navigation: [NavigationItem(.relations, "Partnerships", PartnershipPaths.register, may: May.readPublished)], panels: PartnershipPanels.all)
    }

    /// Where a job of this feature leads when it is done; nil for the jobs of others.
    public static func arrival(_ job: Job) -> String? { nil }
}
