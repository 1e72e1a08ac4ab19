import Web

/// Acts on many partnerships at once.
enum PartnershipBulk {
    static let actions = [
        BulkAction("archive", "Archive", .archival, isOn: true, of: table),
        BulkAction("restore", "Take back into the register", .archival, isOn: false, of: table),
        BulkAction("publish", "Publish", .publication, isOn: true, of: table),
        BulkAction("withdraw", "Withdraw from the public", .publication, isOn: false, of: table),
    ]

    private static let table = BulkTable(
        "partnership", as: "p", subject: PartnershipStore.subject, may: May.edit, list: PartnershipPaths.register,
        archive: PartnershipPaths.archive, withdrawn: "unpublished")
}
