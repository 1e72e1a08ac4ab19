import Directory
import Gazetteer
import Kernel
import Storage

/// What is known of cities that are twinned with each other: a few of those that the cities themselves name, with their years.
enum DemonstrationRelations {
    private static let birmingham = 2_655_603, frankfurt = 2_925_533, hamburg = 2_911_298, warsaw = 756_135, haifa = 294_801
    private static let chicago = 4_887_398, leipzig = 2_879_139, milan = 3_173_435, lyon = 2_996_944, guangzhou = 1_809_858, prague = 3_067_696
    private static let dresden = 2_935_022, shanghai = 1_796_236, marseille = 2_995_469, johannesburg = 993_800

    private static let compared: [(one: PlaceID, other: PlaceID, since: Int)] = [
        (birmingham, lyon, 1951), (birmingham, frankfurt, 1966), (birmingham, milan, 1975), (birmingham, leipzig, 1992), (birmingham, chicago, 1993),
        (birmingham, johannesburg, 1997), (birmingham, guangzhou, 2007), (frankfurt, lyon, 1960), (frankfurt, milan, 1970),
        (frankfurt, guangzhou, 1988), (frankfurt, leipzig, 1990), (frankfurt, prague, 1990), (hamburg, marseille, 1958), (hamburg, shanghai, 1986),
        (hamburg, dresden, 1987), (hamburg, prague, 1990), (hamburg, chicago, 1994),
    ]
    private static let told: [(one: PlaceID, other: PlaceID, since: Int)] = [(warsaw, chicago, 1960), (haifa, marseille, 1958)]

    static func enter(_ gazetteer: Gazetteer, _ now: Instant, _ connection: Connection) throws {
        try DirectoryFeature.enter(compared, source: "Comparison of offices, 2015", gazetteer: gazetteer, by: .system, at: now, connection)
        try DirectoryFeature.enter(told, source: "City websites", gazetteer: gazetteer, by: .system, at: now, connection)
    }
}
