"""The countries that the demo company sells to: how places, streets, people and shops are called there. All made up."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Market:
    """A country as the demo has it; `share` is its part of the customers."""

    country: str
    currency: str
    language: str
    share: int
    cities: tuple[tuple[str, str, str | None], ...]
    streets: tuple[str, ...]
    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    shops: tuple[str, ...]
    dialling_code: str
    street_first: bool = True


_GERMAN_SHOPS = (
    "Café {}", "Kaffeehaus {}", "Hotel {}", "Rösthaus {}", "Feinkost {}", "Bäckerei {}", "Bürohaus {}", "Teestube {}",
    "Gasthof {}", "Haus & Herd {}",
)  # fmt: skip

MARKETS: Final = (
    Market(
        "AT", "EUR", "de", 36,
        (("Wien", "1020", None), ("Wien", "1070", None), ("Wien", "1150", None), ("Graz", "8010", "Steiermark"),
         ("Linz", "4020", "Oberösterreich"), ("Salzburg", "5020", "Salzburg"), ("Innsbruck", "6020", "Tirol"),
         ("Klagenfurt", "9020", "Kärnten")),
        ("Lindengasse", "Am Mühlbach", "Rosenweg", "Feldgasse", "Obere Zeile", "Kirchenplatz", "Uferstraße", "Neubaugasse"),
        ("Anna", "Florian", "Theresa", "Markus", "Johanna", "Elias", "Magdalena", "Simon", "Verena", "Paul", "Nora", "Jakob"),
        ("Haslacher", "Obermoser", "Prandstätter", "Lechthaler", "Wimberger", "Kaltenegg", "Sonnleitner", "Trattnig",
         "Rauchegger", "Vösenhuber", "Dornbach", "Zirmbach"),
        _GERMAN_SHOPS, "+43 1 555",
    ),
    Market(
        "DE", "EUR", "de", 22,
        (("München", "80331", "Bayern"), ("Berlin", "10435", "Berlin"), ("Hamburg", "20357", "Hamburg"),
         ("Köln", "50674", "Nordrhein-Westfalen"), ("Leipzig", "04109", "Sachsen"), ("Freiburg", "79098", "Baden-Württemberg")),
        ("Ahornallee", "Schillerweg", "Marktgasse", "Am Alten Hafen", "Turmstraße", "Wiesenring"),
        ("Lena", "Jonas", "Katrin", "Felix", "Mareike", "Henning", "Sabine", "Till", "Greta", "Malte"),
        ("Brinkhoff", "Ostermeyer", "Kallweit", "Siebenrock", "Dirkholz", "Vogelsang", "Lauterborn", "Marquart", "Tiedgen", "Raabe"),
        _GERMAN_SHOPS, "+49 30 555",
    ),
    Market(
        "CH", "CHF", "de", 10,
        (("Zürich", "8004", "ZH"), ("Bern", "3011", "BE"), ("Basel", "4051", "BS"), ("Luzern", "6003", "LU")),
        ("Seefeldgasse", "Rebweg", "Spalenhof", "Gerbergasse"),
        ("Urs", "Regula", "Beat", "Seraina", "Flurin", "Corinne"),
        ("Bärtschler", "Zumoberhaus", "Inderbitz", "Caflitsch", "Rüttiger", "Wyssling"),
        _GERMAN_SHOPS, "+41 44 555",
    ),
    Market(
        "IT", "EUR", "it", 9,
        (("Bolzano", "39100", "BZ"), ("Verona", "37121", "VR"), ("Trieste", "34121", "TS"), ("Milano", "20121", "MI")),
        ("Via dei Tigli", "Corso Lungo", "Vicolo del Pozzo", "Piazza Nuova"),
        ("Giulia", "Marco", "Elisa", "Davide", "Chiara", "Nicolò"),
        ("Bellaspiga", "Tremolada", "Zanforlin", "Cavallero", "Monteduro", "Pellegrotti"),
        ("Caffè {}", "Pasticceria {}", "Albergo {}", "Bottega {}", "Torrefazione {}"), "+39 045 555",
    ),
    Market(
        "FR", "EUR", "fr", 7,
        (("Lyon", "69002", None), ("Strasbourg", "67000", None), ("Paris", "75011", None)),
        ("rue des Lilas", "quai du Moulin", "place Haute", "rue du Four"),
        ("Camille", "Julien", "Margaux", "Antoine", "Élodie", "Rémi"),
        ("Desmarais", "Lachenal", "Vauquelle", "Bonnardot", "Peyrissac", "Thévenay"),
        ("Café {}", "Épicerie {}", "Hôtel {}", "Maison {}"), "+33 1 99 00", street_first=False,
    ),
    Market(
        "GB", "GBP", "en", 6,
        (("London", "E8 4QN", None), ("Bristol", "BS1 5TR", None), ("Edinburgh", "EH6 6QU", None)),
        ("Mill Lane", "Tanner Row", "Harbour Street", "Orchard Close"),
        ("Imogen", "Rhys", "Poppy", "Callum", "Beatrice", "Owen"),
        ("Thistlewood", "Harrowgate", "Pemberley", "Ashcombe", "Fenwright", "Lockhurst"),
        ("{} Coffee Rooms", "{} & Daughters", "The {} Hotel", "{} Kitchen Supply"), "+44 20 7946", street_first=False,
    ),
    Market(
        "US", "USD", "en", 6,
        (("Portland", "97209", "OR"), ("Chicago", "60607", "IL"), ("Brooklyn", "11222", "NY")),
        ("Alder Street", "Foundry Avenue", "Juniper Court", "Lakeview Drive"),
        ("Harper", "Mason", "Chloe", "Wyatt", "Naomi", "Dylan"),
        ("Callowhill", "Brightwater", "Ostrander", "Delacorte", "Whitlowe", "Marchbanks"),
        ("{} Coffee Bar", "{} Provisions", "{} Roasters", "{} House"), "+1 503 555", street_first=False,
    ),
    Market(
        "JP", "JPY", "ja", 3,
        (("Kyoto", "604-8001", None), ("Tokyo", "150-0011", None)),
        ("Sakura-dori", "Kawabata", "Yamate"),
        ("Yuki", "Haruka", "Ren", "Sora"),
        ("Kirishiro", "Asanuma", "Hoshikawa", "Takamine"),
        ("Kissa {}", "{} Shoten", "{} Ryokan"), "+81 3 5550",
    ),
    Market(
        "KW", "KWD", "en", 1,
        (("Kuwait City", "13001", None),),
        ("Palm Court", "Gulf Walk"),
        ("Dalal", "Yousef"),
        ("Al-Sharqan", "Al-Mazyad"),
        ("{} Trading", "{} Café"), "+965 2555",
    ),
)  # fmt: skip
