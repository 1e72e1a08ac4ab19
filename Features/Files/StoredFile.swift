import Kernel
import Storage

/// The identity of a file attached to a record.
typealias FileID = ID<StoredFile>
/// The identity of bytes that an office keeps; several files may share them.
typealias ContentID = ID<StoredContent>

/// A file attached to a record, as its present version stands.
struct StoredFile: Sendable {
    let id: FileID
    let office: OfficeID
    let subject: FileSubject
    /// What the record is called, for this reader.
    let subjectName: String
    let title: String
    let note: String
    let version: FileVersion
    let revision: Int
    let updatedAt: Instant
    let updatedBy: String
    let removedAt: Instant?
    let removedBy: String?

    var isRemoved: Bool { removedAt != nil }
    /// Until when what was removed can be taken back.
    var keptUntil: Instant? { removedAt?.adding(days: Int64(FileStore.daysKept)) }
}

/// What a file is attached to.
struct FileSubject: Sendable, Hashable {
    let kind: String
    let id: String
}

/// One version of a file. Replacing adds one; none is ever changed.
struct FileVersion: Sendable {
    let number: Int
    let content: ContentID
    let name: String
    let kind: FileKind
    let size: Int
    let hash: String
    let picture: PictureSize?
    let hasPictures: Bool
    let hasText: Bool
    let isRead: Bool
    let addedAt: Instant
    let addedBy: String

    init(row: Row) throws {
        number = try row["number"]
        content = try row["content_id"]
        name = try row["name"]
        kind = try row["kind"]
        size = try row["size"]
        hash = try row["sha256"]
        picture = PictureSize(stored: try row["width"], try row["height"])
        hasPictures = try row["has_pictures"]
        hasText = try row["has_text"]
        isRead = try row["state"] == "read"
        addedAt = try row["version_at"]
        addedBy = try row["version_by"]
    }
}

/// The forms in which the bytes of a content are kept.
enum ContentForm: String, Sendable, CaseIterable {
    case original
    /// At most 1600 pixels long, without what a camera wrote beside the picture.
    case preview
    /// At most 320 pixels long.
    case thumbnail
}

/// Bytes that an office keeps.
enum StoredContent {}
