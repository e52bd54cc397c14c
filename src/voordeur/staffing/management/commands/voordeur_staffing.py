"""`voordeur staffing`: how callers fare with so many agents, the plan of a week, the score of the forecast."""

import math
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE, REFUSED, HouseCommand
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import ZONE, at_minute
from voordeur.staffing import queries, texts
from voordeur.staffing.engine.erlang import Load, judge
from voordeur.staffing.engine.scoring import score
from voordeur.staffing.services import plans

DEFAULT_TARGET_SECONDS = 20.0
# What the formulas call otherwise than the command does.
OPTIONS = {"handling_seconds": "aht_seconds"}
EXAMPLES = {
    "erlang": "voordeur staffing erlang --calls-per-hour 720 --aht-seconds 240 --agents 55 --target-seconds 15 --json",
    "plan": "voordeur staffing plan --week 2026-W48 --json",
    "score": "voordeur staffing score --days 56 --json",
}


def number(text: str) -> float:
    """A number of an option; what is not finite is none."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ArgumentTypeError(f"{text!r} is not a number")
    return found


def day(text: str) -> date:
    """A day of an option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-24") from None


def _as_typed(params: Mapping[str, object]) -> dict[str, object]:
    """What a refusal is about, with the option as it is typed."""
    return {**params, "field": f"--{params.get('field', '')}".replace("_", "-")}


class Command(HouseCommand):
    help = "How callers fare with so many agents (Erlang C, and Erlang A with patience), and the plan of a week."
    example = "examples:\n  " + "\n  ".join(EXAMPLES.values())

    def add_arguments(self, parser: ArgumentParser) -> None:
        shared = ArgumentParser(add_help=False)
        shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
        shared.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")
        ways = parser.add_subparsers(
            dest="way", required=True, metavar="erlang | plan | score", prog="voordeur staffing"
        )
        judging = ways.add_parser(
            "erlang",
            parents=[shared],
            help="waiting, hanging up and occupancy with so many agents",
            epilog="example: " + EXAMPLES["erlang"],
        )
        judging.add_argument("--calls-per-hour", type=number, required=True, metavar="X")
        judging.add_argument("--aht-seconds", type=number, required=True, metavar="S", help="mean time a call takes")
        judging.add_argument("--agents", type=int, required=True, metavar="N")
        judging.add_argument(
            "--patience-seconds",
            type=number,
            metavar="P",
            help="mean time until somebody hangs up (Erlang A); nobody does when it is left out (Erlang C)",
        )
        judging.add_argument(
            "--target-seconds",
            type=number,
            default=DEFAULT_TARGET_SECONDS,
            metavar="T",
            help=f"service_level is the share answered within T seconds ({DEFAULT_TARGET_SECONDS:g})",
        )
        planning = ways.add_parser(
            "plan",
            parents=[shared],
            help="calls expected, agents needed and the cheapest roster of a week",
            epilog="example: " + EXAMPLES["plan"],
        )
        planning.add_argument("--week", required=True, metavar="2026-W48", help="an ISO week")
        planning.add_argument("--keep", action="store_true", help="also keep it as the plan of that week")
        planning.add_argument("--seconds", type=number, default=plans.SECONDS_OF_SOLVING, help="longest search (20)")

        scoring = ways.add_parser(
            "score",
            parents=[shared],
            help="how well calls were foretold a week before, beside the mean of the same weekday in four weeks",
            epilog="example: " + EXAMPLES["score"],
        )
        scoring.add_argument("--until", type=day, metavar="D", help="last day that is foretold (that of the last call)")
        scoring.add_argument("--days", type=int, default=56, help="how many days are looked at (56)")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                done = {"erlang": self._erlang, "plan": self._plan, "score": self._score}[options["way"]](options)
            except Refused as refused:
                if options["json"]:
                    params = {name: str(value) for name, value in refused.params.items()}
                    self.put({"refused": [{"code": refused.code, **params}]})
                is_typed = options["way"] == "erlang"
                self.say(texts.refusal(refused.code, _as_typed(refused.params) if is_typed else refused.params))
                sys.exit(REFUSED)
        sys.exit(done)

    def _erlang(self, options: dict[str, Any]) -> int:
        load = Load(options["calls_per_hour"], options["aht_seconds"], options["patience_seconds"])
        try:
            found = judge(load, options["agents"], options["target_seconds"])
        except Refused as refused:
            field = str(refused.params.get("field", ""))
            raise Refused(refused.code, **{**refused.params, "field": OPTIONS.get(field, field)}) from refused
        if options["json"]:
            model = "erlang_c" if load.patience_seconds is None else "erlang_a"
            self.put(asdict(found) | {"model": model, "erlangs": load.erlangs})
            return DONE
        wait = found.mean_wait_seconds
        waits = _("without end") if wait is None else words.quantity(wait, _("seconds"), digits=1)
        for name, value in (
            (_("Has to wait"), words.percent(found.wait_probability, digits=1)),
            (_("Mean wait of all callers"), waits),
            (_("Hangs up"), words.percent(found.abandonment, digits=1)),
            (_("Answered in time"), words.percent(found.service_level, digits=1)),
            (_("Time that agents are on calls"), words.percent(found.occupancy, digits=1)),
        ):
            self.stdout.write(f"{name}: {value}")
        return DONE

    def _plan(self, options: dict[str, Any]) -> int:
        now = timezone.now()
        monday = queries.monday_of(options["week"])
        worked_out = plans.work_out(monday=monday, now=now, seconds=max(0.1, options["seconds"]))
        if options["keep"]:
            plans.keep(worked_out, now=now)
        figures = worked_out.figures
        if options["json"]:
            self.put(self._told(worked_out, options["week"]))
            return DONE
        self.stdout.write(
            _("Expected: %(calls)s calls. Needed: %(needed)s hours; planned: %(there)s; missing: %(missing)s.")
            % {
                "calls": words.number(figures["calls"]),
                "needed": words.number(figures["needed_hours"], digits=1),
                "there": words.number(figures["there_hours"], digits=1),
                "missing": words.number(figures["missing_hours"], digits=1),
            }
        )
        names = self._names(worked_out)
        for shift, _on, starts_at, ends_at in worked_out.shifts():
            window = words.window_in_words(starts_at, ends_at)
            self.stdout.write(f"{window}: {names[shift.agent]}")
        return DONE

    def _score(self, options: dict[str, Any]) -> int:
        found = score(queries.history(options["until"]), last_days=max(1, options["days"]))
        if options["json"]:
            self.put(asdict(found))
            return DONE
        for name, ours, plain in (
            (_("Calls missed by per quarter of an hour"), found.quarter_error, found.quarter_error_plain),
            (_("Calls missed by per day"), found.day_error, found.day_error_plain),
        ):
            beside = _("%(ours)s; the mean of four weeks %(plain)s")
            numbers = {"ours": words.number(ours, digits=2), "plain": words.number(plain, digits=2)}
            self.stdout.write(f"{name}: {beside % numbers}")
        return DONE

    def _told(self, worked_out: plans.WorkedOut, week: str) -> dict[str, Any]:
        """The plan with moments in full, as programs read it."""
        figures = dict(worked_out.figures)
        names = self._names(worked_out)
        quarters = []
        for day in figures.pop("days"):
            for quarter in day["quarters"]:
                at = at_minute(date.fromisoformat(day["on"]), quarter["minute"])
                rest = {name: value for name, value in quarter.items() if name != "minute"}
                quarters.append({"at": at.astimezone(ZONE).isoformat(), **rest})
        return {
            "week": week,
            "monday": worked_out.monday.isoformat(),
            **figures,
            "quarters": quarters,
            "shifts": [
                {
                    "agent": names[shift.agent],
                    "agent_id": int(shift.agent),
                    "starts_at": starts_at.isoformat(),
                    "ends_at": ends_at.isoformat(),
                }
                for shift, _on, starts_at, ends_at in worked_out.shifts()
            ],
        }

    def _names(self, worked_out: plans.WorkedOut) -> dict[str, str]:
        keys = {int(shift.agent) for shift in worked_out.staffed.roster.shifts}
        return {str(user.pk): user.name for user in User.objects.filter(pk__in=keys)}
