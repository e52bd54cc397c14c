"""What an offer and a booking take in the house: milliseconds with every read, on the database of DATABASE_URL.

    voordeur demo --homes 50000                  # or any size, on SQLite or PostgreSQL
    python bench/planning/page.py --questions 300 --bookings 60

"offer" is the question about all windows of the horizon, with the check whether the plan in memory is still that of the
database. "booking" is the whole transaction that reads the routes anew, re-checks the window and writes; it is given
back afterwards. "page" is the page with the offers, from request to the last byte. CPU and wall milliseconds.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

from voordeur.kernel import seeds


@dataclass(slots=True)
class Taken:
    """Milliseconds of one kind of question."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, ask: Callable[[], object]) -> object:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = ask()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)
        return answer

    def line(self, name: str) -> str:
        def p95(values: list[float]) -> float:
            return quantiles(values, n=20)[-1]

        return (
            f"| {name} | {len(self.wall)} | {median(self.wall):.1f} | {p95(self.wall):.1f} | "
            f"{median(self.cpu):.1f} | {p95(self.cpu):.1f} |"
        )


def measure(*, questions: int, bookings: int, seed: int) -> str:
    """The table, as markdown."""
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import CraftsmanTrade, User
    from voordeur.planning import queries, services
    from voordeur.planning.models import Shift, Visit
    from voordeur.promises.queries import in_force
    from voordeur.repairs.models import Repair

    draw = seeds.stream(seed, "offers")
    policy = in_force(timezone.now()).policy
    homes = draw.sample(list(Dwelling.objects.all()[:5000]), 200)
    trades = list(CraftsmanTrade.objects.values_list("trade", flat=True))
    asked, booked, shown = Taken(), Taken(), Taken()

    def ask(home: Dwelling, trade: str) -> list[queries.SlotOffer]:
        return queries.offers(lat=home.lat, lon=home.lon, trade=trade, minutes=45, now=timezone.now(), policy=policy)

    ask(homes[0], trades[0])  # what is only made once in a process is not what a question costs
    for _ in range(questions):
        home, trade = draw.choice(homes), draw.choice(trades)
        asked.time(lambda home=home, trade=trade: ask(home, trade))  # type: ignore[misc]
    for number in range(bookings):
        home, trade = draw.choice(homes), draw.choice(trades)
        slots = ask(home, trade)
        if not slots:
            continue
        slot = draw.choice(slots[:4])

        def book(
            home: Dwelling = home, trade: str = trade, slot: queries.SlotOffer = slot, number: int = number
        ) -> Visit:
            return services.book(
                dwelling=home,
                trade=trade,
                minutes=45,
                window_from_at=slot.window_from_at,
                window_until_at=slot.window_until_at,
                case_kind="repairs",
                case_id=10**9 + number,
                by=None,
                now=timezone.now(),
                policy=policy,
            )

        visit = booked.time(book)
        assert isinstance(visit, Visit)
        with transaction.atomic():
            services.release(visit=visit, now=timezone.now(), policy=policy)
    agent = User.objects.filter(role="contact_agent", is_active=True).earliest("pk")
    client = Client()
    client.force_login(agent)
    waiting = list(Repair.objects.filter(status="planned").values_list("pk", flat=True)[:200])
    for _ in range(min(questions, 100) if waiting else 0):
        address = reverse("repairs:staff_appointment", args=[draw.choice(waiting)])
        shown.time(lambda address=address: client.get(address))  # type: ignore[misc]
    head = (
        f"{connection.vendor}: {Dwelling.objects.count()} homes, {Shift.objects.count()} shifts, "
        f"{Visit.objects.count()} visits\n\n"
        "| What | Times | Median ms | p95 ms | CPU median | CPU p95 |\n|---|--:|--:|--:|--:|--:|"
    )
    lines = [asked.line("offer"), booked.line("booking"), *([shown.line("page")] if shown.wall else [])]
    return "\n".join([head, *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--bookings", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
    import django

    django.setup()
    print(measure(questions=options.questions, bookings=options.bookings, seed=options.seed))


if __name__ == "__main__":
    main()
