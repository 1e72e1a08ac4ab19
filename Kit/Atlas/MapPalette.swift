/// The colours of paper and ink (light), written as attributes beside the classes: a renderer that does not know the page's
/// style sheet, and a file by itself, look right too. The values are those of tokens.css.
enum MapPalette {
    static let paper = "#f7f2e8", ink = "#1a2130", secondInk = "#454b59", thirdInk = "#626673"
    static let seal = "#9b2a1f", tide = "#17595f", rule = "#bdb19a"
    static let land = "#e7dfce", concerned = "#d6cbb3", graticule = "#ebe4d5"
    /// The third ink at 55 % on paper: a quiet dot without opacity, which would add up with the style sheet's.
    static let dot = "#a5a5a8"
    static let serif = "Iowan Old Style, Charter, Bitstream Charter, 'Source Serif 4', Noto Serif, Georgia, serif"
    static let sans = "Segoe UI, Roboto, Noto Sans, Helvetica Neue, sans-serif"
}
