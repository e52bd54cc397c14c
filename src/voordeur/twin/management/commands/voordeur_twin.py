"""`voordeur twin`: what a policy costs and yields in a simulated year, beside others, and with one promise turned."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE, REFUSED, HouseCommand
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.rules import local
from voordeur.policy.texts import fault_in_words
from voordeur.twin import texts
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import UNITS
from voordeur.twin.engine.places import Town
from voordeur.twin.engine.questions import beside
from voordeur.twin.engine.questions.variants import FIRST_YEAR, LAST_YEAR, Question, Size
from voordeur.twin.engine.sizing import staff_for
from voordeur.twin.engine.study import ask
from voordeur.twin.engine.world import LEAST_HOMES, Setting
from voordeur.twin.management import asking, calibrating, replaying
from voordeur.twin.queries.town import own_town

EXAMPLES = {
    "run": "voordeur twin run --policy gepast --homes 10000 --years 1 --replications 20 --seed 1 --json",
    "compare": "voordeur twin compare sober_1994 klantgericht gepast --json",
    "dial": "voordeur twin dial repairs.appointment.window_hours 2 4 8 --policy gepast --json",
    **asking.EXAMPLES,
    "queue": replaying.EXAMPLE,
    **calibrating.EXAMPLES,
    "compile": "voordeur twin compile",
}
USUAL_YEAR = 2027


class Command(HouseCommand):
    help = "A simulated year of an association: its costs, people, waiting and marks under a service policy."
    example = "examples:\n  " + "\n  ".join(EXAMPLES.values())

    def add_arguments(self, parser: ArgumentParser) -> None:
        shared = ArgumentParser(add_help=False)
        shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
        shared.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")
        where = shared.add_mutually_exclusive_group()
        where.add_argument("--homes", type=int, default=10_000, metavar="N", help="1 to 200000, made up (10000)")
        where.add_argument("--own", action="store_true", help="the association's own homes, tenants by luck")
        where.add_argument("--own-tenants", action="store_true", help="the same with who is 65 or has the subscription")
        shared.add_argument("--years", type=int, default=1, metavar="Y", help="years in each replication (1)")
        shared.add_argument("--replications", type=int, default=20, metavar="R", help="years of other luck (20)")
        shared.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same answer (1)")
        shared.add_argument("--from-year", type=int, default=USUAL_YEAR, metavar="Y", help=f"calendar ({USUAL_YEAR})")
        shared.add_argument("--processes", type=int, metavar="N", help="how many work at it (one per processor)")
        shared.add_argument(
            "--set", action="append", default=[], metavar="CODE=VALUE", help="another value of a parameter"
        )
        ways = parser.add_subparsers(
            dest="way",
            required=True,
            metavar="run | compare | dial | tornado | weights | search | frontier | queue | compile",
            prog="voordeur twin",
        )
        running = ways.add_parser("run", parents=[shared], help="one policy", epilog="example: " + EXAMPLES["run"])
        running.add_argument("--policy", default="gepast", metavar="P", help="a preset, or a file (gepast)")
        comparing = ways.add_parser(
            "compare", parents=[shared], help="policies beside each other", epilog="example: " + EXAMPLES["compare"]
        )
        comparing.add_argument("policies", nargs="+", metavar="P", help="two or more presets or files")
        dialling = ways.add_parser(
            "dial", parents=[shared], help="one promise on several values", epilog="example: " + EXAMPLES["dial"]
        )
        dialling.add_argument("field", metavar="FIELD", help="a promise of the policy")
        dialling.add_argument("values", nargs="+", metavar="V", help="its values")
        dialling.add_argument("--policy", default="gepast", metavar="P", help="a preset, or a file (gepast)")

        asking.add_to(ways, shared)
        replaying.add_to(ways)
        calibrating.add_to(ways)
        ways.add_parser(
            "compile",
            parents=[shared],
            help="compile the simulation ahead, so that nobody waits for it later",
            epilog="example: " + EXAMPLES["compile"],
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] == "queue":
            sys.exit(replaying.run(options, put=self.put, say=self.say, write=self.stdout.write))
        with translation.override(options["language"]):
            try:
                self._find_town(options)
                ways = {"run": self._run, "compare": self._compare, "dial": self._dial, "compile": self._compile}
                ways |= dict.fromkeys(asking.WAYS, self._question)
                ways |= dict.fromkeys(calibrating.WAYS, self._learn)
                done = ways[options["way"]](options)
            except PolicyErrors as faults:
                refused = [
                    {"code": one.code, "field": one.field, "message": fault_in_words(one)} for one in faults.errors
                ]
                self._refuse(options, refused)
            except Refused as one:
                message = texts.refusal(one.code, one.params)
                params = {name: str(value) for name, value in one.params.items()}
                self._refuse(options, [{"code": one.code, **params, "message": message}])
        sys.exit(done)

    def _find_town(self, options: dict[str, Any]) -> None:
        """The association's own town among the options when it is asked for; then it says how many homes there are."""
        options["town"] = None
        if options.get("own") or options.get("own_tenants"):
            town = own_town(local(timezone.now()).date(), with_tenants=options["own_tenants"])
            options["town"], options["homes"] = town, len(town)
            if town.placed or town.left_out:
                self.say(
                    _("Without coordinates: %(placed)s homes put in the middle of their postcode, %(left)s left out.")
                    % {"placed": words.number(town.placed), "left": words.number(town.left_out)}
                )

    def _refuse(self, options: dict[str, Any], refused: list[dict[str, str]]) -> None:
        if options["json"]:
            self.put({"refused": refused})
        for one in refused:
            self.say(one["message"])
        sys.exit(REFUSED)

    def _learn(self, options: dict[str, Any]) -> int:
        return calibrating.run(options, now=timezone.now(), put=self.put, say=self.say, write=self.stdout.write)

    def _compile(self, options: dict[str, Any]) -> int:
        began = local(timezone.now())
        setting = Setting(LEAST_HOMES, date(USUAL_YEAR, 1, 1), 1)
        for name in presets.names():
            staff_for(presets.load(name), setting, registers.load())
        seconds = (local(timezone.now()) - began).total_seconds()
        if options["json"]:
            self.put({"seconds": round(seconds, 1)})
        else:
            self.stdout.write(_("The simulation is compiled (%(seconds).0f seconds).") % {"seconds": seconds})
        return DONE

    def _run(self, options: dict[str, Any]) -> int:
        (found,) = self._ask(beside.compare([self._policy(options["policy"])], options["replications"]), options)[
            "variants"
        ]
        answer = {"policy": found["policy"], **_size(options), **_told(found)}
        self._tell(options, answer, [found])
        return DONE

    def _compare(self, options: dict[str, Any]) -> int:
        policies = [self._policy(name) for name in options["policies"]]
        found = self._ask(beside.compare(policies, options["replications"], _turned(options)), options)
        answer = {
            **_size(options),
            "policies": [{"policy": one["name"], **_told(one)} for one in found["variants"]],
            "differences": _differences(found),
        }
        self._tell(options, answer, found["variants"])
        return DONE

    def _dial(self, options: dict[str, Any]) -> int:
        policy = self._policy(options["policy"])
        question = beside.turn(policy, options["field"], options["values"], options["replications"], _turned(options))
        found = self._ask(question, options)
        answer = {
            "field": options["field"],
            "policy": policy.name,
            **_size(options),
            "values": [{"value": one["name"], **_told(one)} for one in found["variants"]],
            "differences": _differences(found),
        }
        self._tell(options, answer, found["variants"])
        return DONE

    def _question(self, options: dict[str, Any]) -> int:
        return asking.run(
            options,
            policy=self._policy,
            register=_turned(options),
            ask=self._ask,
            put=self.put,
            write=self.stdout.write,
            say=self.say,
        )

    def _policy(self, name: str) -> ServicePolicy:
        return presets.load(name) if name in presets.names() else presets.read(Path(name))

    def _ask(self, question: Question, options: dict[str, Any]) -> dict[str, Any]:
        setting = Setting(options["homes"], _first_of(options["from_year"]), options["seed"], town=options["town"])
        size = Size(setting, options["years"], options["replications"])
        register = registers.load().with_values(_values(options["set"]))
        began = local(timezone.now())

        def told(done: int, total: int) -> None:
            if done == total or done % max(1, total // 10) == 0:
                self.say(f"{done}/{total}, {(local(timezone.now()) - began).total_seconds():.0f} s")

        return question.answer(ask(question, size, register, processes=options["processes"], on_progress=told))

    def _tell(self, options: dict[str, Any], answer: dict[str, Any], found: Sequence[dict[str, Any]]) -> None:
        if options["json"]:
            self.put(answer)
            return
        self.stdout.write(f"{'':32s}" + "".join(f"{one['name']:>30s}" for one in found))
        for code in UNITS:
            own = [one["kpis"][code] for one in found]
            cells = [f"{one['mean']:12.3f} ({one['low']:.3f} - {one['high']:.3f})" for one in own]
            self.stdout.write(f"{code:32s}" + "".join(f"{cell:>30s}" for cell in cells))
        for one in answer.get("differences", ()):
            if one["kpi"] == next(iter(UNITS)):
                self.stdout.write("\n" + _("%(b)s minus %(a)s, year by year:") % {"a": one["a"], "b": one["b"]})
            star = " *" if one["differs"] else ""
            self.stdout.write(f"{one['kpi']:32s}{one['mean']:12.3f} ({one['low']:.3f} - {one['high']:.3f}){star}")
        if answer.get("differences"):
            self.stdout.write(_("A star: zero lies outside the interval of 95%."))


def _first_of(year: int) -> date:
    try:
        return date(year, 1, 1)
    except ValueError:
        raise Refused("out_of_range", field="from_year", value=year, least=FIRST_YEAR, most=LAST_YEAR) from None


def _turned(options: dict[str, Any]) -> dict[str, float]:
    """The parameters that are not as the register has them."""
    return registers.load().with_values(_values(options["set"])).turned


def _values(given: Sequence[str]) -> dict[str, float]:
    """Parameters as they are typed: CODE=VALUE."""
    found: dict[str, float] = {}
    for one in given:
        code, _, text = one.partition("=")
        try:
            found[code.strip()] = float(text)
        except ValueError:
            raise Refused("not_a_number", field=code, value=text) from None
    return found


def _size(options: dict[str, Any]) -> dict[str, Any]:
    size = {name: options[name] for name in ("homes", "years", "replications", "seed")}
    town: Town | None = options["town"]
    return size if town is None else {**size, "town": {**town.counts, "districts": town.names}}


def _differences(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"a": pair["a"], "b": pair["b"], "kpi": code, **one, "unit": UNITS[code]}
        for pair in found["differences"]
        for code, one in pair["kpis"].items()
    ]


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("kpis", "groups", "craftsmen_per_1000_homes")}
