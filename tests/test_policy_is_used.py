"""Every promise of the service policy is kept by somebody: no field that nobody reads.

A promise counts as read where a room that runs asks it of a policy (`policy.work.remind_before_hours`, in Python or in
a page), or where a rule of the policy does so that such a room calls, directly or by way of another rule. What only
describes a policy (its model, its page in plain language, the example) keeps no promise and is not looked at.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.twin.engine import notches

SOURCE = Path(__file__).resolve().parents[1] / "src" / "voordeur"
DESCRIBE_ONLY = {"policy", "demo", "twin"}

TWIN = SOURCE / "twin"

# What the live association does not read, by section or by promise, and why. A reason that is not needed fails.
NOT_LIVE: dict[str, str] = {
    "channels.web": "the site answers always; the hours of chat and the like come with the contact room",
    "subscription": "its capability comes later: taking out, ending and settling a subscription",
    "alterations": "its capability comes later: requests for alterations",
    "renovation": "its capability comes later: renovations with choices",
    "letting": "its capability comes later: letting",
}

# What the twin does not read, and why.
NOT_TWIN: dict[str, str] = {
    "address_form": "how somebody is spoken to costs nothing that can be counted",
    "channels.telephone.numbers_kept_days": "how long a number is kept changes no contact",
    "channels.desk.by_appointment": "few come to the desk; the twin counts its hours of presence only",
    "channels.desk.appointment_minutes": "few come to the desk; the twin counts its hours of presence only",
    "channels.desk.book_ahead_working_days": "few come to the desk; the twin counts its hours of presence only",
    "channels.desk.remind_hours_before": "few come to the desk; the twin counts its hours of presence only",
    "channels.mail.open": "letters are worked off on working days, whenever they came in",
    "channels.emergency_telephone": "which number is called changes nothing of what follows",
    "appointments.hold_minutes": "in the twin whoever is offered a time decides at once",
    "appointments.move_until": "moving an appointment is not simulated",
    "appointments.move_days_before": "moving an appointment is not simulated",
    "appointments.no_access_charge_cents": "what tenants pay is no cost of the association and is not counted",
    "planning.flexible_promise": "every tenant gets one window, so what a choice of several saves is left out",
    "priority.weights.danger": "emergencies never wait in the twin's queue, so their points have nothing to order",
    "priority.weights.emergency": "emergencies never wait in the twin's queue, so their points have nothing to order",
    "priority.weights.vulnerable": "who is vulnerable is not simulated",
    "work": "the second line works in order of arrival; only its own term counts",
    "subscription": "what subscribers pay is no cost; who pays for a repair is read from what is offered and covered",
    "alterations.decide_within_days": "the time to decide is counted, not how long the answer takes",
    "alterations.temporary_consent": "whether a consent is for a time takes no other work",
    "renovation": "only the choices and the visits to the silent are counted",
    "letting": "letting is not simulated",
    "quality": "everybody gives a mark in the twin: what is asked, and what follows from a low mark, is left out",
    "complaints": "only the term of the first answer counts; the later stages are too rare to move a figure",
    "organisation.departments": "callers of a department are spread over the departments evenly",
}


# --- which parts of a policy a piece of code reads ------------------------------------------------------------------


def chain(node: ast.expr, names: dict[str, list[str]]) -> list[str]:
    """`found.policy.urgency.classes[code].term` as its parts, with `*` for an index; a known name is written out."""
    match node:
        case ast.Name(id=name):
            return names.get(name, [name])
        case ast.Attribute(value=value, attr=attr):
            return [*chain(value, names), attr]
        case ast.Subscript(value=value):
            return [*chain(value, names), "*"]
        case ast.Call(func=func):
            return [*chain(func, names), "()"]
        case _:
            return []


def after_policy(parts: list[str]) -> list[str]:
    """What is asked of a policy: the parts behind the last one that is called policy."""
    places = [place for place, part in enumerate(parts) if part in {"policy", "_policy"}]
    return parts[places[-1] + 1 :] if places else []


def asked(body: ast.AST) -> set[str]:
    """Every dotted path that a piece of code asks of a policy, with local names written out."""
    names: dict[str, list[str]] = {}
    for node in ast.walk(body):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            parts = chain(node.value, names)
            if after_policy(parts):
                names[node.targets[0].id] = parts
    nodes = (node for node in ast.walk(body) if isinstance(node, ast.Attribute | ast.Subscript))
    return {".".join(path) for node in nodes if (path := after_policy(chain(node, names)))}


@cache
def by_property() -> dict[str, set[str]]:
    """Properties of the policy's models and the fields of their own that they read."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (SOURCE / "policy" / "models").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(
                getattr(one, "id", "") == "property" for one in node.decorator_list
            ):
                selves = (one for one in ast.walk(node) if isinstance(one, ast.Attribute))
                found[node.name] |= {one.attr for one in selves if getattr(one.value, "id", "") == "self"}
    return found


def with_properties(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield path
        section, _, last = path.rpartition(".")
        yield from (f"{section}.{field}" for field in by_property().get(last, ()))


# --- what runs ------------------------------------------------------------------------------------------------------


@cache
def rules() -> dict[str, tuple[set[str], set[str]]]:
    """Every function and class of the policy's rules: what it asks of a policy, and which others it names."""
    bodies = {
        node.name: node
        for path in (SOURCE / "policy" / "rules").glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    return {
        name: (asked(body), {one.id for one in ast.walk(body) if isinstance(one, ast.Name)} & set(bodies))
        for name, body in bodies.items()
    }


def reachable(names: set[str]) -> set[str]:
    """These rules and all that they call."""
    found, fresh = set(), set(names)
    while fresh:
        found |= fresh
        fresh = set().union(*(rules()[name][1] for name in fresh)) - found
    return found


def live_files(kind: str) -> list[Path]:
    """The files of rooms that run, without tests."""
    files = SOURCE.rglob(f"*.{kind}")
    return [
        path
        for path in files
        if path.relative_to(SOURCE).parts[0] not in DESCRIBE_ONLY and not {"tests", "migrations"} & set(path.parts)
    ]


def read_in(python: Iterable[Path], pages: Iterable[Path]) -> set[str]:
    """Every path that these files ask of a policy, themselves or by way of a rule."""
    found: set[str] = set()
    called: set[str] = set()
    for path in python:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for body in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            found |= asked(body)
        called |= {name.id for name in ast.walk(tree) if isinstance(name, ast.Name)}
        called |= {name.attr for name in ast.walk(tree) if isinstance(name, ast.Attribute)}
    for path in pages:
        found |= set(re.findall(r"\bpolicy\.([a-z_]+(?:\.[a-z_]+)+)", path.read_text(encoding="utf-8")))
    for name in reachable(called & set(rules())):
        found |= rules()[name][0]
    return set(with_properties(found))


@cache
def read_live() -> set[str]:
    """Every path that the live association asks of a policy."""
    return read_in(live_files("py"), [*live_files("html"), *live_files("txt")])


@cache
def read_by_twin() -> set[str]:
    """Every path that the simulation asks of a policy."""
    engine = [path for path in (TWIN / "engine").rglob("*.py") if "tests" not in path.parts]
    # Who pays is asked of the live rule itself.
    return read_in([*engine, SOURCE / "repairs" / "rules" / "payer.py"], [])


@cache
def fields() -> list[str]:
    return list(promises(presets.load("gepast")))


def is_read(field: str, paths: set[str]) -> bool:
    """Whether a path names this promise, or something inside it; an index stands for every key."""
    parts = field.split(".")

    def fits(path: str) -> bool:
        other = path.split(".")
        return len(other) >= len(parts) and all(
            mine == yours or yours == "*" for mine, yours in zip(parts, other, strict=False)
        )

    return any(fits(path) for path in paths)


def reason_for(field: str) -> str | None:
    """The longest entry of the table that this promise falls under."""
    entries = [entry for entry in NOT_LIVE if field == entry or field.startswith(f"{entry}.")]
    return max(entries, key=len, default=None)


def test_every_promise_is_read_by_the_live_association_or_its_reason_is_written_down():
    unread = [field for field in fields() if not is_read(field, read_live()) and reason_for(field) is None]
    assert not unread, "no room reads these promises; keep them, or write the reason into NOT_LIVE"


def test_no_reason_stands_longer_than_it_is_needed():
    needed = {reason_for(field) for field in fields() if not is_read(field, read_live())}
    assert set(NOT_LIVE) <= needed, "these are read now, or are promises no more: take them out of NOT_LIVE"


def test_a_reason_is_a_sentence():
    assert all(len(reason.split()) > 3 for table in (NOT_LIVE, NOT_TWIN) for reason in table.values())


def test_every_rule_of_the_policy_is_there_for_promises_that_exist():
    sections = {field.split(".")[0] for field in fields()} | {"why", "title", "summary", "name"}
    odd = {path for reads, _ in rules().values() for path in reads if path.split(".")[0] not in sections}
    assert not odd


def twin_reason_for(field: str) -> str | None:
    """The longest entry of the table of the twin that this promise falls under."""
    entries = [entry for entry in NOT_TWIN if field == entry or field.startswith(f"{entry}.")]
    return max(entries, key=len, default=None)


def test_every_promise_is_read_by_the_twin_or_its_reason_is_written_down():
    unread = [field for field in fields() if not is_read(field, read_by_twin()) and twin_reason_for(field) is None]
    assert not unread, "the twin does not read these promises; simulate them, or write the reason into NOT_TWIN"


def test_no_reason_of_the_twin_stands_longer_than_it_is_needed():
    needed = {twin_reason_for(field) for field in fields() if not is_read(field, read_by_twin())}
    assert set(NOT_TWIN) <= needed, "the twin reads these now, or they are promises no more: take them out of NOT_TWIN"


def test_what_the_twin_can_turn_is_what_it_reads_and_the_rest_is_told_on_its_page():
    table = notches.load()
    assert all(is_read(field, read_by_twin()) for field in table.turned), "turned, but the twin does not read it"
    unread = [field for field in fields() if not is_read(field, read_by_twin())]
    assert all(table.reason(field) for field in unread), (
        "write the reason into twin/data/notches_unfelt.toml, in two languages"
    )
