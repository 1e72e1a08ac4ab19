/// The words that offices put around a place's name, in many languages, in plain lettering (see `Lettering`).
enum AdministrativeWords {
    /// How much of the map such a word claims.
    enum Extent: Sendable {
        /// A town or what is as good as one: "City of", "Comune di", "-shi".
        case town
        /// A part of a town or a small unit around one: "District", "Landkreis", "-gun".
        case district
        /// A county: a region where English is spoken, elsewhere mostly a district named after its seat.
        case county
        /// A region named after or beside its capital: "Province", "Oblast", "Prefecture".
        case region
    }

    /// Words before the name, longest first.
    private static let front: [String: [Phrase]] = phrases(
        town: """
            city of|the city of|city and county of|city and borough of|city council of|capital city of|town of|the town of|
            township of|village of|municipality of|the municipality of|metropolitan city of|metropolitan municipality of|
            city|town|municipality|city of greater|greater city of|unified government of|consolidated city of|incorporated village of|
            metropolitan|commune of|parish of|shire of|royal city of|federal city of|hero city of|community of|local municipality of|
            district municipality of|regional municipality of|rural municipality of|municipal council of|urban commune of|
            free city of|hanseatic city of|city municipality of|corporation of the city of|local government of|urban municipality of|
            ayuntamiento de|excmo ayuntamiento de|ajuntament de|municipio de|municipalidad de|ilustre municipalidad de|ciudad de|
            la ciudad de|villa de|alcaldia de|alcaldia mayor de|intendencia de|ciutat de|concello de|h ayuntamiento de|
            ciudad autonoma de|gobierno de la ciudad de|ciudad|municipio|
            comune di|citta di|citta metropolitana di|comune|citta|
            ville de|la ville de|commune de|mairie de|communaute urbaine de|communaute d agglomeration de|metropole de|ville du|
            commune du|ville des|communaute de communes de|agglomeration de|la commune de|commune urbaine de|commune rurale de|cu de|ville|commune|mairie du|
            prefeitura de|prefeitura municipal de|prefeitura da cidade do|prefeitura do|camara municipal de|camara municipal do|camara municipal da|concelho de|cidade de|cidade do|vila de|
            municipio do|municipio da|prefeitura da cidade de|
            stadt|landeshauptstadt|hansestadt|freie und hansestadt|freie hansestadt|hanse und universitatsstadt|universitatsstadt|
            universitats und hansestadt|kreisstadt|gemeinde|marktgemeinde|markt|stadtgemeinde|statutarstadt|samtgemeinde|
            verbandsgemeinde|ortsgemeinde|wissenschaftsstadt|documenta stadt|lutherstadt|barlachstadt|stadt der|klingenstadt|
            grosse kreisstadt|bundesstadt|bundeshauptstadt|kurstadt|bergstadt|hochschulstadt|einwohnergemeinde|politische gemeinde|
            reuterstadt|nationalparkstadt|fontanestadt|kreisfreie stadt|residenzstadt|loreleystadt|brüder grimm stadt|
            magistrat der stadt|stadtverwaltung|die stadt|grosse kreisstadt|hansestadt lubeck und|
            gemeente|stad|stad en gemeente|
            obec|mesto|mestys|statutarni mesto|hlavni mesto|hl m|hlavne mesto|mestska cast|
            gmina|miasto|miasto stoleczne|m st|gmina miejska|gmina wiejska|miasto i gmina|urzad miasta|urzad gminy|
            opcina|grad|opstina|obshtina|obstina|obcina|mestna obcina|glavni grad|općina|gradska opstina|stolna obcina|
            kommune|kommun|byen|municipiul|orasul|comuna|primaria|municipiul|
            dimos|demos|δημος|koinotita|
            город|город герой|г|гор|городской округ|пгт|поселок|посёлок|село|деревня|станица|городское поселение|сельское поселение|
            місто|м|смт|селище|громада|горад|община|град|гр|муниципалитет|администрация города|мэрия города|муниципальное образование|
            gorod|selo|
            kota|pemerintah kota|kota besar|thanh pho|tp|thi xa|lungsod ng|bayan ng|majlis bandaraya|majlis perbandaran|
            مدينة|بلدية|شهر|שיריית|עיריית|municipality de|
            bashkia|komuna|linn|miestas|
            ιερα πολη|nagar|dinas|ulus|greater|government of|city government of|municipal government of|the local government of|corporation of|
            municipal corporation of|city district government|alcaldia metropolitana de|distrito metropolitano de|area metropolitana de|
            zona metropolitana de|govt of|administration of|city administration of|city hall of|mayor of|magistrat|metropole du|
            metropolitan government of|greater municipality of|municipalite de|stadtgemeinde|stadtverwaltung der|rada|
            """,
        district: """
            borough of|london borough of|royal borough of|metropolitan borough of|county borough of|the royal borough of|city borough of|
            district of|landkreis|kreis|stadtbezirk|bezirk|arrondissement de|kabupaten|quan|huyen|район|
            barrio de|comarca de|comarca del|comarca|isle of|island of|islands of|ilha de|isla de|ile de|l ile de|insel|communaute de|
            amt|altstadt|sub prefecture of|ilha do|region of municipality|freguesia de|conselh de|
            mancomunidad de|mancomunidad|verwaltungsgemeinschaft|gemeindeverband|raion|district|canton of|canton de|kanton|municipal district of
            """,
        region: """
            province of|provincia de|provincia di|province de|departamento de|departamento del|departement de|departement du|
            departement des|departement de la|estado de|state of|region of|regione|region de|region|regiunea|wojewodztwo|
            prefecture of|oblast|provinz|bundesland|freistaat|land|governorate of|autonomous region of|comunidad autonoma de|
            principality of|principado de|republic of|kraj|zupanija|comunidad de|autonomous community of|kray|область|republik|
            metropolitan region of|metropolregion|wilaya de|provincie|county council of|kingdom of
            """,
        county: "county|co|county of|the county of|judetul|judet|powiat|okres",
        by: { $0.first }
    )

    /// Words after the name, longest first.
    private static let back: [String: [Phrase]] = phrases(
        town: """
            city|town|township|municipality|metropolitan municipality|metropolitan city|special city|city council|town council|
            metropolitan government|metropolitan council|council|municipal council|commune|village|urban commune|rural commune|
            city hall|municipal government|municipal corporation|corporation|local council|metropolis|capital|capitale|
            special municipality|community|urban municipality|city municipality|local municipality|federal city|autonomous city|
            metropolitan area|urban area|metro|metropole|agglomeration|unitary authority|parish council|municipal unit|
            metropolitan assembly|city administration|metropolitan administration|metropolitan authority|city government|government|authority|
            municipal people s government|municipal peoples government|people s government|peoples government|distrito capital|d c|dc|
            municipal administration|city corporation|city municipality|metropolitan region|administration|metropolitan district|
            special metropolitan city|special self governing city|city and county|rural municipality|
            municipio|ayuntamiento|comune|centro|ciudad|
            ville|centre|stad|stadt|stadtgemeinde|gemeinde|gemeente|markt|marktgemeinde|landeshauptstadt|hansestadt|universitatsstadt|
            kommune|kommun|stads|by|kommuna|kaupunki|kunta|linn|vald|novads|miestas|savivaldybe|savivaldybes|pilseta|pagasts|municipalitat|
            mesto|obec|miasto|gmina|opcina|opstina|obcina|grad|obshtina|varos|kozseg|nagykozseg|onkormanyzata|onkormanyzat|
            belediyesi|buyuksehir belediyesi|ilcesi|sehri|
            shi|si|shih|cho|machi|mura|city shi|zhen|eup|myeon|chou|chuo|
            город|городской округ|горсовет|місто|град|муниципалитет|община|сельсовет|
            الكبرى|city of|the city of|town of|pref capital|munic|bashkia
            """,
        district: """
            district|borough|borough council|district council|district municipality|municipal district|quarter|ward|arrondissement|
            gun|gu|ku|xian|qu|hsien|chu|kreis|landkreis|raion|rayon|rajon|район|distrikt|area|island|islands|isle|
            metropolitan borough|microregion|communaute|rural gmina|rayonu|kerulet|rajonas|apskritis|urban district|rural district|sub district|canton|
            region municipality|regional council|district of|shire|shire council|regional municipality|bezirk|upazila|taluk|tehsil|
            subprefecture|county borough|municipal region|kray|parish|barangay|locality|community council|island council|deanery|
            united|peninsula|valley
            """,
        region: """
            county council|province|prefecture|region|oblast|governorate|department|state|federal district|krai|autonomous region|voivodeship|
            republic|special administrative region|metropolitan region|sheng|ken|do|fu|zupanija|fylke|lan|maakunta|
            область|край|республика|autonomous prefecture|special administrative city|autonomous province|raion council|
            regional unit|principality|autonomous community|oblasti|regional government|viloyati|ili|provincie|bundesland|
            autonomous okrug|obl|pref
            """,
        county: "county|powiat|okres|maakond|megye",
        by: { $0.last }
    )

    /// Last characters of names in scripts without spaces, with what they claim.
    static let lastCharacters: [Character: Extent] = [
        "市": .town, "町": .town, "村": .town, "镇": .town, "鎮": .town, "시": .town, "읍": .town, "都": .town,
        "区": .district, "區": .district, "県": .region, "縣": .district, "县": .district, "府": .region, "道": .region, "省": .region,
        "州": .region, "군": .district, "구": .district, "郡": .district, "도": .region,
    ]

    /// The longest phrase at the start of these words, which must leave at least one word.
    static func front(_ words: ArraySlice<String>) -> (length: Int, extent: Extent)? {
        guard let first = words.first else { return nil }
        for row in front[first] ?? [] where row.words.count < words.count && words.starts(with: row.words) {
            return (row.words.count, row.extent)
        }
        return nil
    }

    /// The longest phrase at the end of these words. The caller sees to it that something is left.
    static func back(_ words: ArraySlice<String>) -> (length: Int, extent: Extent)? {
        guard let last = words.last else { return nil }
        for row in back[last] ?? [] where row.words.count <= words.count && words.suffix(row.words.count).elementsEqual(row.words) {
            return (row.words.count, row.extent)
        }
        return nil
    }

    /// What a text that is nothing but an administrative word ("district", "rural gmina") claims; `nil` for any other.
    static func extent(of plain: String) -> Extent? {
        let words = plain.split(separator: " ").map(String.init)
        guard let last = words.last, words.count <= 3 else { return nil }
        if let phrase = back[last]?.first(where: { $0.words == [last] }) ?? front[last]?.first(where: { $0.words == [last] }) { return phrase.extent }
        return nil
    }

    private typealias Phrase = (words: [String], extent: Extent)

    /// The phrases by the word that is looked at first, longest first.
    private static func phrases(town: String, district: String, region: String, county: String = "", by key: ([String]) -> String?) -> [String:
        [Phrase]]
    {
        var rows: [String: [Phrase]] = [:]
        var seen = Set<[String]>()
        for (list, extent) in [(town, Extent.town), (district, .district), (region, .region), (county, .county)] {
            for phrase in list.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
                let words = Lettering.plain(String(phrase)).split(separator: " ").map(String.init)
                guard let word = key(words), seen.insert(words).inserted else { continue }
                rows[word, default: []].append((words, extent))
            }
        }
        return rows.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }
}
