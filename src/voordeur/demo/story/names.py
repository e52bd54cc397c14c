"""Names of streets: themes as Dutch towns use them, drawn so that no two streets of the town share a name."""

from collections.abc import Iterator

from voordeur.kernel import seeds

THEMES: dict[str, list[str]] = {
    "Componisten": ["Bach", "Mozart", "Haydn", "Händel", "Chopin", "Schubert", "Vivaldi", "Sweelinck", "Mahler", "Brahms", "Verdi", "Wagenaar", "Diepenbrock", "Röntgen", "Mendelssohn", "Ravel", "Debussy", "Puccini", "Rossini", "Bizet"],
    "Bomen": ["Eiken", "Linden", "Beuken", "Iepen", "Essen", "Populieren", "Kastanje", "Berken", "Wilgen", "Elzen", "Esdoorn", "Acacia", "Lijsterbes", "Hazelaar", "Meidoorn", "Vlier", "Larix", "Dennen", "Sparren", "Olmen"],
    "Zeehelden": ["Tromp", "DeRuyter", "PietHein", "VanSpeijk", "VanGalen", "Evertsen", "Kortenaer", "Banckert", "DeWith", "VanGhent", "Heemskerck", "Barentsz", "VanKinsbergen", "Zoutman", "Bontekoe", "Houtman", "VanNes", "VanDoorn", "Brakel", "Aylva"],
    "Vogels": ["Merel", "Lijster", "Vink", "Mees", "Zwaluw", "Kievit", "Grutto", "Wulp", "Leeuwerik", "Reiger", "Specht", "Roodborst", "Spreeuw", "Nachtegaal", "Ekster", "Kwikstaart", "Koekoek", "Sperwer", "Buizerd", "Valk"],
    "Schilders": ["Rembrandt", "Vermeer", "FransHals", "JanSteen", "Ruisdael", "Hobbema", "Jongkind", "Mesdag", "Mauve", "Israëls", "Breitner", "Toorop", "Mondriaan", "VanGogh", "Potter", "VanGoyen", "Metsu", "Terborch", "Cuyp", "Fabritius"],
    "Bloemen": ["Rozen", "Tulpen", "Anjer", "Narcissen", "Hyacinten", "Krokus", "Dahlia", "Lelie", "Violen", "Aster", "Iris", "Fresia", "Margriet", "Lavendel", "Jasmijn", "Klaver", "Korenbloem", "Papaver", "Zonnebloem", "Sering"],
    "Schrijvers": ["Vondel", "Bilderdijk", "Multatuli", "Couperus", "Nescio", "Hooft", "Huygens", "Cats", "Bredero", "Potgieter", "Staring", "Tollens", "DaCosta", "Gorter", "Kloos", "Perk", "VanEeden", "Marsman", "Slauerhoff", "Vasalis"],
    "Rivieren": ["Rijn", "Maas", "Waal", "IJssel", "Lek", "Linge", "Eem", "Vecht", "Amstel", "Dommel", "Dinkel", "Regge", "Schelde", "Donge", "Merwede", "Berkel", "Drecht", "Kromme", "Zaan", "Rotte"],
    "Geleerden": ["Musschenbroek", "Lorentz", "Kamerlingh", "Boerhaave", "Leeuwenhoek", "Stevin", "Snellius", "Swammerdam", "Zeeman", "Einthoven", "Eijkman", "Zernike", "VantHoff", "DeVries", "Beijerinck", "Buys", "Kapteyn", "Tinbergen", "Keesom", "Oort"],
    "Dieren": ["Hazen", "Vossen", "Reeën", "Dassen", "Otter", "Bever", "Egel", "Wezel", "Marter", "Hermelijn", "Eekhoorn", "Konijnen", "Herten", "Lynx", "Wolven", "Zwijn", "Muizen", "Mollen", "Bunzing", "Ree"],
    "Molens": ["Korenmolen", "Zaagmolen", "Oliemolen", "Wipmolen", "Poldermolen", "Standerd", "Bovenkruier", "Stelling", "Wieken", "Kruirad", "Molensteen", "Vijzel", "Scheprad", "Rosmolen", "Papiermolen", "Volmolen", "Tjasker", "Beltmolen", "Mosterd", "Trap"],
    "Ambachten": ["Smeden", "Bakkers", "Kuipers", "Wevers", "Mandenmakers", "Timmerlieden", "Metselaars", "Molenaars", "Schippers", "Vissers", "Touwslagers", "Leerlooiers", "Wagenmakers", "Klompenmakers", "Pottenbakkers", "Zilversmeden", "Glasblazers", "Rietdekkers", "Kaarsenmakers", "Hoefsmeden"],
}

ENDINGS = ("straat", "laan", "weg", "hof", "pad", "plein", "singel", "dreef", "kade", "steeg", "plantsoen", "park")
_SPACED = {"DeRuyter": "De Ruyter", "PietHein": "Piet Hein", "VanSpeijk": "Van Speijk", "VanGalen": "Van Galen"}


def _spaced(name: str) -> str:
    """`VanGoyen` as it stands on a sign: `Van Goyen`."""
    known = _SPACED.get(name)
    if known:
        return known
    letters = [f" {sign}" if place and sign.isupper() and name[:2] != "IJ" else sign for place, sign in enumerate(name)]
    return "".join(letters)


def neighbourhoods(seed: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Endlessly: a theme with its streets. A theme that comes back goes on with other endings."""
    rng = seeds.stream(seed, "street names")
    themes = list(THEMES)
    rng.shuffle(themes)
    streets = {theme: _streets(seed, theme) for theme in themes}
    round_number = 1
    while True:
        for theme in themes:
            suffix = "" if round_number == 1 else f" {round_number}"
            yield f"{theme}buurt{suffix}", streets[theme]
        round_number += 1


def _streets(seed: int, theme: str) -> Iterator[str]:
    rng = seeds.stream(seed, "street names", theme)
    names = list(THEMES[theme])
    for shift in range(len(ENDINGS)):
        rng.shuffle(names)
        for name in names:
            place = THEMES[theme].index(name)
            yield f"{_spaced(name)}{ENDINGS[(place * 5 + shift) % len(ENDINGS)]}"
    for number in range(1, 1000):
        yield f"{_spaced(names[number % len(names)])}erf {number}"
