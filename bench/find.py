"""Server time of the one box, on SQLite and on PostgreSQL, and how often who was meant is among what is shown.

    python bench/find.py                                     # both databases, 50,000 homes, a million contacts
    python bench/find.py --homes 2500 --contacts 50000 --rounds 20 --databases sqlite

Each database is built in a process of its own (homes, people and tenancies as in the example association, repairs and
contacts drawn beside them), indexed by the product's own services, and asked through the whole stack of a page:
session, rights, the index, the rooms that show what was found, the template. The question is htmx's, as somebody types.
Every question is drawn from the rows with a fixed seed; those with a mistake have letters wrong, or are spelt by ear.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

from find_questions import questions

from voordeur.kernel import seeds

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MS = 100.0
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
REPAIRS_PER_HOME = 1.3
# So many contacts are drawn; more of them are copies with another person, another home and a number of their own.
DRAWN = 50_000
RARE_SHARE = 0.05
# What is also looked for without an index.
BESIDE = "A rare word and number of a note"
# What a copy has of the contact that it is made of.
COPIED = (
    "channel", "direction", "subject", "case_kind", "seconds", "is_open", "is_solved_at_once", "why_not_solved",
    "source", "at",
)  # fmt: skip
OPENINGS = ("Belt omdat", "Vraagt wat te doen als", "Meldt dat", "Mailt dat", "Komt langs: zegt dat", "Belt opnieuw,")
MATTERS = (
    "de lekkage in de badkamer terug is", "het plafond vochtig blijft", "de buurman harde muziek draait",
    "de huur dubbel is afgeschreven", "er muizen in de schuur zitten", "de monteur niet is gekomen",
    "de lift weer stilstaat", "de sleutel van de berging kwijt is", "de boiler geen warm water geeft",
    "er schimmel op de muur van de slaapkamer staat", "de voordeur klemt", "het portiek niet schoon is",
    "een dakpan los ligt na de storm", "de meterstand niet klopt", "zij graag een andere woning wil",
    "de tuin van de buren verwilderd is", "het licht in de galerij kapot is", "de afzuigkap niet werkt",
)  # fmt: skip
ENDINGS = (
    "Uitgelegd.", "Afspraak gemaakt.", "Teruggebeld.", "Gevraagd om een foto.", "Doorgezet naar de wijkbeheerder.",
    "Wil voor vrijdag antwoord.", "Is alleen in de ochtend thuis.", "Heeft een hond.", "Belt liever niet zelf.",
)  # fmt: skip
RARE = ("vos", "zonnescherm", "trapleuning", "wespennest", "asbestplaat", "duivenpaar", "regenton", "brievenbus")


def build(*, homes: int, contacts: int, seed: int) -> dict[str, Any]:
    """Rows of everything that can be found, and the index over them; returns how many and how long."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from voordeur.config.findable import FINDABLE
    from voordeur.demo.story import people, town
    from voordeur.demo.story.rows import Rows
    from voordeur.finding import services

    call_command("migrate", verbosity=0)
    say("rows")
    with transaction.atomic():
        rows = Rows()
        dwellings = town.build(rows, homes=homes, seed=seed, today=NOW.date())
        folk = people.People(rows, seed=seed, today=NOW.date())
        stays = people.settle(rows, folk, dwellings, today=NOW.date())
        rows.flush()
        rows.reset_sequences()
    lived = [(stay.row.dwelling_id, stay.main.pk, stay.row.pk) for home in stays.values() for stay in home]
    draw = seeds.stream(seed, "bench")
    _repairs(lived, round(homes * REPAIRS_PER_HOME), draw)
    _contacts(lived, contacts, draw)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    indexed = {}
    for source in FINDABLE:
        began = time.monotonic()
        indexed[source.kind] = {"entries": services.fill(source.kind), "seconds": round(time.monotonic() - began, 1)}
        say(f"indexed {source.kind}: {indexed[source.kind]}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"indexed": indexed}


def counted() -> dict[str, Any]:
    """How much there is to find."""
    from voordeur.contact.models import ContactMoment
    from voordeur.finding.models import Entry, SpeltWord
    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import Person
    from voordeur.repairs.models import Repair

    kinds = {"homes": Dwelling, "people": Person, "repairs": Repair, "contacts": ContactMoment, "entries": Entry}
    return {name: model.objects.count() for name, model in kinds.items()} | {
        "spelt": SpeltWord.objects.count(),
        "indexed": {},
    }


def _repairs(lived: list[tuple[int, int, int]], count: int, draw: Random) -> None:
    from voordeur.policy import presets
    from voordeur.promises.models import PolicyVersion
    from voordeur.repairs.models import Repair
    from voordeur.repairs.rules import tree

    version = PolicyVersion.objects.create(
        starts_at=NOW - timedelta(days=400), name="gepast", text=presets.dump(presets.load("gepast")), created_at=NOW
    )
    paths = sorted(tree.paths(tree.load()))
    made = []
    for number in range(count):
        home, person, tenancy = draw.choice(lived)
        at = NOW - timedelta(minutes=(count - number) * 8)
        made.append(
            Repair(
                dwelling_id=home,
                tenancy_id=tenancy,
                reporter_id=person,
                channel="TEL",
                path=draw.choice(paths),
                description=draw.choice(MATTERS),
                urgency="normal",
                trade="LOO",
                minutes=45,
                payer="landlord",
                status="closed" if number < count * 0.97 else "accepted",
                policy_version=version,
                reported_at=at,
                due_at=at + timedelta(days=8),
            )
        )
    Repair.objects.bulk_create(made, batch_size=2000)


def _contacts(lived: list[tuple[int, int, int]], count: int, draw: Random) -> None:
    """Contacts with notes: some are drawn, the others are those again at another time, with another person and home."""
    from django.db import connection

    from voordeur.contact.models import ContactMoment

    drawn = min(count, DRAWN)
    made = []
    for number in range(drawn):
        home, person, _tenancy = draw.choice(lived)
        rare = f" Ging over {draw.choice(RARE)} {draw.randrange(1000, 9999)}." if draw.random() < RARE_SHARE else ""
        note = f"{draw.choice(OPENINGS)} {draw.choice(MATTERS)}. {draw.choice(ENDINGS)}{rare}"
        made.append(
            ContactMoment(
                channel="TEL",
                subject="other",
                person_id=person,
                dwelling_id=home,
                note=note,
                seconds=240,
                at=NOW - timedelta(seconds=(drawn - number) * 31),
                is_solved_at_once=True,
            )
        )
    ContactMoment.objects.bulk_create(made, batch_size=4000)
    copied = ", ".join(f"a.{name}" for name in COPIED)
    with connection.cursor() as cursor:
        for turn in range(1, -(-count // drawn)):
            cursor.execute(
                f"INSERT INTO contact_contactmoment (person_id, dwelling_id, note, {', '.join(COPIED)})"  # noqa: S608 - names of columns
                f" SELECT b.person_id, b.dwelling_id, a.note || %s, {copied} FROM contact_contactmoment a"
                " JOIN contact_contactmoment b ON b.id = %s - a.id WHERE a.id <= %s",
                [f" Nr {turn}.", drawn + 1, min(drawn, count - turn * drawn)],
            )
    say(f"{ContactMoment.objects.count()} contacts")


def processor() -> Callable[[], float]:
    """A reader of the milliseconds that this process, and on PostgreSQL the one that answers it, were at work."""
    from django.db import connection

    spent = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def read() -> float:
        other = int(spent.read_text().split()[0]) / 1e6 if spent else 0.0
        return time.process_time() * 1000 + other

    return read


def measure(rounds: int, seed: int) -> dict[str, dict[str, Any]]:
    """Every question once, mixed, after each was asked once to warm up: server time and whether it was shown."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from voordeur.finding.queries.finding import find
    from voordeur.finding.views import AT_ONCE
    from voordeur.parties.models import User
    from voordeur.parties.rules import Role

    settings.STAFF_SECOND_FACTOR = False
    agent = User.objects.filter(email="bench@example.org").first() or User.objects.create_user(
        "bench@example.org", name="Bench", role=Role.CONTACT_AGENT
    )
    client = Client(headers={"HX-Request": "true"})
    client.force_login(agent)
    asked = questions(rounds, seed)
    for group in asked.values():
        client.get(reverse("finding:page"), {"q": group[-1][0]})
    mixed = [(name, question) for name, group in asked.items() for question in group]
    seeds.stream(seed, "order").shuffle(mixed)
    times: dict[str, list[float]] = {name: [] for name in asked}
    clock: dict[str, list[float]] = {name: [] for name in asked}
    shown: dict[str, list[bool]] = {name: [] for name in asked}
    worked = processor()
    for name, (text, meant) in mixed:
        began, before = time.perf_counter(), worked()
        answer = client.get(reverse("finding:page"), {"q": text})
        times[name].append(worked() - before)
        clock[name].append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, text
        if meant is not None:
            found = find(text, user=agent, day=NOW.date(), most=AT_ONCE)
            shown[name].append(meant in {(hit.kind, hit.object_id) for group in found.groups for hit in group.hits})
    return {
        name: {
            "median": median(one),
            "p95": quantiles(one, n=20)[-1],
            "most": max(one),
            "clock": [median(clock[name]), quantiles(clock[name], n=20)[-1]],
            "shown": sum(shown[name]) / len(shown[name]) if shown[name] else None,
        }
        for name, one in times.items()
    }


def plain(rounds: int, seed: int) -> dict[str, float]:
    """The rare words of a note by reading through the notes, as a search without an index does: median in ms."""
    from voordeur.contact.models import ContactMoment

    took = []
    worked = processor()
    for text, _meant in questions(rounds, seed)[BESIDE][:10]:
        began = worked()
        list(ContactMoment.objects.filter(note__icontains=text).order_by("-pk")[:6])
        took.append(worked() - began)
    return {"median": median(took)}


def one(arguments: argparse.Namespace) -> None:
    """Build and measure the database of DATABASE_URL; prints JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
    django.setup()
    size = {} if arguments.again else build(homes=arguments.homes, contacts=arguments.contacts, seed=arguments.seed)
    say("asking")
    json.dump(
        {
            "size": {**counted(), **size},
            "asked": measure(arguments.rounds, arguments.seed),
            "plain": plain(arguments.rounds, arguments.seed),
        },
        sys.stdout,
    )


def databases(names: list[str], folder: Path) -> Iterator[tuple[str, str]]:
    """(name, DATABASE_URL) of an empty database each, gone afterwards."""
    for name in names:
        if name == "sqlite":
            yield name, f"sqlite:///{folder / 'find.sqlite3'}"
            continue
        started = subprocess.run([ROOT / "tools/postgres.sh", "start"], check=True, capture_output=True, text=True)
        place = started.stdout.strip()
        try:
            yield name, (Path(place) / "url").read_text().strip()
        finally:
            subprocess.run([ROOT / "tools/postgres.sh", "stop", place], check=True, capture_output=True)


def table(found: dict[str, dict[str, Any]], rounds: int) -> str:
    """The result as markdown."""
    size = next(iter(found.values()))["size"]
    counts = f"{size['homes']:,} homes, {size['people']:,} people, {size['repairs']:,} repairs, {size['contacts']:,}"
    lines = [
        f"{counts} contacts; {size['entries']:,} things in the index, {size['spelt']:,} words of names; {rounds}",
        "questions of each kind. Server time of the whole answer in ms, median / p95 / longest: what the page and the",
        "database were at work. Beside it what went by on the clock (median / p95), in which others use the processor",
        "too; and the share of the questions of which who or what was meant is among what is shown.",
        "",
        f"| What is typed | {' | '.join(f'{name} | by the clock' for name in found)} | shown |",
        f"|---|{'--:|' * 2 * len(found)}--:|",
    ]
    for name in next(iter(found.values()))["asked"]:
        cells = []
        for result in found.values():
            row = result["asked"][name]
            over = " over the limit" if row["p95"] > LIMIT_MS else ""
            cells.append(f"{row['median']:.0f} / {row['p95']:.0f} / {row['most']:.0f}{over}")
            cells.append(" / ".join(f"{part:.0f}" for part in row["clock"]))
        shares = {result["asked"][name]["shown"] for result in found.values()} - {None}
        lines.append(f"| {name} | {' | '.join(cells)} | {' / '.join(f'{100 * one:.0f}%' for one in sorted(shares))} |")
    lines.append("")
    for name, result in found.items():
        made = sum(kind["seconds"] for kind in result["size"]["indexed"].values())
        ratio = result["plain"]["median"] / result["asked"][BESIDE]["median"]
        lines.append(
            f"{name}: index made in {made:.0f} s; the words of a note without an index {result['plain']['median']:.0f}"
            f" ms for the rows alone, {ratio:.1f} times the whole answer with it."
        )
    return "\n".join(lines)


def say(text: str) -> None:
    print(f"{datetime.now().astimezone():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--homes", type=int, default=50_000)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--one", action="store_true", help="build and measure DATABASE_URL, print JSON")
    parser.add_argument("--again", action="store_true", help="with --one: it is built, only ask")
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    found = {}
    with tempfile.TemporaryDirectory(prefix="voordeur-find-") as folder:
        for name, url in databases(arguments.databases, Path(folder)):
            say(name)
            told = [re.sub("_", "-", f"--{key}={getattr(arguments, key)}") for key in ("homes", "contacts", "rounds")]
            known = {**os.environ, "DATABASE_URL": url, "VOORDEUR_DATA": folder, "VOORDEUR_LOG_LEVEL": "WARNING"}
            ran = subprocess.run(
                [sys.executable, __file__, "--one", *told, f"--seed={arguments.seed}"],
                env=known, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            found[name] = json.loads(ran.stdout)
    print(table(found, arguments.rounds))


if __name__ == "__main__":
    main()
