import Gazetteer

/// Districts, counties, departments and municipalities that carry the name of no town, and the town where their council sits.
///
/// Lists of partner cities hold many of them ("Vale of White Horse", "Val-de-Marne", "Lippe (district)"). No list of places has them; the
/// seat is what a person would look for, so it is offered first, never taken without a look. Facts of public geography, in the state of
/// 2025: capitals of departments, districts and counties as their own laws name them, of merged municipalities the seat of the council.
enum SeatsOfAreas {
    /// The seat of an area of these countries; nil when none is known.
    static func seat(of area: String, in countries: Set<String>) -> String? {
        let key = Lettering.plain(area)
        guard !key.isEmpty, countries.count <= 4 else { return nil }
        for country in countries.sorted() {
            if let seat = known[country]?[key] { return seat }
        }
        return nil
    }

    /// Every area with its country and seat, for the test that looks each seat up.
    static var all: [(country: String, area: String, seat: String)] {
        known.flatMap { country, seats in seats.map { (country, $0.key, $0.value) } }
    }

    private static let known: [String: [String: String]] = lines.mapValues { text in
        var seats: [String: String] = [:]
        for item in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            for area in parts[0].split(separator: "|") { seats[Lettering.plain(String(area))] = parts[1].trimmingPrefix { $0 == " " }.description }
        }
        return seats
    }

    /// Areas, alternatives between bars, and their seat; one country's areas between semicolons.
    private static let lines: [String: String] = [
        "FR": """
        Ain=Bourg-en-Bresse;Aisne=Laon;Allier=Moulins;Alpes-de-Haute-Provence=Digne-les-Bains;Hautes-Alpes=Gap;Alpes-Maritimes=Nice;Ardèche=Privas;Ardennes=Charleville-Mézières
        Ariège=Foix;Aube=Troyes;Aude=Carcassonne;Aveyron=Rodez;Bouches-du-Rhône=Marseille;Calvados=Caen;Cantal=Aurillac;Charente=Angoulême;Charente-Maritime=La Rochelle;Cher=Bourges
        Corrèze=Tulle;Corse-du-Sud=Ajaccio;Haute-Corse=Bastia;Côte-d'Or=Dijon;Côtes-d'Armor=Saint-Brieuc;Creuse=Guéret;Dordogne=Périgueux;Doubs=Besançon;Drôme=Valence;Eure=Évreux
        Eure-et-Loir=Chartres;Finistère=Quimper;Gard=Nîmes;Haute-Garonne=Toulouse;Gers=Auch;Gironde=Bordeaux;Hérault=Montpellier;Ille-et-Vilaine=Rennes;Indre=Châteauroux;Indre-et-Loire=Tours
        Isère=Grenoble;Jura=Lons-le-Saunier;Landes=Mont-de-Marsan;Loir-et-Cher=Blois;Loire=Saint-Étienne;Haute-Loire=Le Puy-en-Velay;Loire-Atlantique=Nantes;Loiret=Orléans;Lot=Cahors
        Lot-et-Garonne=Agen;Lozère=Mende;Maine-et-Loire=Angers;Manche=Saint-Lô;Marne=Châlons-en-Champagne;Haute-Marne=Chaumont;Mayenne=Laval;Meurthe-et-Moselle=Nancy;Meuse=Bar-le-Duc
        Morbihan=Vannes;Moselle=Metz;Nièvre=Nevers;Nord=Lille;Oise=Beauvais;Orne=Alençon;Pas-de-Calais=Arras;Puy-de-Dôme=Clermont-Ferrand;Pyrénées-Atlantiques=Pau;Hautes-Pyrénées=Tarbes
        Pyrénées-Orientales=Perpignan;Bas-Rhin=Strasbourg;Haut-Rhin=Colmar;Rhône=Lyon;Haute-Saône=Vesoul;Saône-et-Loire=Mâcon;Sarthe=Le Mans;Savoie=Chambéry;Haute-Savoie=Annecy
        Seine-Maritime=Rouen;Seine-et-Marne=Melun;Yvelines=Versailles;Deux-Sèvres=Niort;Somme=Amiens;Tarn=Albi;Tarn-et-Garonne=Montauban;Var=Toulon;Vaucluse=Avignon;Vendée=La Roche-sur-Yon
        Vienne=Poitiers;Haute-Vienne=Limoges;Vosges=Épinal;Yonne=Auxerre;Territoire de Belfort=Belfort;Essonne=Évry;Hauts-de-Seine=Nanterre;Seine-Saint-Denis=Bobigny;Val-de-Marne=Créteil;Val-d'Oise=Cergy
        Nord-Pas-de-Calais=Lille;Alsace=Strasbourg;Lorraine=Metz;Auvergne=Clermont-Ferrand;Limousin=Limoges;Picardie|Picardy=Amiens;Poitou-Charentes=Poitiers;Franche-Comté=Besançon
        Orée-d'Anjou=Drain;Montval-sur-Loir=Château-du-Loir;Valence-en-Poitou=Couhé;Veuzain-sur-Loire=Onzain;Port-Jérôme-sur-Seine=Notre-Dame-de-Gravenchon;Rives-en-Seine=Caudebec-en-Caux
        Rives de l'Yon=Saint-Florent-des-Bois;Sèvremoine=Saint-Macaire-en-Mauges;Beaupréau-en-Mauges=Beaupréau;Chemillé-en-Anjou=Chemillé;Mauges-sur-Loire=Saint-Florent-le-Vieil;Segré-en-Anjou Bleu=Segré
        Montrevault-sur-Èvre=Montrevault;Loire-Authion=Andard;Ombrée d'Anjou=Pouancé;Lys-Haut-Layon=Vihiers;Brissac Loire Aubance=Brissac-Quincé;Les Hauts-d'Anjou=Champigné;Essarts-en-Bocage=Les Essarts
        Montaigu-Vendée=Montaigu;Terres-de-Caux=Fauville-en-Caux;Mesnils-sur-Iton=Damville;Souleuvre-en-Bocage=Le Bény-Bocage;Noues de Sienne=Saint-Sever-Calvados;Vire Normandie=Vire;Val-au-Perche=Le Theil
        """,
        "DE": """
        Alb-Donau-Kreis|Alb-Donau=Ulm;Bodenseekreis=Friedrichshafen;Enzkreis|Enz=Pforzheim;Hohenlohekreis|Hohenlohe=Künzelsau;Main-Tauber-Kreis|Main-Tauber=Tauberbischofsheim;Neckar-Odenwald-Kreis|Neckar-Odenwald=Mosbach
        Ortenaukreis|Ortenau=Offenburg;Ostalbkreis|Ostalb=Aalen;Rems-Murr-Kreis|Rems-Murr=Waiblingen;Rhein-Neckar-Kreis|Rhein-Neckar=Heidelberg;Schwarzwald-Baar-Kreis|Schwarzwald-Baar=Villingen-Schwenningen
        Zollernalbkreis|Zollernalb=Balingen;Breisgau-Hochschwarzwald=Freiburg;Berchtesgadener Land=Bad Reichenhall;Oberallgäu=Sonthofen;Ostallgäu=Marktoberdorf;Unterallgäu=Mindelheim;Main-Spessart=Karlstadt;Rhön-Grabfeld=Bad Neustadt an der Saale
        Haßberge|Hassberge=Haßfurt;Nürnberger Land=Lauf an der Pegnitz;Donau-Ries=Donauwörth;Rottal-Inn=Pfarrkirchen;Barnim=Eberswalde;Dahme-Spreewald=Lübben;Elbe-Elster=Herzberg;Havelland=Rathenow;Märkisch-Oderland=Seelow
        Oberhavel=Oranienburg;Oberspreewald-Lausitz=Senftenberg;Oder-Spree=Beeskow;Ostprignitz-Ruppin=Neuruppin;Potsdam-Mittelmark=Bad Belzig;Prignitz=Perleberg;Spree-Neiße|Spree-Neisse=Forst;Teltow-Fläming=Luckenwalde;Uckermark=Prenzlau
        Bergstraße|Bergstrasse=Heppenheim;Hochtaunuskreis|Hochtaunus=Bad Homburg vor der Höhe;Lahn-Dill-Kreis|Lahn-Dill=Wetzlar;Main-Kinzig-Kreis|Main-Kinzig=Gelnhausen;Main-Taunus-Kreis|Main-Taunus=Hofheim;Odenwaldkreis|Odenwald=Erbach
        Rheingau-Taunus-Kreis|Rheingau-Taunus=Bad Schwalbach;Schwalm-Eder-Kreis|Schwalm-Eder=Homberg;Vogelsbergkreis|Vogelsberg=Lauterbach;Waldeck-Frankenberg=Korbach;Werra-Meißner-Kreis|Werra-Meißner|Werra-Meissner=Eschwege;Wetteraukreis|Wetterau=Friedberg
        Ludwigslust-Parchim=Parchim;Mecklenburgische Seenplatte=Neubrandenburg;Nordwestmecklenburg=Wismar;Vorpommern-Greifswald=Greifswald;Vorpommern-Rügen=Stralsund;Ammerland=Westerstede;Emsland=Meppen;Friesland=Jever;Grafschaft Bentheim=Nordhorn
        Heidekreis=Bad Fallingbostel;Schaumburg=Stadthagen;Wesermarsch=Brake;Ennepe-Ruhr-Kreis|Ennepe-Ruhr=Schwelm;Hochsauerlandkreis|Hochsauerland=Meschede;Lippe|Kreis Lippe=Detmold;Märkischer Kreis=Lüdenscheid;Oberbergischer Kreis=Gummersbach
        Rhein-Erft-Kreis|Rhein-Erft=Bergheim;Rhein-Kreis Neuss=Neuss;Rhein-Sieg-Kreis|Rhein-Sieg=Siegburg;Rheinisch-Bergischer Kreis=Bergisch Gladbach;Siegen-Wittgenstein=Siegen;Städteregion Aachen=Aachen;Donnersbergkreis|Donnersberg=Kirchheimbolanden
        Eifelkreis Bitburg-Prüm=Bitburg;Rhein-Hunsrück-Kreis|Rhein-Hunsrück=Simmern;Rhein-Lahn-Kreis|Rhein-Lahn=Bad Ems;Rhein-Pfalz-Kreis=Ludwigshafen am Rhein;Südliche Weinstraße=Landau;Südwestpfalz=Pirmasens;Vulkaneifel=Daun;Westerwaldkreis|Westerwald=Montabaur
        Saarpfalz-Kreis|Saarpfalz=Homburg;Erzgebirgskreis=Annaberg-Buchholz;Mittelsachsen=Freiberg;Nordsachsen=Torgau;Sächsische Schweiz-Osterzgebirge=Pirna;Vogtlandkreis|Vogtland=Plauen;Altmarkkreis Salzwedel=Salzwedel;Burgenlandkreis=Naumburg;Harz=Halberstadt
        Jerichower Land=Burg;Mansfeld-Südharz=Sangerhausen;Saalekreis=Merseburg;Salzlandkreis=Bernburg;Dithmarschen=Heide;Herzogtum Lauenburg=Ratzeburg;Nordfriesland=Husum;Ostholstein=Eutin;Eichsfeld=Heiligenstadt;Ilm-Kreis=Arnstadt;Kyffhäuserkreis=Sondershausen
        Saale-Holzland-Kreis=Eisenberg;Saale-Orla-Kreis=Schleiz;Unstrut-Hainich-Kreis=Mühlhausen;Wartburgkreis|Wartburg=Bad Salzungen;Weimarer Land=Apolda;Stadland=Rodenkirchen;Wangerland=Hohenkirchen;Ostfriesland=Aurich
        """,
        "GB": """
        Adur=Shoreham-by-Sea;Allerdale=Workington;Amber Valley=Ripley;Arun=Littlehampton;Babergh=Hadleigh;Bassetlaw=Worksop;Bolsover=Bolsover;Braintree District=Braintree;Breckland=Dereham;Broadland=Norwich;Broxbourne=Cheshunt;Broxtowe=Beeston
        Calderdale=Halifax;Cannock Chase=Cannock;Charnwood=Loughborough;Cherwell=Banbury;Chiltern=Amersham;Chilterns=Amersham;Copeland=Whitehaven;Cotswold=Cirencester;Craven=Skipton;Dacorum=Hemel Hempstead
        Derbyshire Dales=Matlock;East Cambridgeshire=Ely;East Devon=Honiton;East Hampshire=Petersfield;East Hertfordshire|East Herts=Bishop's Stortford;East Lindsey=Horncastle;East Northamptonshire=Thrapston;East Riding of Yorkshire|East Riding=Beverley
        East Staffordshire=Burton upon Trent;Elmbridge=Esher;Epping Forest=Epping;Erewash=Ilkeston;Fenland=March;Forest Heath=Mildenhall;Forest of Dean=Coleford;Fylde=Lytham St Annes;Gedling=Arnold;Hambleton=Northallerton;Harborough=Market Harborough
        Hart=Fleet;Hertsmere=Borehamwood;High Peak=Buxton;Horsham District=Horsham;Huntingdonshire=Huntingdon;Hyndburn=Accrington;Kirklees=Huddersfield;Knowsley=Huyton;Medway=Chatham;Melton=Melton Mowbray;Mendip=Shepton Mallet;Mid Bedfordshire=Biggleswade
        Mid Devon=Tiverton;Mid Suffolk=Stowmarket;Mid Sussex=Haywards Heath;Mole Valley=Dorking;New Forest=Lyndhurst;North Devon=Barnstaple;North Dorset=Blandford Forum;North East Derbyshire=Dronfield;North East Lincolnshire=Grimsby;North Hertfordshire=Letchworth
        North Kesteven=Sleaford;North Lincolnshire=Scunthorpe;North Norfolk=Cromer;North Somerset=Weston-super-Mare;North Tyneside=Wallsend;North Warwickshire=Atherstone;North West Leicestershire=Coalville;North Wiltshire=Chippenham;Pendle=Nelson
        Purbeck=Wareham;Redcar and Cleveland=Redcar;Reigate and Banstead=Reigate;Ribble Valley=Clitheroe;Richmondshire=Richmond;Rossendale=Rawtenstall;Rother=Bexhill;Runnymede=Addlestone;Rushcliffe=West Bridgford;Rushmoor=Farnborough;Ryedale=Malton;Sandwell=Oldbury
        Sedgemoor=Bridgwater;Sefton=Bootle;South Cambridgeshire=Cambourne;South Derbyshire=Swadlincote;South Gloucestershire=Yate;South Hams=Totnes;South Holland=Spalding;South Kesteven=Grantham;South Lakeland=Kendal;South Norfolk=Long Stratton
        South Northamptonshire=Towcester;South Oxfordshire=Didcot;South Ribble=Leyland;South Somerset=Yeovil;South Staffordshire=Codsall;South Tyneside=South Shields;Spelthorne=Staines;Staffordshire Moorlands=Leek;Suffolk Coastal=Woodbridge;Surrey Heath=Camberley
        Swale=Sittingbourne;Tameside=Ashton-under-Lyne;Tandridge=Oxted;Teignbridge=Newton Abbot;Tendring=Clacton-on-Sea;Test Valley=Andover;Thanet=Margate;Three Rivers=Rickmansworth;Thurrock=Grays;Tonbridge and Malling=West Malling;Torbay=Torquay;Torridge=Bideford
        Trafford=Stretford;Uttlesford=Saffron Walden;Vale of White Horse|Vale of the White Horse=Abingdon;Vale Royal=Winsford;Waveney=Lowestoft;Waverley=Godalming;Wealden=Hailsham;Wear Valley=Crook;Welwyn Hatfield=Welwyn Garden City;West Berkshire=Newbury
        West Devon=Tavistock;West Dorset=Dorchester;West Lancashire=Ormskirk;West Lindsey=Gainsborough;West Oxfordshire=Witney;West Somerset=Williton;West Suffolk=Bury St Edmunds;West Wiltshire=Trowbridge;Wirral=Birkenhead;Wychavon=Pershore
        Wyre=Poulton-le-Fylde;Wyre Forest=Kidderminster;Bedfordshire=Bedford;Berkshire=Reading;Buckinghamshire=Aylesbury;Cambridgeshire=Cambridge;Cheshire=Chester;Cornwall=Truro;Cumbria=Carlisle;Derbyshire=Matlock;Devon=Exeter;Dorset=Dorchester;County Durham|Durham County=Durham
        East Sussex=Lewes;West Sussex=Chichester;Essex=Chelmsford;Gloucestershire=Gloucester;Hampshire=Winchester;Herefordshire=Hereford;Hertfordshire=Hertford;Isle of Wight=Newport;Kent=Maidstone;Lancashire=Preston;Leicestershire=Leicester;Lincolnshire=Lincoln;Norfolk=Norwich
        North Yorkshire=Northallerton;Northamptonshire=Northampton;Northumberland=Morpeth;Nottinghamshire=Nottingham;Oxfordshire=Oxford;Rutland=Oakham;Shropshire=Shrewsbury;Somerset=Taunton;Staffordshire=Stafford;Suffolk=Ipswich;Surrey=Reigate;Tyne and Wear=Newcastle upon Tyne
        Warwickshire=Warwick;West Midlands=Birmingham;Wiltshire=Trowbridge;Worcestershire=Worcester;Merseyside=Liverpool;Angus=Forfar;Argyll and Bute|Argyll=Lochgilphead;Clackmannanshire=Alloa;Dumfries and Galloway=Dumfries;East Ayrshire=Kilmarnock;East Dunbartonshire=Kirkintilloch
        East Lothian=Haddington;East Renfrewshire=Giffnock;Fife=Glenrothes;Highland=Inverness;Inverclyde=Greenock;Midlothian=Dalkeith;Moray=Elgin;North Ayrshire=Irvine;North Lanarkshire=Motherwell;Orkney=Kirkwall;Renfrewshire=Paisley;Scottish Borders=Newtown St Boswells
        Shetland=Lerwick;South Ayrshire=Ayr;South Lanarkshire=Hamilton;West Dunbartonshire=Dumbarton;West Lothian=Livingston;Western Isles=Stornoway;Aberdeenshire=Aberdeen;Perth and Kinross=Perth;Anglesey|Isle of Anglesey|Ynys Môn=Llangefni;Blaenau Gwent=Ebbw Vale
        Carmarthenshire=Carmarthen;Ceredigion=Aberaeron;Conwy County Borough=Conwy;Denbighshire=Ruthin;Flintshire=Mold;Gwynedd=Caernarfon;Monmouthshire=Usk;Neath Port Talbot=Port Talbot;Pembrokeshire=Haverfordwest;Powys=Llandrindod Wells;Rhondda Cynon Taf|Rhondda=Tonypandy
        Torfaen=Pontypool;Vale of Glamorgan=Barry;Fermanagh=Enniskillen;Ards=Newtownards;Castlereagh=Castlereagh;Moyle=Ballycastle;North Down=Bangor;Newtownabbey=Newtownabbey;Holme Valley=Holmfirth
        """,
        "IE": """
        County Carlow=Carlow;County Cavan=Cavan;County Clare|Clare=Ennis;County Cork=Cork;County Donegal=Letterkenny;County Galway=Galway;County Kerry|Kerry=Tralee;County Kildare=Naas;County Kilkenny=Kilkenny;County Laois|Laois=Portlaoise;County Leitrim|Leitrim=Carrick-on-Shannon
        County Limerick=Limerick;County Longford=Longford;County Louth=Dundalk;County Mayo|Mayo=Castlebar;County Meath|Meath=Navan;County Monaghan=Monaghan;County Offaly|Offaly=Tullamore;County Roscommon=Roscommon;County Sligo=Sligo;County Waterford=Dungarvan
        County Westmeath|Westmeath=Mullingar;County Wexford=Wexford;County Wicklow=Wicklow;Fingal=Swords;South Dublin=Tallaght;Dún Laoghaire–Rathdown=Dún Laoghaire;County Tipperary=Clonmel;North Tipperary=Nenagh;South Tipperary=Clonmel;West Cork=Bantry
        """,
        "NL": """
        Noordenveld=Roden;Opsterland=Beetsterzwaag;Midden-Drenthe=Beilen;Aa en Hunze=Gieten;De Wolden=Zuidwolde;Westerveld=Diever;Tynaarlo=Vries;Borger-Odoorn=Exloo;Smallingerland=Drachten;Súdwest-Fryslân=Sneek;Tytsjerksteradiel=Burgum;Achtkarspelen=Buitenpost
        Dantumadiel=Damwâld;Weststellingwerf=Wolvega;Ooststellingwerf=Oosterwolde;De Fryske Marren=Joure;Waadhoeke=Franeker;Noardeast-Fryslân=Dokkum;Westerkwartier=Leek;Oldambt=Winschoten;Westerwolde=Sellingen;Het Hogeland=Uithuizen;Eemsdelta=Delfzijl
        Midden-Groningen=Hoogezand;Steenwijkerland=Steenwijk;Zwartewaterland=Hasselt;Twenterand=Vriezenveen;Hof van Twente=Goor;Achterhoek=Doetinchem;Oost Gelre=Lichtenvoorde;Oude IJsselstreek=Gendringen;Berkelland=Borculo;Bronckhorst=Hengelo
        Overbetuwe=Elst;Lingewaard=Bemmel;Neder-Betuwe=Opheusden;West Betuwe=Geldermalsen;Berg en Dal=Groesbeek;Utrechtse Heuvelrug=Doorn;Stichtse Vecht=Maarssen;De Ronde Venen=Mijdrecht;De Bilt=Bilthoven;Vijfheerenlanden=Leerdam;Haarlemmermeer=Hoofddorp
        Hollands Kroon=Anna Paulowna;Zaanstad=Zaandam;Koggenland=De Goorn;Gooise Meren=Bussum;Wijdemeren=Loosdrecht;Teylingen=Voorhout;Kaag en Braassem=Roelofarendsveen;Westland=Naaldwijk;Midden-Delfland=Schipluiden;Lansingerland=Bergschenhoek;Zuidplas=Nieuwerkerk aan den IJssel
        Molenlanden=Bleskensgraaf;Hoeksche Waard=Oud-Beijerland;Goeree-Overflakkee=Middelharnis;Schouwen-Duiveland=Zierikzee;Noord-Beveland=Wissenkerke;Land van Cuijk=Boxmeer;Altena=Almkerk;Drimmelen=Made;Peel en Maas=Panningen;Meierijstad=Veghel
        Bernheze=Heesch;Horst aan de Maas=Horst;Leudal=Heythuysen;Gulpen-Wittem=Gulpen;Zeewolde=Zeewolde;Noordoostpolder=Emmeloord;Dronten=Dronten
        """,
        "NO": """
        Vefsn=Mosjøen;Nordhordland=Knarvik;Rana=Mo i Rana;Fauske=Fauske;Vågan=Svolvær;Vestvågøy=Leknes;Hadsel=Stokmarknes;Sortland=Sortland;Alstahaug=Sandnessjøen;Sør-Varanger=Kirkenes;Porsanger=Lakselv;Målselv=Moen;Lenvik=Finnsnes;Senja=Finnsnes;Nord-Aurdal=Fagernes
        Vestre Toten=Raufoss;Østre Toten=Lena;Ringerike=Hønefoss;Ringsaker=Brumunddal;Sør-Fron=Hundorp;Nord-Fron=Vinstra;Bærum=Sandvika;Asker=Asker;Follo=Ski;Nordre Follo=Ski;Nesodden=Nesoddtangen;Øvre Eiker=Hokksund;Nedre Eiker=Mjøndalen;Modum=Vikersund
        Hol=Geilo;Voss=Vossevangen;Kvam=Norheimsund;Stord=Leirvik;Kinn=Florø;Sunnfjord=Førde;Stad=Nordfjordeid;Gloppen=Sandane;Sunndal=Sunndalsøra;Orkland=Orkanger;Melhus=Melhus;Indre Fosen=Rissa;Verdal=Verdalsøra;Overhalla=Ranemsletta;Nærøysund=Kolvereid;Karmøy=Kopervik
        Klepp=Kleppe;Time=Bryne;Hå=Varhaug;Gjesdal=Ålgård;Sola=Sola;Bremanger=Svelgen;Vågå=Vågåmo;Sel=Otta;Gausdal=Segalstad bru;Tinn=Rjukan;Bamble=Langesund;Færder=Tjøme;Lier=Lierbyen;Aurskog-Høland=Bjørkelangen;Nes=Årnes;Eidskog=Skotterud;Ullensaker=Jessheim;Nittedal=Rotnes
        """,
        "SE": """
        Gotland=Visby;Öland=Borgholm;Dalarna=Falun;Jämtland=Östersund;Berg=Svenstavik;Härjedalen=Sveg;Krokom=Krokom;Lekeberg=Fjugesta;Skåne=Malmö;Malung-Sälen=Malung;Orust=Henån;Tjörn=Skärhamn;Dals-Ed=Ed;Tanum=Tanumshede;Upplands-Bro=Kungsängen;Upplands Väsby=Upplands Väsby;Värmdö=Gustavsberg
        Botkyrka=Tumba;Haninge=Handen;Ekerö=Ekerö;Österåker=Åkersberga;Härryda=Mölnlycke;Öckerö=Öckerö;Heby=Heby;Nordanstig=Bergsjö;Ovanåker=Edsbyn;Småland=Jönköping;Västra Götaland=Göteborg;Blekinge=Karlskrona;Värmland=Karlstad;Hälsingland=Hudiksvall;Östergötland=Linköping
        """,
        "DK": """
        Lolland=Maribo;Guldborgsund=Nykøbing Falster;Bornholm=Rønne;Langeland=Rudkøbing;Ærø=Ærøskøbing;Mors|Morsø=Nykøbing Mors;Samsø=Tranebjerg;Læsø=Byrum;Fanø=Nordby;Vesthimmerland=Aars;Mariagerfjord=Hobro;Norddjurs=Grenaa;Syddjurs=Ebeltoft;Furesø=Værløse;Rudersdal=Birkerød
        Egedal=Ølstykke;Gribskov=Helsinge;Halsnæs=Frederiksværk;Lejre=Lejre;Odsherred=Højby;Stevns=Store Heddinge;Faxe=Haslev;Møn=Stege;Jammerbugt=Brovst;Ikast-Brande=Ikast;Nordfyn|Nordfyns=Bogense;Faaborg-Midtfyn=Ringe;Greve=Greve;Solrød=Solrød Strand
        """,
        "FI":
            "Korsholm|Mustasaari=Sepänkylä;Raseborg|Raasepori=Ekenäs;Sipoo|Sibbo=Nikkilä;Kirkkonummi=Kirkkonummi;Pargas=Parainen;Kimitoön=Kimito;Koillismaa=Kuusamo;Uusimaa=Helsinki;Pirkanmaa=Tampere;Lapland=Rovaniemi",
        "BE": """
        Walloon Brabant|Brabant wallon=Wavre;Flemish Brabant|Vlaams-Brabant=Leuven;Hainaut=Mons;East Flanders=Gent;West Flanders=Brugge;Kruisem=Kruishoutem;Pelt=Overpelt;Oudsbergen=Opglabbeek;Lievegem=Waarschoot;Puurs-Sint-Amands=Puurs
        """,
        "AU": """
        Central Highlands=Emerald;Holdfast Bay=Brighton;Shoalhaven=Nowra;Southern Downs=Warwick;Cockburn=Spearwood;Hume=Broadmeadows;Moreland=Coburg;Darebin=Preston;Whitehorse=Nunawading;Kingston=Cheltenham;Monash=Glen Waverley;Boroondara=Camberwell;Moonee Valley=Moonee Ponds
        Gold Coast City=Gold Coast;Moreton Bay=Caboolture;Sunshine Coast=Maroochydore;Lockyer Valley=Gatton;Scenic Rim=Beaudesert;Whitsunday=Proserpine;Eurobodalla=Moruya;Snowy Monaro=Cooma;Wingecarribee=Moss Vale;Wollondilly=Picton;Hills Shire=Castle Hill;Ku-ring-gai=Gordon
        Canada Bay=Drummoyne;Inner West=Leichhardt;Northern Beaches=Manly;Sutherland Shire=Sutherland;Clarence Valley=Grafton;Mid-Western=Mudgee;Upper Hunter=Scone;Mitchell Shire=Broadford;Yarra Ranges=Lilydale;Latrobe=Morwell;Wellington Shire=Sale;Surf Coast=Torquay;Greater Shepparton=Shepparton
        Onkaparinga=Noarlunga;Barossa=Nuriootpa;Light=Kapunda;Salisbury City=Salisbury;Swan=Midland;Stirling=Stirling;Wanneroo=Wanneroo;Manjimup=Manjimup;Joondalup=Joondalup;Glenorchy=Glenorchy;Kingborough=Kingston;Huon Valley=Huonville;Meander Valley=Westbury
        """,
        "NZ":
            "Tasman=Richmond;Southland=Invercargill;Westland=Hokitika;Clutha=Balclutha;Selwyn=Rolleston;Waimakariri=Rangiora;Mackenzie=Fairlie;Hauraki=Paeroa;Waikato=Ngāruawāhia;Horowhenua=Levin;Tararua=Dannevirke;Kāpiti Coast=Paraparaumu;Matamata-Piako=Te Aroha;Waitaki=Oamaru;Hutt City=Lower Hutt;Queenstown-Lakes=Queenstown;Far North=Kaikohe;Western Bay of Plenty=Tauranga;Central Otago=Alexandra",
        "US": """
        Cook County=Chicago;Miami-Dade County=Miami;Williamson County=Franklin;Kittitas County=Ellensburg;Thurston County=Olympia;King County=Seattle;Los Angeles County=Los Angeles;Maricopa County=Phoenix;Harris County=Houston;Fairfax County=Fairfax;Loudoun County=Leesburg;Prince William County=Manassas
        Montgomery County=Rockville;Prince George's County=Upper Marlboro;Anne Arundel County=Annapolis;Baltimore County=Towson;Howard County=Ellicott City;Westchester County=White Plains;Suffolk County=Riverhead;Nassau County=Mineola;Orange County=Santa Ana;Alameda County=Oakland;Contra Costa County=Martinez
        San Mateo County=Redwood City;Marin County=San Rafael;Sonoma County=Santa Rosa;Broward County=Fort Lauderdale;Palm Beach County=West Palm Beach;Pinellas County=Clearwater;Hillsborough County=Tampa;Fulton County=Atlanta;DeKalb County=Decatur;Gwinnett County=Lawrenceville;Cobb County=Marietta
        Wayne County=Detroit;Oakland County=Pontiac;Hennepin County=Minneapolis;Ramsey County=Saint Paul;Allegheny County=Pittsburgh;Bucks County=Doylestown;Cuyahoga County=Cleveland;Hamilton County=Cincinnati;Dallas County=Dallas;Tarrant County=Fort Worth;Bexar County=San Antonio;Travis County=Austin
        Clark County=Las Vegas;Salt Lake County=Salt Lake City;Pima County=Tucson;Multnomah County=Portland;Clackamas County=Oregon City;Snohomish County=Everett;Pierce County=Tacoma;Spokane County=Spokane;Mecklenburg County=Charlotte;Wake County=Raleigh;Shelby County=Memphis;Davidson County=Nashville
        Maui County=Wailuku;Kauai=Lihue;Kauai County=Lihue;Hawaii County=Hilo;Oahu=Honolulu;Long Island=Hempstead;Cape Cod=Barnstable
        """,
        "ES":
            "Vizcaya|Biscay|Bizkaia=Bilbao;Gipuzkoa|Guipúzcoa=Donostia;Álava|Araba=Vitoria-Gasteiz;Navarre|Navarra=Pamplona;Asturias=Oviedo;Cantabria=Santander;La Rioja=Logroño;Castile and León|Castilla y León=Valladolid;Castilla-La Mancha=Toledo;Extremadura=Mérida;Galicia=Santiago de Compostela;Catalonia=Barcelona;Andalusia|Andalucía=Sevilla;Aragon|Aragón=Zaragoza;Menorca=Mahón;Ibiza=Ibiza;Gran Canaria=Las Palmas de Gran Canaria;Tenerife=Santa Cruz de Tenerife",
        "IT":
            "Umbria=Perugia;Marche=Ancona;Molise=Campobasso;Basilicata=Potenza;Abruzzo=L'Aquila;Calabria=Catanzaro;Apulia|Puglia=Bari;Sardinia=Cagliari;Sicily=Palermo;Liguria=Genova;Lombardy=Milano;Piedmont=Torino;Veneto=Venezia;Friuli-Venezia Giulia=Trieste;Trentino=Trento;South Tyrol|Südtirol=Bolzano;Aosta Valley=Aosta;Emilia-Romagna=Bologna;Tuscany=Firenze;Lazio=Roma;Campania=Napoli;Valsamoggia=Bazzano;Terre Roveresche=Orciano di Pesaro",
        "CH":
            "Ticino=Bellinzona;Vaud=Lausanne;Valais=Sion;Graubünden|Grisons=Chur;Aargau=Aarau;Thurgau=Frauenfeld;Jura=Delémont;Uri=Altdorf;Nidwalden=Stans;Obwalden=Sarnen;Appenzell Ausserrhoden=Herisau;Basel-Landschaft=Liestal;Val-de-Travers=Couvet;Val-de-Ruz=Cernier",
        "AT":
            "Burgenland=Eisenstadt;Carinthia|Kärnten=Klagenfurt;Lower Austria|Niederösterreich=Sankt Pölten;Upper Austria|Oberösterreich=Linz;Styria|Steiermark=Graz;Tyrol|Tirol=Innsbruck;Vorarlberg=Bregenz",
        "GR":
            "Cephalonia|Kefalonia=Argostóli;Lesbos=Mytilíni;Samos=Sámos;Crete=Irákleion;Euboea=Chalkída;Zakynthos=Zákynthos;Achaea=Pátra;Attica=Athína;Messenia=Kalamáta;Laconia=Spárti;Arcadia=Trípoli;Argolis=Náfplio;Boeotia=Livadeiá;Thessaly=Lárisa;Epirus=Ioánnina;Dodecanese=Ródos;Delphi=Delfoí;Pylos-Nestor=Pýlos;Oichalia=Meligalás",
        "IL":
            "Mateh Yehuda=Bet Shemesh;Emek Hefer=Kfar Monash;Jezreel Valley=‘Afula;Hof Ashkelon=Ashqelon;Upper Galilee=Qiryat Shemona;Misgav=Karmi’el;Golan=Katzrin;Eshkol=Ofaqim;Sha'ar HaNegev=Sederot;Drom HaSharon=Hod HaSharon;Gezer=Bet H̱ashmonay;Merhavim=Ofaqim",
        "EE":
            "Viru-Nigula=Kunda;Põhja-Pärnumaa=Vändra;Põhja-Sakala=Suure-Jaani;Saaremaa=Kuressaare;Hiiumaa=Kärdla;Lääne-Nigula=Taebla;Alutaguse=Iisaku;Lüganuse=Kiviõli;Toila=Toila;Kastre=Kurepalu;Peipsiääre=Alatskivi;Lääneranna=Lihula;Setomaa=Värska;Harku=Tabasalu;Viimsi=Haabneeme;Rae=Jüri;Saku=Saku;Ida-Viru=Jõhvi;Harju=Tallinn",
        "PL":
            "Masovian Voivodeship=Warsaw;Pomeranian Voivodeship=Gdańsk;Silesian Voivodeship=Katowice;Lesser Poland=Kraków;Greater Poland=Poznań;Lower Silesia=Wrocław;Podlaskie Voivodeship=Białystok;Warmian-Masurian Voivodeship=Olsztyn;Kuyavian-Pomeranian Voivodeship=Bydgoszcz",
        "CA":
            "Prince Edward Island=Charlottetown;Prince Edward County=Picton;Renfrew County=Pembroke;Simcoe County=Barrie;Niagara=Thorold;Waterloo Region=Kitchener;Halton=Oakville;Peel=Brampton;York Region=Newmarket;Durham Region=Whitby;Muskoka=Bracebridge;Cape Breton=Sydney;Clarington=Bowmanville;Chatham-Kent=Chatham;Norfolk County=Simcoe;Strathcona County=Sherwood Park;Wood Buffalo=Fort McMurray",
        "AR":
            "Vicente López=Olivos;La Matanza=San Justo;General Pueyrredón=Mar del Plata;Tres de Febrero=Caseros;General San Martín=San Martín;Almirante Brown=Adrogué;Florencio Varela=San Juan Bautista",
        "BR":
            "Alagoas=Maceió;Acre=Rio Branco;Amapá=Macapá;Bahia=Salvador;Ceará=Fortaleza;Espírito Santo=Vitória;Goiás=Goiânia;Maranhão=São Luís;Mato Grosso=Cuiabá;Mato Grosso do Sul=Campo Grande;Minas Gerais=Belo Horizonte;Pará=Belém;Paraíba=João Pessoa;Paraná=Curitiba;Pernambuco=Recife;Piauí=Teresina;Rio Grande do Norte=Natal;Rio Grande do Sul=Porto Alegre;Rondônia=Porto Velho;Roraima=Boa Vista;Santa Catarina=Florianópolis;Sergipe=Aracaju;Tocantins=Palmas",
        "TR": "Altındağ=Ankara;Hatay=Antakya;Kocaeli=İzmit;Sakarya=Adapazarı",
        "MX": "Yucatán=Mérida;Jalisco=Guadalajara;Quintana Roo=Chetumal;Nuevo León=Monterrey",
    ]
}
