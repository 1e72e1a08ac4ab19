import Web

/// Acts on many organisations at once.
enum OrganisationBulk {
    static let actions = [
        BulkAction("archive", "Archive", .archival, isOn: true, of: table), BulkAction("restore", "Restore", .archival, isOn: false, of: table),
        BulkAction("publish", "Publish", .publication, isOn: true, of: table),
        BulkAction("withdraw", "Withdraw from the public", .publication, isOn: false, of: table),
    ]

    private static let table = BulkTable(
        "organisation", as: "o", subject: OrganisationStore.subject, may: DirectoryFeature.edit, list: DirectoryPaths.organisations,
        archive: DirectoryPaths.archive, withdrawn: "withdrawn")
}
