/// An invented agreement of Düsseldorf and Reading, in both languages.
enum DemonstrationAgreements {
    static let title = "Agreement on libraries and young musicians (invented)"
    /// Markdown by language.
    static let texts: [(language: String, text: String)] = [("de", german), ("en", english)]

    private static let english = """
        # Article 1: Aim

        Both cities lend each other **books and musicians**. Whoever holds a card of one library borrows in the other.

        # Article 2: What each contributes

        | City | Every year |
        |---|---|
        | Düsseldorf | rehearsal rooms for four weeks |
        | Reading | a concert hall for two evenings |

        # Article 3: Term

        Three years. Either city may end it with six months’ notice.
        """

    private static let german = """
        # Artikel 1: Ziel

        Beide Städte leihen einander **Bücher und Musiker**. Wer den Ausweis der einen Bibliothek hat, leiht auch in der anderen.

        # Artikel 2: Was jede beiträgt

        | Stadt | Jedes Jahr |
        |---|---|
        | Düsseldorf | vier Wochen lang Probenräume |
        | Reading | an zwei Abenden ein Konzertsaal |

        # Artikel 3: Dauer

        Drei Jahre. Jede Stadt kann sie mit einer Frist von sechs Monaten beenden.
        """
}
