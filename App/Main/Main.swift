import App

@main struct Main {
    static func main() async { await Proxenia.main() }
}
