"""How long it takes to offer windows and to book one, as the number of craftsmen grows.

    python bench/booking.py [--craftsmen 10 55] [--days 10] [--visits 5] [--rounds 15]

Builds a plan of its own in a new SQLite file: every craftsman has two of six trades, every shift five promised visits.
Read the ratios: growth of the time over growth of the plan, and offering over reading the same rows alone. `offer_new`
is the first question after all routes changed, `offer` the next one, when nothing changed.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST_DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=ZONE)
TRADES = ("LOO", "TIM", "ELE", "CVI", "SCH", "STU")


def milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def fill(craftsmen: int, days: int, visits: int) -> None:
    from django.core.management import call_command

    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import Craftsman, CraftsmanTrade, User
    from voordeur.planning.models import Shift, Visit
    from voordeur.policy import presets
    from voordeur.policy import rules as promised

    call_command("flush", interactive=False, verbosity=0)
    draw = random.Random(1)  # noqa: S311 - a benchmark wants the same town every time
    policy = presets.load("gepast")
    dates = promised.horizon(policy, FIRST_DAY)[:days]
    Dwelling.objects.bulk_create(
        Dwelling(
            external_id=f"D{n}",
            street="Lindelaan",
            number=n + 1,
            postcode="7323AA",
            town="Apeldoorn",
            lat=52.16 + draw.random() * 0.1,
            lon=5.9 + draw.random() * 0.12,
        )
        for n in range(500)
    )
    homes = list(Dwelling.objects.all())
    case = 0
    for n in range(craftsmen):
        user = User.objects.create(email=f"c{n}@example.org", name=f"Craftsman {n}", role="craftsman")
        who = Craftsman.objects.create(user=user, lat=52.21, lon=5.96)
        for trade in draw.sample(TRADES, 2):
            CraftsmanTrade.objects.create(craftsman=who, trade=trade)
        for day in dates:
            shift = Shift.objects.create(
                craftsman=who,
                starts_at=promised.at_minute(day, 450),
                ends_at=promised.at_minute(day, 960),
                lat=who.lat,
                lon=who.lon,
                break_from_at=promised.at_minute(day, 690),
                break_until_at=promised.at_minute(day, 810),
                break_minutes=30,
            )
            windows = promised.windows_on(policy, day)
            rows = []
            for number in range(visits):
                case += 1
                home = draw.choice(homes)
                window = windows[0] if number < visits // 2 else windows[1]
                minute = 490 + number * 65 if number < visits // 2 else 740 + (number - visits // 2) * 65
                start = promised.at_minute(day, minute)
                rows.append(
                    Visit(
                        shift=shift,
                        dwelling=home,
                        lat=home.lat,
                        lon=home.lon,
                        trade="LOO",
                        minutes=30,
                        window_from_at=window.start_at,
                        window_until_at=window.end_at,
                        planned_start_at=start,
                        planned_end_at=start + timedelta(minutes=33),
                        case_kind="repairs",
                        case_id=case,
                        booked_at=NOW,
                    )
                )
            Visit.objects.bulk_create(rows)


def measure(craftsmen: int, days: int, visits: int, rounds: int) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from voordeur.homes.models import Dwelling
    from voordeur.kernel.errors import Refused
    from voordeur.planning import queries, services
    from voordeur.planning.models import Shift, Visit
    from voordeur.planning.queries.horizon import forget
    from voordeur.planning.queries.routes import working
    from voordeur.policy import presets

    fill(craftsmen, days, visits)
    forget()
    policy = presets.load("gepast")
    home = Dwelling.objects.first()

    def offer() -> list[queries.SlotOffer]:
        return queries.offers(lat=home.lat, lon=home.lon, trade="LOO", minutes=45, now=NOW, policy=policy)

    def offer_new() -> None:
        forget()
        offer()

    def read() -> None:
        span = working(trade="LOO", from_at=NOW, until_at=NOW + timedelta(days=30))
        ids = list(Shift.objects.filter(span).values_list("pk", flat=True))
        list(Visit.objects.filter(shift_id__in=ids).values_list())

    found = offer()
    wanted = iter(found)
    with CaptureQueriesContext(connection) as asked:
        offer()

    def book() -> None:
        slot = next(wanted)
        try:
            services.book(
                dwelling=home,
                trade="LOO",
                minutes=45,
                window_from_at=slot.window_from_at,
                window_until_at=slot.window_until_at,
                case_kind="repairs",
                case_id=10**6,
                by=None,
                now=NOW,
                policy=policy,
            )
        except Refused as refused:
            print("refused", refused, file=sys.stderr)

    offering_new = milliseconds(offer_new, rounds)
    offering = milliseconds(offer, rounds)
    reading = milliseconds(read, rounds)
    booking = milliseconds(book, min(rounds, len(found)))
    return {
        "craftsmen": craftsmen,
        "with_the_trade": Shift.objects.filter(working(trade="LOO", from_at=NOW, until_at=NOW + timedelta(days=30)))
        .values("craftsman")
        .distinct()
        .count(),
        "visits": Visit.objects.count(),
        "windows_offered": len(found),
        "offer_queries": len(asked),
        "offer_ms_median": round(statistics.median(offering), 1),
        "offer_ms_p95": round(offering[int(len(offering) * 0.95) - 1], 1),
        "offer_new_ms_median": round(statistics.median(offering_new), 1),
        "read_ms_median": round(statistics.median(reading), 1),
        "offer_over_read": round(statistics.median(offering) / statistics.median(reading), 2),
        "offer_new_over_read": round(statistics.median(offering_new) / statistics.median(reading), 2),
        "book_ms_median": round(statistics.median(booking), 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--craftsmen", type=int, nargs="+", default=[10, 55])
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VOORDEUR_DATA"] = folder
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "voordeur.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        sizes = [measure(size, options.days, options.visits, options.rounds) for size in options.craftsmen]
    first, last = sizes[0], sizes[-1]
    print(
        json.dumps(
            {
                "sizes": sizes,
                "growth": {
                    "craftsmen_with_the_trade": round(last["with_the_trade"] / max(1, first["with_the_trade"]), 2),
                    "offer": round(last["offer_ms_median"] / first["offer_ms_median"], 2),
                    "book": round(last["book_ms_median"] / first["book_ms_median"], 2),
                },
            },
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
