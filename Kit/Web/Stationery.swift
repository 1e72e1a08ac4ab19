import Kernel
import Markup

/// What letters are written with where there is no request: the sentences of every language, and the address people use.
public struct Stationery: Sendable {
    public let catalogue: Catalogue
    /// Without closing slash; links begin with it.
    public let address: String
    /// Whether a mail server takes what is written.
    public let sendsMail: Bool

    public init(catalogue: Catalogue, settings: Settings) {
        (self.catalogue, address, sendsMail) = (catalogue, settings.address, settings.mail != nil)
    }

    /// The words for a reader: in their language where we speak it, in English otherwise.
    public func words(_ language: Language?) -> Words {
        Words(catalogue, language.flatMap { wish in catalogue.languages.first { $0.base == wish.base } } ?? .english)
    }
}
