"""What is typed in the one box: drawn from the rows with a fixed seed, also with letters wrong and spelt by ear."""

from collections.abc import Callable
from random import Random
from typing import Any

from voordeur.kernel import seeds

# (what is typed, kind and key of what is meant or None)
Question = tuple[str, tuple[str, int] | None]


def questions(rounds: int, seed: int) -> dict[str, list[Question]]:
    """What is asked, by what one knows."""
    from voordeur.contact.models import ContactMoment
    from voordeur.finding.rules.folding import fold
    from voordeur.homes.models import Dwelling, Tenancy
    from voordeur.parties.models import Person
    from voordeur.repairs.models import Repair

    draw = seeds.stream(seed, "questions")
    renting = Tenancy.objects.filter(ended_on=None, household__members__role="HUU")
    pairs = list(renting.values_list("household__members__person_id", "dwelling_id"))
    chosen = draw.sample(pairs, min(rounds, len(pairs)))
    people, homes = Person.objects.in_bulk([one for one, _ in chosen]), Dwelling.objects.in_bulk([h for _, h in chosen])
    both = [(people[person], homes[home]) for person, home in chosen]
    repairs = Repair.objects.in_bulk(draw.sample(range(1, Repair.objects.count() + 1), rounds)).values()
    rare = list(
        ContactMoment.objects.filter(note__contains="Ging over", note__endswith=".").order_by("-pk")[: rounds * 30]
    )
    noted = draw.sample(rare, min(rounds, len(rare)))

    def about(read: Callable[[Any, Any], str]) -> list[Question]:
        asked = [(read(person, home), ("people", person.pk)) for person, home in both]
        # Some people have no telephone or no mail address.
        return [(text, meant) for text, meant in asked if len(text) > 1]

    def at(read: Callable[[Any], str]) -> list[Question]:
        return [(read(home), ("homes", home.pk)) for _person, home in both]

    return {
        "Full name": about(lambda person, _home: person.full_name),
        "Last name and street": about(lambda person, home: f"{person.last_name} {home.street}"),
        "Last name and house number": about(lambda person, home: f"{person.last_name} {home.number}"),
        "Street and number": at(lambda home: home.address),
        "Postcode and number": at(lambda home: f"{home.postcode[:4]} {home.postcode[4:]} {home.house_number}"),
        "Telephone, whole": about(lambda person, _home: "0" + person.phone.removeprefix("+31")),
        "Telephone, last six digits": about(lambda person, _home: person.phone[-6:]),
        "Telephone, last four digits and name": about(lambda one, _home: f"{one.last_name} {one.phone[-4:]}"),
        "E-mail": about(lambda person, _home: person.email),
        "Case number": [(repair.number, ("repairs", repair.pk)) for repair in repairs],
        "A rare word and number of a note": [
            (str(one.note).partition("Ging over ")[2], ("contacts", one.pk)) for one in noted
        ],
        "Name without accents, in capitals": about(lambda one, _home: fold(one.full_name).upper()),
        "Full name, a letter wrong": about(lambda one, _home: f"{one.first_name} {wrong(one.last_name, draw)}"),
        "Full name, two letters wrong": about(
            lambda one, _home: f"{one.first_name} {wrong(wrong(one.last_name, draw), draw)}"
        ),
        "Full name, as heard": about(lambda person, _home: f"{person.first_name} {heard(person.last_name, draw)}"),
        "Street with a letter wrong, and number": at(lambda home: f"{wrong(home.street, draw)} {home.house_number}"),
        "Last name alone": [(person.last_name, None) for person, _home in both],
        "First three letters": [(fold(person.last_name)[:3], None) for person, _home in both],
        "First two letters": [(fold(person.last_name)[:2], None) for person, _home in both],
        "A word of many notes": [(draw.choice(("lekkage", "buurman", "monteur", "schimmel")), None) for _ in both],
        "Nobody is called this": [("".join(draw.choices("bcdfghjklm", k=7)), None) for _ in both],
    }


def wrong(word: str, draw: Random) -> str:
    """The word with a letter dropped, doubled, swapped or replaced; never the first."""
    if len(word) < 3:
        return word
    at = draw.randrange(1, len(word) - 1)
    letter = draw.choice("aeionrst")
    ways = (
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )  # fmt: skip
    return draw.choice(ways)


HEARD = (
    ("ij", "ei"), ("ei", "ij"), ("au", "ou"), ("ou", "au"), ("y", "ij"), ("ck", "k"), ("ph", "f"), ("v", "f"),
    ("z", "s"), ("dt", "t"), ("sch", "sg"), ("ch", "g"), ("ss", "s"), ("s", "ss"), ("th", "t"), ("k", "ck"),
    ("aa", "a"), ("oo", "o"), ("ee", "e"), ("t", "tt"), ("l", "ll"), ("n", "nn"),
)  # fmt: skip


def heard(word: str, draw: Random) -> str:
    """The word as somebody spells it who only heard it."""
    low = word.lower()
    fitting = [(said, other) for said, other in HEARD if said in low[1:]]
    if not fitting:
        return wrong(word, draw)
    said, other = draw.choice(fitting)
    at = low.index(said, 1)
    return low[:at] + other + low[at + len(said) :]
