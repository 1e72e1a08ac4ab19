/// Country words that no present-day list holds: colloquial names, parts of a state written as if they were one,
/// former names, states that no longer exist, and the usual ways of writing disputed or dependent territories.
///
/// A row says which places may be meant; it takes no view of anybody's legal status.
enum FormerCountries {
    /// One line per meaning: note `;` codes `;` region code within the country (GeoNames admin1, or empty) `;` words.
    ///
    /// The notes are `usual` (another way of saying it today), `part` (a part of a state), `territory` (a dependent or
    /// disputed territory), `former` (an older name of the same state) and `dissolved` (a state that has ended).
    static let table = """
        usual;US;;usa|u s a|us|u s|united states|united states of america|the united states|the united states of america|america|états unis d'amérique|estados unidos de américa|estados unidos|ee uu|eeuu|ee uu de américa|eua|e u a|vereinigte staaten von amerika|u s of a|stati uniti d'america|verenigde staten van amerika|сша|stany zjednoczone ameryki|estats units d'amèrica|ηπα
        usual;GB;;uk|u k|great britain|britain|gb|g b|united kingdom of great britain and northern ireland|the united kingdom|grossbritannien|großbritannien|grande bretagne|gran bretaña|gran bretagna|grã bretanha|groot brittannië|wielka brytania|velká británie|storbritannien|storbritannia|iso britannia|великобритания|велика британія|nagy britannia|marea britanie|büyük britanya|bretland|μεγάλη βρετανία|r u|英国
        part;GB;ENG;england|angleterre|inglaterra|inghilterra|engeland|anglia|anglie|англия|англія|englanti|αγγλία|イングランド|英格兰|engelska|ingiltere|lloegr|anglicko
        part;GB;SCT;scotland|schottland|écosse|escocia|escócia|scozia|schotland|szkocja|skotsko|шотландия|skotland|skottland|skotlanti|skócia|i̇skoçya|alba scotland|škótsko|スコットランド|苏格兰
        part;GB;WLS;wales|pays de galles|gales|país de gales|galles|walia|уэльс|cymru|wales cymru|威尔士|ウェールズ
        part;GB;NIR;northern ireland|nordirland|irlande du nord|irlanda del norte|irlanda do norte|irlanda del nord|noord ierland|ulster|n ireland|northern irl|north ireland
        usual;IE;;republic of ireland|ireland republic of|eire|éire|rep of ireland|irish republic|southern ireland|republik irland|irish free state
        usual;DE;;west germany|germany west|germany (west)|frg|f r g|brd|bundesrepublik deutschland|federal republic of germany|federal republic germany|f r germany|fr germany|rfa|westdeutschland|allemagne de l'ouest|germany (frg)|germany (fed rep)|german federal republic|allemagne fédérale|bundesrepublik
        dissolved;DE;;germany east|germany (east)|east germany|gdr|g d r|ddr|german democratic republic|deutsche demokratische republik|germany (gdr)|ostdeutschland|rda|allemagne de l'est|république démocratique allemande|germany (dem rep)|german dem rep|гдр|nrd|ndr|rdt|république démocratique d'allemagne
        dissolved;CZ,SK;;czechoslovakia|czecho slovakia|tschechoslowakei|tchécoslovaquie|checoslovaquia|cecoslovacchia|československo|czechosłowacja|cssr|čssr|csfr|tsjechoslowakije|чехословакия|tchecoslováquia|csehszlovákia|tjeckoslovakien
        dissolved;RU,UA,BY,EE,LV,LT,MD,GE,AM,AZ,KZ,KG,TJ,TM,UZ;;ussr|u s s r|soviet union|union of soviet socialist republics|sowjetunion|udssr|u d s s r|urss|u r s s|union soviétique|unión soviética|unione sovietica|união soviética|sovjet unie|ссср|советский союз|zsrr|związek radziecki|sssr|sovětský svaz|sovjetunionen|neuvostoliitto|szovjetunió|the soviet union|former soviet union|former ussr|cis
        dissolved;RS,HR,BA,SI,MK,ME,XK;;yugoslavia|jugoslavia|jugoslawien|yougoslavie|jugoslavija|yugoslavija|jugosławia|jugoslávie|югославия|югославија|former yugoslavia|sfr yugoslavia|sfry|sfrj|jugoslavien|joegoslavië|iugoslavia|iugoslávia|jugoszlávia|yugoslawia|ex yugoslavia
        dissolved;RS,ME,XK;;serbia and montenegro|serbia & montenegro|fr yugoslavia|federal republic of yugoslavia|serbien und montenegro|serbie et monténégro|serbia i czarnogóra|serbia y montenegro|srbija i crna gora
        dissolved;AT,HU;;austria hungary|österreich ungarn|austro hungarian empire
        dissolved;TZ;;tanganyika|zanzibar and tanganyika
        dissolved;VN;;south vietnam|north vietnam|democratic republic of vietnam|republic of vietnam
        dissolved;YE;;north yemen|south yemen|yemen (north)|yemen (south)|pdr yemen|people's democratic republic of yemen
        dissolved;EG,SY;;united arab republic
        dissolved;TR;;ottoman empire|osmanisches reich
        dissolved;DE,PL,RU;;prussia|preussen|preußen
        dissolved;ZW,ZM,MW;;rhodesia and nyasaland|central african federation
        former;ZW;;rhodesia|southern rhodesia|rhodesien
        former;ZM;;northern rhodesia
        former;MW;;nyasaland
        former;MM;;burma|birma|birmanie|birmania|myanmar (burma)|burma (myanmar)|union of myanmar|barma
        former;LK;;ceylon|ceilán|ceylan|цейлон
        former;SZ;;swaziland|swasiland|suazilandia|kingdom of swaziland
        former;NL;;holland|hollande|holanda|olanda|holandia|голландия|hollandia|hollanti|ολλανδία|holandsko|the netherlands|netherlands the|nederland|the holland|niederlande
        former;CD;;zaire|zaïre|belgian congo|congo kinshasa|congo (kinshasa)|drc|d r c|rdc|dr congo|d r congo|dem rep congo|dem rep of congo|dem rep of the congo|congo dem rep|congo democratic republic|congo democratic republic of the|congo the democratic republic of the|democratic republic of congo|democratic republic of the congo|the democratic republic of the congo|rd congo|république démocratique du congo|dr kongo|kongo kinshasa|congo drc|congo (drc)|republic of zaire
        usual;CG;;congo brazzaville|congo (brazzaville)|republic of the congo|republic of congo|congo republic|congo rep|congo republic of|rep of congo|kongo brazzaville|congo republic of the
        usual;CG,CD;;congo|kongo|the congo
        former;BF;;upper volta|haute volta|obervolta|alto volta
        former;BJ;;dahomey
        former;GH;;gold coast
        former;TH;;siam
        former;IR;;persia|persien|perse|i r iran|islamic republic of iran|iran islamic republic of
        former;ET;;abyssinia|abessinien
        former;KH;;kampuchea|khmer republic|democratic kampuchea|kambodscha
        former;BD;;east pakistan
        former;PK;;west pakistan
        former;LS;;basutoland
        former;BW;;bechuanaland
        former;BZ;;british honduras
        former;GY;;british guiana
        former;SR;;surinam|dutch guiana
        former;ID;;dutch east indies|netherlands east indies
        former;TL;;east timor|portuguese timor|timor leste|osttimor|timor oriental|timor lorosae
        usual;CV;;cape verde|kap verde|cap vert|cabo verde islands
        usual;CI;;ivory coast|cote d'ivoire|côte d'ivoire|cote d ivoire|elfenbeinküste|costa de marfil|costa d'avorio|ivorycoast
        usual;CZ;;czech republic|czechia|tschechien|tschechische republik|république tchèque|rép tchèque|česká republika|república checa|repubblica ceca|ceská republika|the czech republic|czech rep|cr czech|tschechei|tchéquie
        former;MD;;moldavia|moldawien|moldavie|moldova republic of|republic of moldova|transnistria|pridnestrovie|rep of moldova
        former;BY;;byelorussia|belorussia|weissrussland|weißrussland|biélorussie|bielorussia|bielorrusia|белоруссия|white russia|wit rusland|vitryssland|hviterussland|hviderusland|belorusko
        former;MK;;macedonia|fyrom|fyr macedonia|f y r o m|former yugoslav republic of macedonia|macedonia fyrom|macedonia (fyrom)|macedonia fyr|the former yugoslav republic of macedonia|republic of macedonia|mazedonien|macédoine|macedonia the former yugoslav republic of|ehemalige jugoslawische republik mazedonien|ejr mazedonien|arym|македонија
        usual;TR;;turkey|türkiye|turkiye|turquie|turchia|turquía|türkei
        former;VU;;new hebrides
        former;KI,TV;;gilbert and ellice islands
        former;DJ;;french somaliland|afars and issas
        former;NA;;south west africa
        former;GW;;portuguese guinea|guinea bissau|guiné bissau
        former;GQ;;spanish guinea
        former;LY;;libyan arab jamahiriya|libya arab jamahiriya
        former;TW;;formosa
        usual;TW;;taiwan|taiwan roc|taiwan r o c|taiwan (roc)|r o c|roc|republic of china|republic of china taiwan|republic of china (taiwan)|taiwan republic of china|taiwan province of china|chinese taipei|taipei china|台湾|台灣|臺灣|中華民國|taïwan|тайвань|taiwán|china taiwan|taiwan china
        usual;CN;;china|pr china|p r china|prc|p r c|p r of china|people's republic of china|peoples republic of china|people's rep of china|mainland china|china pr|china p r|china (prc)|china people's republic of|red china|vr china|volksrepublik china|rp chine|rep popular china|r p china|république populaire de chine|中国|中國|中华人民共和国|chine populaire|кнр|pr of china|rpc
        territory;HK;;hong kong|hongkong|hong kong sar|hong kong sar china|hong kong china|hong kong s a r|china hong kong|香港|hong kong special administrative region|hk|hong kong (china)
        territory;MO;;macau|macao|macau sar|macao sar|macao china|macau china|澳門|澳门|macao sar china
        usual;KR;;south korea|korea south|korea (south)|korea republic of|republic of korea|rep of korea|korea rep|korea rep of|rok|r o k|s korea|südkorea|corée du sud|corea del sur|corea del sud|korea the republic of|韩国|大韩民国|韓国|한국|대한민국|republik korea|zuid korea|coreia do sul|южная корея|korea południowa|jižní korea|sydkorea
        usual;KP;;north korea|korea north|korea (north)|dprk|d p r k|democratic people's republic of korea|korea democratic people's republic of|korea dem people's rep|n korea|nordkorea|corée du nord|corea del norte|corea del nord|noord korea|coreia do norte|朝鲜|北朝鮮|korea dpr
        usual;KR,KP;;korea|corea|corée|coréia|корея
        usual;VN;;vietnam|viet nam|socialist republic of vietnam|s r vietnam|sr vietnam|sozialistische republik vietnam|việt nam
        usual;LA;;laos|lao pdr|lao p d r|lao people's democratic republic|lao
        usual;SY;;syria|syrian arab republic|syrien|syrie
        usual;RU;;russia|russian federation|the russian federation|russland|rußland|russie|rusia|rússia|россия|рф|российская федерация|rsfsr|russian fed|rossija|rossiya|rosja
        usual;AE;;uae|u a e|united arab emirates|emirates|vae|v a e|emirats arabes unis|eau|emiratos árabes unidos|vereinigte arabische emirate|the united arab emirates|united arab emirate|abu dhabi uae
        usual;SA;;saudi arabia|ksa|k s a|kingdom of saudi arabia|saudi|saudi arabien
        usual;NZ;;new zealand|nz|n z|aotearoa|neuseeland|aotearoa new zealand|newzealand
        usual;ZA;;south africa|rsa|r s a|republic of south africa|südafrika|union of south africa|rep of south africa|zuid afrika
        usual;BA;;bosnia|bosnia herzegovina|bosnia & herzegovina|bosnia and hercegovina|bosnia and herzegowina|bih|b i h|bosnia hercegovina|bosnien|bosnien herzegowina|bosnie|bosnie herzégovine|bosna|republika srpska|bosnia i hercegovina|bosnien und herzegowina|bosna hersek|federation of bosnia and herzegovina
        territory;XK,RS;;kosovo and metohija|kosovo i metohija|kosovo (serbia)|serbia (kosovo)|kosovo serbia|serbia kosovo|autonomous province of kosovo and metohija
        territory;XK;;kosovo|kosova|kosovë|kosova republic of|republic of kosovo|unmik kosovo|kosovo (unmik)|kosovo (under unscr 1244/99)|косово
        territory;PS;;palestine|palestinian territories|palestinian territory|palestinian territory occupied|occupied palestinian territory|occupied palestinian territories|state of palestine|palestine state of|west bank|gaza|gaza strip|west bank and gaza|palestinian authority|palästina|palästinensische gebiete|palestina|territoires palestiniens|cisjordanie|cisjordania|westjordanland|فلسطين|palestinian autonomous areas|palestinian national authority|palestinian autonomy
        territory;EH;;western sahara|sahrawi republic|sahara occidental|westsahara|sahrawi arab democratic republic|sadr|república árabe saharaui democrática|rasd
        territory;CY;;northern cyprus|north cyprus|trnc|turkish republic of northern cyprus|nordzypern|kktc|cyprus (north)|kuzey kıbrıs
        territory;GE;;abkhazia|south ossetia|abchasien|abchazia|abjasia|apsny|georgia abkhazia
        territory;AZ;;nagorno karabakh|artsakh|republic of artsakh|nagorno karabagh|mountainous karabakh|karabakh|nakhchivan|nagorno karabakh republic
        territory;MD;;transdniestria|pridnestrovian moldavian republic|pmr
        territory;SO;;somaliland
        territory;UA,RU;;crimea|krim|crimée|крым|republic of crimea|autonomous republic of crimea|donetsk people's republic|luhansk people's republic
        usual;GE;;georgia|georgia (country)|georgia country|republic of georgia|georgia republic of|georgien|géorgie|грузия|საქართველო|sakartvelo|gruzja
        usual;MX;;mexico|méxico|méjico|mexiko|united mexican states|estados unidos mexicanos|mexique
        usual;DO;;dominican republic|dominican rep|rep dominicana|república dominicana|santo domingo dr|dom rep
        usual;CF;;central african republic|car|c a r|rca|zentralafrika
        usual;PG;;papua new guinea|png|p n g
        usual;TZ;;tanzania|united republic of tanzania|tanzania united republic of|zanzibar|tansania
        usual;VE;;venezuela|bolivarian republic of venezuela|venezuela bolivarian republic of
        usual;BO;;bolivia|plurinational state of bolivia|bolivia plurinational state of
        usual;FM;;micronesia|federated states of micronesia|micronesia federated states of|f s m
        usual;VA;;vatican|vatican city|holy see|vatican city state
        usual;VC;;st vincent|saint vincent|st vincent & the grenadines|saint vincent and the grenadines|st vincent and the grenadines
        usual;KN;;st kitts|saint kitts|st kitts and nevis|st kitts & nevis|saint christopher and nevis|nevis
        usual;LC;;st lucia|saint lucia
        usual;ST;;são tomé|sao tome|são tomé and príncipe|sao tome and principe|são tomé e príncipe
        usual;TT;;trinidad|tobago|trinidad & tobago
        usual;AG;;antigua|barbuda|antigua & barbuda
        usual;GM;;gambia|the gambia|gambia the
        usual;BS;;bahamas|the bahamas|bahamas the
        usual;PH;;philippines|the philippines|philippinen|filipinas|philippine islands
        usual;SD;;sudan|the sudan
        usual;SS;;south sudan|s sudan|southern sudan
        territory;PR;;puerto rico|porto rico|puerto rico usa|commonwealth of puerto rico|estado libre asociado de puerto rico|p r
        territory;VI;;us virgin islands|u s virgin islands|usvi|virgin islands us|united states virgin islands|virgin islands (us)
        territory;VG;;british virgin islands|bvi|virgin islands british
        territory;GU;;guam
        territory;AS;;american samoa
        territory;MP;;northern mariana islands|northern marianas|saipan|cnmi
        territory;RE;;réunion|la réunion|ile de la réunion|reunion island
        territory;GP;;guadeloupe
        territory;MQ;;martinique
        territory;GF;;french guiana|guyane|guyane française|französisch guayana|french guyana
        territory;PF;;french polynesia|tahiti|polynésie française
        territory;NC;;new caledonia|nouvelle calédonie
        territory;CW;;curaçao|curacao
        territory;CW,SX,BQ,AW;;netherlands antilles|dutch antilles|niederländische antillen
        territory;FK;;falkland islands|falklands|islas malvinas|malvinas
        territory;IM;;isle of man|man isle of
        territory;GG;;guernsey|channel islands guernsey|alderney|sark
        territory;JE;;jersey|channel islands jersey
        territory;GG,JE;;channel islands|kanalinseln|îles anglo normandes
        territory;FO;;faroe islands|faroes|faeroe islands|färöer|îles féroé|føroyar|færøerne
        territory;AX;;åland|aland|åland islands|ahvenanmaa
        territory;SJ;;svalbard|spitsbergen|svalbard and jan mayen
        territory;GL;;greenland|grönland|groenland|kalaallit nunaat
        part;ES;;canary islands|kanarische inseln|islas canarias|canarias|balearic islands|islas baleares|mallorca|catalonia|catalunya|cataluña|basque country|pais vasco|euskadi|andalusia
        part;PT;;azores|açores|madeira|azoren|algarve
        part;IT;;sicily|sicilia|sardinia|sardegna|south tyrol|südtirol|alto adige
        part;FR;;corsica|corse|brittany|bretagne
        part;DE;;bavaria|bayern|saarland
        part;GR;;crete|kreta
        part;IQ;;kurdistan|iraqi kurdistan|kurdistan region|kurdistan iraq
        part;CN;;tibet
        part;CA;;québec|quebec
        part;US;HI;hawaii|hawai
        part;US;AK;alaska
        usual;AT;;a
        usual;BE;;b
        usual;DE;;d
        usual;ES;;e
        usual;FR;;f
        usual;HU;;h
        usual;IT;;i
        usual;LU;;l
        usual;NO;;n
        usual;PT;;p
        usual;SE;;s
        usual;JP;;j
        usual;SI;;slo
        usual;FI;;fin
        usual;EE;;est
        usual;BA;;bih
        usual;RU;;rus
        usual;IE;;irl
        usual;LI;;fl
        usual;RS;;srb
        usual;ME;;mne
        usual;CL;;rch
        usual;MK;;nmk
        usual;GR;;gre
        usual;DE;;ger
        usual;CH;;sui
        usual;NL;;ned
        usual;DK;;den
        usual;PT;;por
        usual;HR;;cro
        usual;BG;;bul
        usual;GB;ENG;eng
        usual;GB;SCT;sco
        usual;GB;WLS;wal
        part;BE;;flanders|flandern|vlaanderen|wallonia|wallonie
        """
}
