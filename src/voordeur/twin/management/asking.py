"""`voordeur twin tornado | weights | search | frontier`: questions in rounds. Only translates."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.questions import goals, reading, weights
from voordeur.twin.engine.questions.search import Search
from voordeur.twin.engine.questions.tornado import Tornado
from voordeur.twin.engine.questions.variants import Question
from voordeur.twin.engine.questions.weights import Weights
from voordeur.twin.texts.asking import VERDICTS, goal, set_in_words, value_in_words

EXAMPLES = {
    "tornado": "voordeur twin tornado --policy gepast --homes 1000 --replications 8 --json",
    "weights": "voordeur twin weights klantgericht gepast --homes 1000 --replications 8 --json",
    "search": 'voordeur twin search --keep "mark_repairs>=7.7" --keep "emergencies_in_4_hours_share>=0.95" '
    "--policy gepast --homes 1000 --json",
    "frontier": "voordeur twin frontier --policy gepast --homes 1000 --json",
}
WAYS = tuple(EXAMPLES)
COST, MARK = "cost_per_home_cents", "mark_repairs"

Ask = Callable[[Question, dict[str, Any]], dict[str, Any]]
Write = Callable[[str], None]


def add_to(ways: Any, shared: ArgumentParser) -> None:
    """The sub-commands, with the `shared` options of a simulated year."""
    helps = {
        "tornado": "every promise a notch down and up",
        "weights": "how much each estimate moves the answer: of one policy, or of what a second one differs",
        "search": "the cheapest set of promises that keeps to goals",
        "frontier": "costs against marks",
    }
    for way, told in helps.items():
        parser = ways.add_parser(way, parents=[shared], help=told, epilog="example: " + EXAMPLES[way])
        if way == "weights":
            parser.add_argument("policies", nargs="+", metavar="P", help="one or two presets or files")
            parser.add_argument("--draws", type=int, default=weights.DRAWS, metavar="N", help=f"({weights.DRAWS})")
            continue
        parser.add_argument("--policy", default="gepast", metavar="P", help="a preset, or a file (gepast)")
        parser.add_argument(
            "--turn", action="append", default=[], metavar="FIELD", help="a promise that may be turned (all that can)"
        )
        if way == "search":
            parser.add_argument(
                "--keep",
                action="append",
                default=[],
                required=True,
                metavar="KPI>=VALUE",
                help="a goal, also KPI<=VALUE",
            )


def run(
    options: dict[str, Any],
    *,
    policy: Callable[[str], ServicePolicy],
    register: dict[str, float],
    ask: Ask,
    put: Callable[[dict[str, Any]], None],
    write: Write,
    say: Write,
) -> int:
    """Asks and tells: `put` takes JSON, `write` a line for people, `say` a message. Raises what is refused."""
    way = options["way"]
    names = options["policies"] if way == "weights" else [options["policy"]]
    asked = {
        "policies": [presets.dump(policy(name)) for name in names],
        "fields": options.get("turn", []),
        "keep": [goals.from_text(text) for text in options.get("keep", [])],
        "draws": options.get("draws"),
        "seed": options["seed"],
        "register": register,
    }
    question = reading.read(way, asked, options["replications"])
    if isinstance(question, Tornado | Weights | Search):
        most = question.at_most
        told = {"years": words.number(most.replications * options["years"]), "rounds": words.number(most.rounds)}
        say(_("At most %(years)s years are simulated, in %(rounds)s rounds.") % told)
    found = ask(question, options)
    if options["json"]:
        size = {name: options[name] for name in ("homes", "years", "replications", "seed")}
        put({**size, **found})
        return DONE
    {"tornado": _tornado, "weights": _weights}.get(way, _search)(found, policy(names[0]), write)
    return DONE


def _tornado(found: dict[str, Any], policy: ServicePolicy, write: Write) -> None:
    write(_("Costs per home in euros, and the mark for repairs"))
    for promise in found["promises"]:
        write(f"{_name(promise)}: {value_in_words(policy, promise['field'], promise['now'])}")
        for notch in promise["notches"]:
            cells = [_shift(notch["differences"][COST], 100.0, 2), _shift(notch["differences"][MARK], 1.0, 3)]
            write(f"    {value_in_words(policy, promise['field'], notch['value'])}: {cells[0]}, {cells[1]}")
    write(_("A star: holds when everything here is looked at together. In brackets: 95% interval."))


def _weights(found: dict[str, Any], policy: ServicePolicy, write: Write) -> None:
    write(_("Costs per home in euros: %(costs)s") % {"costs": _between(found["answer"][COST], 100.0, 2)})
    for one in found["parameters"]:
        moved = one["figures"][COST]
        name = f"{_name(one)} ({one['low']:g} - {one['high']:g})"
        write(f"{name}: {_shift(moved['at_low'], 100.0, 2)}, {_shift(moved['at_high'], 100.0, 2)}")
    doubt = found["doubt"]["figures"][COST]["doubt"]
    write(
        _("All estimates at once, %(draws)s draws: from %(low)s to %(high)s euro.")
        % {
            "draws": words.number(found["doubt"]["draws"]),
            "low": _number(doubt["low"] / 100.0, 2),
            "high": _number(doubt["high"] / 100.0, 2),
        }
    )


def _search(found: dict[str, Any], policy: ServicePolicy, write: Write) -> None:
    write(
        _("Tried: %(tried)s of %(possible)s sets.")
        % {"tried": words.number(found["tried"]), "possible": f"{found['possible']:.3g}"}
    )
    if "verdict" in found:
        write(str(VERDICTS[found["verdict"]]))
        for one in (found["winner"] or found["nearest"], *found["runners_up"]):
            write(f"{_between(one['kpis'][COST], 100.0, 2)}: {set_in_words(policy, found['promises'], one)}")
            for aim in one["goals"]:
                write(f"    {goal(aim)}: {_between(aim, 1.0, 3)}")
        return
    for point in found["points"]:
        if point["front"][MARK]:
            cost, mark = _between(point[COST], 100.0, 2), _between(point[MARK], 1.0, 3)
            write(f"{cost}, {mark}: {set_in_words(policy, found['promises'], point)}")


def _name(one: dict[str, Any]) -> str:
    return str(one["name"][words.spoken(None)])


def _number(value: float, digits: int) -> str:
    return words.number(value, digits=digits)


def _between(found: dict[str, float], unit: float, digits: int) -> str:
    mean, low, high = (_number(found[name] / unit, digits) for name in ("mean", "low", "high"))
    return f"{mean} ({low} - {high})"


def _shift(found: dict[str, Any], unit: float, digits: int) -> str:
    return _between(found, unit, digits) + (" *" if found.get("holds", found["differs"]) else "")
