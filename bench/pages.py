"""Server time and query count of every page of the tour, with eight people at once, and how both grow.

    python bench/pages.py --url http://127.0.0.1:8000     # a running server, and its database in DATABASE_URL
    python bench/pages.py --grow 2500 12500 50000         # builds each size, starts a server, prints the curve

The server must run with VOORDEUR_SERVER_TIMING=on: the figures are its own (header Server-Timing), so what the client
and the network take is not in them. "With the queue" is what the client saw: also the wait before a thread was free.
Every request asks for another object, drawn from the database with a fixed seed.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from voordeur.kernel import seeds

TIMING = re.compile(r'db;desc="(\d+) queries";dur=([\d.]+), app;dur=([\d.]+)')
SAMPLE = 200
ROUNDS = 25
PEOPLE = 8
LIMIT_MS = 150.0
# One process answers /health while the other may still be reading the coming days.
SETTLE_S = 20.0

# (what, role or "" for a visitor, name of the address, what stands in it, query)
TOUR: tuple[tuple[str, str, str, str, str], ...] = (
    ("Front door", "", "portal:front_door", "", ""),
    ("Report a repair", "", "repairs:report", "", ""),
    ("Repair by its link", "", "repairs:by_token", "repair_token", ""),
    ("Survey", "", "quality:answer", "survey_token", ""),
    ("Policy in plain words", "", "promises:page", "", ""),
    ("My home", "tenant", "portal:my", "", ""),
    ("Work list", "contact_agent", "work:list", "", ""),
    ("Find anyone", "contact_agent", "finding:page", "", "q=jansen"),
    ("Home", "contact_agent", "homes:card", "dwelling", ""),
    ("Repairs", "contact_agent", "repairs:list", "", ""),
    ("Repair", "contact_agent", "repairs:card", "repair", ""),
    ("Appointment offers", "contact_agent", "repairs:staff_appointment", "waiting_repair", ""),
    ("Work list", "planner", "work:list", "", ""),
    ("Planning board", "planner", "planning:day", "", ""),
    ("Work list", "housing_consultant", "work:list", "", ""),
    ("Today", "craftsman", "repairs:today", "", ""),
    ("Visit", "craftsman", "repairs:visit", "own_task", ""),
    ("Marks", "quality", "quality:marks", "", ""),
    ("Figures", "manager", "costs:figures", "", ""),
    ("Work list", "manager", "work:list", "", ""),
    ("Outbox", "administrator", "desk:outbox", "", ""),
    ("Audit trail", "administrator", "desk:trail", "", ""),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the tour with the addresses to ask in turn."""

    name: str
    role: str
    addresses: tuple[str, ...]


@dataclass(slots=True)
class Measured:
    """What the server said of one page."""

    milliseconds: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    other_answers: list[int] = field(default_factory=list)


def objects() -> dict[str, list[object]]:
    """Keys of objects to ask for, a sample of each."""
    from voordeur.homes.models import Dwelling
    from voordeur.quality.models import Survey
    from voordeur.repairs.models import Repair, Task

    draw = seeds.stream(1, "objects")

    def some(found: "list[object]") -> list[object]:
        return draw.sample(found, min(SAMPLE, len(found)))

    return {
        "dwelling": some(list(Dwelling.objects.values_list("pk", flat=True))),
        "repair": some(list(Repair.objects.values_list("pk", flat=True))),
        "repair_token": some(list(Repair.objects.values_list("token", flat=True))),
        "waiting_repair": some(list(Repair.objects.filter(status="planned").values_list("pk", flat=True))),
        "survey_token": some(
            list(
                Survey.objects.filter(answered_at=None).order_by("-invited_at").values_list("token", flat=True)[:SAMPLE]
            )
        ),
        "own_task": some(
            list(
                Task.objects.filter(
                    visit__shift__craftsman__user__email="vakman@example.org", status__in=("booked", "busy")
                ).values_list("pk", flat=True)
            )
        ),
    }


def pages() -> tuple[list[Page], list[str]]:
    """The pages of the tour that exist, and the names of those that do not."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
    django.setup()
    from django.urls import NoReverseMatch, reverse

    known = objects()
    found, missing = [], []
    for what, role, name, filler, query in TOUR:
        fillers = [[key] for key in known[filler]] if filler else [[]]
        try:
            addresses = tuple(reverse(name, args=args) + (f"?{query}" if query else "") for args in fillers)
        except NoReverseMatch:
            missing.append(name)
            continue
        if addresses:
            found.append(Page(what, role, addresses))
        else:
            missing.append(f"{name} (nothing to ask for)")
    return found, missing


class Visitor:
    """One browser with its cookies and one connection."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}
        self.line = http.client.HTTPConnection(self.host, timeout=60)

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
            body = urlencode(form)
        try:
            self.line.request(method, address, body, headers)
            answer = self.line.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.line.close()
            self.line.request(method, address, body, headers)
            answer = self.line.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer

    def log_in(self, email: str, password: str) -> None:
        """Log in as a person does; stops the run when that fails."""
        from django.urls import reverse

        address = reverse("account_login")
        self.ask("GET", address)
        answer = self.ask("POST", address, {"login": email, "password": password})
        if answer.status != 302:
            sys.exit(f"{email} could not log in: {answer.status}")


def measure(url: str, *, people: int, rounds: int, pause: float) -> tuple[dict[Page, Measured], list[str]]:
    """Ask every page `rounds` times, mixed, with `people` at once; each waits `pause` seconds between clicks."""
    tour, missing = pages()
    from voordeur.demo.services import logins

    keys: dict[str, dict[str, str]] = {}
    for role, email, password in logins():
        visitor = Visitor(url)
        visitor.log_in(email, password)
        keys[role.value] = visitor.cookies
    keys[""] = {}
    asked = [(page, number) for page in tour for number in range(rounds)]
    seeds.stream(1, "order").shuffle(asked)
    found: dict[Page, Measured] = defaultdict(Measured)
    with ThreadPoolExecutor(people) as pool:
        # What is only made once (templates, policies) is not what a page costs; a line each reaches every process.
        once = [(page, 0) for page in tour]
        list(pool.map(lambda _: _ask(url, keys, once, defaultdict(Measured)), range(2 * people)))
        shares = [asked[number::people] for number in range(people)]
        for part in pool.map(lambda share: _ask(url, keys, share, defaultdict(Measured), pause=pause), shares):
            for page, one in part.items():
                found[page].milliseconds += one.milliseconds
                found[page].waited += one.waited
                found[page].queries += one.queries
                found[page].other_answers += one.other_answers
    return {page: found[page] for page in tour}, missing


def _ask(
    url: str,
    keys: dict[str, dict[str, str]],
    asked: list[tuple[Page, int]],
    found: dict[Page, Measured],
    *,
    pause: float = 0.0,
) -> dict[Page, Measured]:
    visitors: dict[str, Visitor] = {}
    draw = seeds.stream(1, f"pause before {asked[0]}")
    for page, number in asked:
        # Half to one and a half times the pause: people do not click in step.
        time.sleep(pause * (0.5 + draw.random()))
        if page.role not in visitors:
            visitors[page.role] = Visitor(url)
            visitors[page.role].cookies = dict(keys[page.role])
        began = time.monotonic()
        answer = visitors[page.role].ask("GET", page.addresses[number % len(page.addresses)])
        found[page].waited.append((time.monotonic() - began) * 1000)
        timing = TIMING.search(answer.headers.get("Server-Timing", ""))
        if timing is None:
            sys.exit("No Server-Timing header: run the server with VOORDEUR_SERVER_TIMING=on")
        if answer.status != 200:
            found[page].other_answers.append(answer.status)
        found[page].milliseconds.append(float(timing[3]))
        found[page].queries.append(int(timing[1]))
    return found


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def table(found: dict[Page, Measured], missing: list[str], *, people: int, pause: float) -> str:
    """The result as a markdown table, with how it was asked above it."""
    between = f"each {pause:g} s between clicks" if pause else "each without a pause between clicks"
    lines = [
        f"{people} people at once, {between}",
        "",
        "| Page | Role | Queries | Median ms | p95 ms | with the queue, p95 ms | |",
        "|---|---|--:|--:|--:|--:|---|",
    ]
    for page, one in found.items():
        spread = f"{min(one.queries)}-{max(one.queries)}" if len(set(one.queries)) > 1 else str(one.queries[0])
        slow = p95(one.milliseconds)
        remark = "over the limit" if slow > LIMIT_MS else ""
        if one.other_answers:
            remark += f" {len(one.other_answers)} of {len(one.queries)} answered {sorted(set(one.other_answers))}"
        times = f"{median(one.milliseconds):.0f} | {slow:.0f} | {p95(one.waited):.0f}"
        lines.append(f"| {page.name} | {page.role or 'visitor'} | {spread} | {times} | {remark} |")
    return "\n".join([*lines, *(f"\nNot there: {name}" for name in missing)])


def grow(sizes: list[int], *, people: int, rounds: int, pause: float, port: int) -> None:
    """Build each size in a folder of its own, serve it, and measure in a process of its own."""
    program = str(Path(sys.executable).with_name("voordeur"))
    # A server that still compiles the planning is not ready; that happens once after every change of its code.
    subprocess.run([program, "plan", "compile"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        for homes in sizes:
            data = Path(folder) / str(homes)
            data.mkdir()
            environment = os.environ | {
                "VOORDEUR_DATA": str(data),
                "DATABASE_URL": f"sqlite:///{data}/voordeur.sqlite3",
                "VOORDEUR_DEMO": "on",
                "VOORDEUR_SERVER_TIMING": "on",
                "VOORDEUR_LOG_LEVEL": "ERROR",
            }
            subprocess.run([program, "manage", "migrate", "--verbosity=0"], env=environment, check=True)
            began = time.monotonic()
            subprocess.run(
                [program, "demo", "--homes", str(homes)], env=environment, check=True, stdout=subprocess.DEVNULL
            )
            print(f"\n## {homes} homes (built in {time.monotonic() - began:.0f} s)\n", flush=True)
            # The build's writes would otherwise reach the disk in the middle of what is measured.
            os.sync()
            serving = subprocess.Popen(
                [program, "serve", "--port", str(port), "--workers", "2", "--no-worker"],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                _wait(port)
                time.sleep(SETTLE_S)
                arguments = ["--url", f"http://127.0.0.1:{port}", "--people", str(people), "--rounds", str(rounds)]
                arguments += ["--pause", str(pause)]
                subprocess.run([sys.executable, __file__, *arguments], env=environment, check=True)
            finally:
                serving.terminate()
                serving.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/health")
            if line.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a running server on the database of DATABASE_URL")
    parser.add_argument("--grow", type=int, nargs="+", metavar="HOMES", help="build and measure these sizes")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests per page")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between the clicks of one person")
    parser.add_argument("--port", type=int, default=8155)
    options = parser.parse_args()
    if options.grow:
        grow(options.grow, people=options.people, rounds=options.rounds, pause=options.pause, port=options.port)
    elif options.url:
        people, pause = options.people, options.pause
        measured = measure(options.url, people=people, rounds=options.rounds, pause=pause)
        print(table(*measured, people=people, pause=pause))
    else:
        parser.error("give --url or --grow")


if __name__ == "__main__":
    main()
