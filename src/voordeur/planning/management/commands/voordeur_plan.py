"""`voordeur plan`: solve, check, offer and more on files; needs no database. Only translates."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from voordeur.base.command import DONE, REFUSED, HouseCommand
from voordeur.kernel.errors import FieldError
from voordeur.planning.engine import words
from voordeur.planning.engine.check import Violation, check, costs
from voordeur.planning.engine.diagnose import completed, why_impossible
from voordeur.planning.engine.explain import explain, told
from voordeur.planning.engine.file_form import FormError, Reading, job_from_json, plan_from_json, read_problem
from voordeur.planning.engine.file_write import (
    explanation_to_json,
    offer_to_json,
    plan_to_json,
    risk_to_json,
    wider_to_json,
)
from voordeur.planning.engine.horizon import asked_windows, windows_of
from voordeur.planning.engine.kernel.warm import warm
from voordeur.planning.engine.offer import offer, wider
from voordeur.planning.engine.problem import Plan
from voordeur.planning.engine.risk import late_risk
from voordeur.planning.engine.solve import solve
from voordeur.planning.engine.state import prepare

# What an offer may stand on: these say that something is missing, not that a route is wrong.
NOT_OF_ROUTES = {"promise_dropped", "missing", "wrong_cost", "planned_and_unplanned", "unplanned_twice"}
PROGRESS_SECONDS = 2.0
MOST_SAID = 20  # sentences on standard error about jobs without a place
OTHER_WINDOW_MINUTES = 120.0  # how wide the windows are that an explanation compares with
SCHEMAS = Path(__file__).resolve().parents[2] / "data"


GUIDE = "docs/guides/write-a-planning-problem.md"
EXAMPLES = {
    "solve": "voordeur plan solve PROBLEM.json --seconds 10 --seed 1 --out PLAN.json",
    "check": "voordeur plan check PROBLEM.json PLAN.json --json",
    "offer": "voordeur plan offer PROBLEM.json PLAN.json JOB.json --json",
    "explain": "voordeur plan explain PROBLEM.json PLAN.json JOB_ID --json",
    "risk": "voordeur plan risk PROBLEM.json PLAN.json --json",
    "schema": "voordeur plan schema problem > problem.v1.schema.json",
    "compile": "voordeur plan compile",
}


class Command(HouseCommand):
    help = "Plan jobs, check a plan, or ask what can be promised: files in, files out."
    example = "examples:\n  " + "\n  ".join(EXAMPLES.values()) + f"\n\nThe form of the files is in {GUIDE}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True, prog="voordeur plan")
        solving = steps.add_parser(
            "solve",
            help="make a plan; what cannot be planned is listed with its reason",
            epilog="example: " + EXAMPLES["solve"],
        )
        solving.add_argument("problem", metavar="PROBLEM.json")
        solving.add_argument("--seconds", type=_seconds, default=10.0, help="how long to improve; 10 when left out")
        solving.add_argument("--seed", type=int, default=1, help="where chance begins; 1 when left out")
        solving.add_argument("--from", dest="begin", metavar="PLAN.json", help="improve this plan")
        solving.add_argument("--out", metavar="PLAN.json", help="where the plan goes; standard output when left out")
        checking = steps.add_parser(
            "check", help="every rule that a plan breaks, and what it costs", epilog="example: " + EXAMPLES["check"]
        )
        asking = steps.add_parser(
            "offer",
            help="every window that can be promised for one job, cheapest first",
            epilog="example: " + EXAMPLES["offer"],
        )
        asking.add_argument(
            "--window-minutes",
            type=_minutes,
            default=120.0,
            help="how wide, for a job without windows of its own; 120 when left out",
        )
        asking.add_argument(
            "--wider", type=_minutes, metavar="MINUTES", help="also tell what a window that is so much wider would save"
        )
        for step in (checking, asking):
            step.add_argument("problem", metavar="PROBLEM.json")
            step.add_argument("plan", metavar="PLAN.json")
        asking.add_argument("job", metavar="JOB.json")
        judging = steps.add_parser(
            "risk",
            help="how likely each promise is to be late, from the spread of durations",
            epilog="example: " + EXAMPLES["risk"],
        )
        judging.add_argument("problem", metavar="PROBLEM.json")
        judging.add_argument("plan", metavar="PLAN.json")
        telling = steps.add_parser(
            "explain",
            help="why a job is where it is, and what stands before a cheaper place",
            epilog="example: " + EXAMPLES["explain"],
        )
        telling.add_argument("problem", metavar="PROBLEM.json")
        telling.add_argument("plan", metavar="PLAN.json")
        telling.add_argument("job", metavar="JOB_ID")
        showing = steps.add_parser("schema", help="the JSON Schema of a form", epilog="example: " + EXAMPLES["schema"])
        showing.add_argument("form", choices=["problem", "plan", "job"], nargs="?", default="problem")
        compiling = steps.add_parser(
            "compile",
            help="compile the planning ahead, so that nobody waits for it later",
            epilog="example: " + EXAMPLES["compile"],
        )
        for step in (solving, checking, asking, judging, telling, showing, compiling):
            step.add_argument("--json", action="store_true", help="one JSON object on standard output")
            step.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(getattr(self, f"_{options['step']}")(options))

    def _solve(self, options: dict[str, Any]) -> int:
        try:
            reading = read_problem(_json(options["problem"]))
            begin = plan_from_json(_json(options["begin"])) if options["begin"] else None
        except FormError as found:
            return self._refuse(found)
        self._tell(reading)
        if begin is not None and (wrong := _of_routes(reading, begin)):
            return self._refuse_plan(wrong)
        said = gettext("Planning %(jobs)d jobs for %(seconds)g seconds.")
        self.say(said % {"jobs": len(reading.problem.jobs), "seconds": options["seconds"]})
        stop = _Watched(options["seconds"], self.say)
        plan = solve(reading.problem, begin, seed=options["seed"], stop=stop)
        plan = completed(reading.problem, plan, reading.jobs_left_out, say=gettext)
        named = {one.name for one in reading.jobs_left_out}
        reasons = [left.message for left in plan.unplanned if left.job not in named]
        for reason in reasons[:MOST_SAID]:
            self.say(reason)
        if len(reasons) > MOST_SAID:
            self.say(gettext("And %(more)d more; the plan names them all.") % {"more": len(reasons) - MOST_SAID})
        written = plan_to_json(plan)
        if options["out"] is None:
            self.put(written)
            return DONE
        try:
            Path(options["out"]).write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError:
            return self._refuse(FormError([FieldError("--out", "cannot_write_file", options["out"])]))
        done = sum(len(route.stops) for route in plan.routes)
        if options["json"]:
            answer = {"out": options["out"], "visits": done, "unplanned": len(plan.unplanned), "cost": written["cost"]}
            self.put({**answer, "seconds": written["seconds"], "seed": plan.seed, **_odd(reading)})
        else:
            said = gettext(
                "%(visits)d visits planned, %(unplanned)d jobs without a place, cost %(total).1f. Plan: %(out)s"
            )
            told = {
                "visits": done,
                "unplanned": len(plan.unplanned),
                "total": plan.cost["total"],
                "out": options["out"],
            }
            self.stdout.write(said % told)
        return DONE

    def _compile(self, options: dict[str, Any]) -> int:
        began = time.monotonic()
        warm()
        seconds = time.monotonic() - began
        if options["json"]:
            self.put({"seconds": round(seconds, 1)})
        else:
            self.stdout.write(gettext("The planning is compiled (%(seconds).0f seconds).") % {"seconds": seconds})
        return DONE

    def _check(self, options: dict[str, Any]) -> int:
        try:
            reading = read_problem(_json(options["problem"]))
        except FormError as found:
            return self._refuse(found)
        try:
            plan = plan_from_json(_json(options["plan"]))
        except FormError as found:
            message = words.left_out("file", "", found.errors, gettext)
            broken = {"job": "", "craftsman": "", "code": "not_a_plan", "message": message}
            self._answer_check(options, [broken], {}, 0)
            return REFUSED
        violations = check(reading.problem, plan, left_out=reading.jobs_left_out)
        cost = costs(reading.problem, plan, left_out=reading.jobs_left_out)
        told = {term: round(price, 6) for term, price in cost.items()}
        self._answer_check(options, [_broken(one) for one in violations], told, len(plan.unplanned))
        return REFUSED if violations else DONE

    def _answer_check(
        self, options: dict[str, Any], violations: list[dict[str, str]], cost: dict[str, float], unplanned: int
    ) -> None:
        if options["json"]:
            answer = {"feasible": not violations, "violations": violations, "cost": cost, "unplanned": unplanned}
            self.put(answer)
            return
        for one in violations:
            self.stdout.write(one["message"])
        if not violations:
            said = gettext("The plan keeps every rule. Cost %(total).1f, %(unplanned)d jobs without a place.")
            self.stdout.write(said % {"total": cost["total"], "unplanned": unplanned})

    def _offer(self, options: dict[str, Any]) -> int:
        try:
            reading = read_problem(_json(options["problem"]))
            plan = plan_from_json(_json(options["plan"]))
            job, place = job_from_json(_json(options["job"]), reading.problem)
        except FormError as found:
            return self._refuse(found)
        if wrong := _of_routes(reading, plan):
            return self._refuse_plan(wrong)
        if any(stop.job == job.id for route in plan.routes for stop in route.stops):
            return self._refuse(FormError([FieldError(f"jobs.{job.id}.id", "planned_already", job.id)]))
        others = tuple(one for one in reading.problem.jobs if one.id != job.id)
        places = reading.problem.places if place is None else (*reading.problem.places, place)
        problem = replace(reading.problem, jobs=(*others, job), places=places)
        windows = asked_windows(problem, job, minutes=options["window_minutes"])
        choices = offer(problem, plan, job, windows=windows)
        why = None if choices else why_impossible(problem, job)
        message = "" if why is None else words.unplanned(why, gettext)
        if options["json"]:
            offers = [offer_to_json(one) for one in choices]
            refused = [] if why is None else [{"job": job.id, "code": why.code, "message": message}]
            answer: dict[str, Any] = {"offers": offers, "refused": refused}
            if options["wider"] is not None:
                told_wider = wider(prepare(problem, plan), job, windows, minutes=options["wider"])
                answer["wider"] = [wider_to_json(one) for one in told_wider]
            self.put(answer)
            return DONE
        for one in choices:
            self.stdout.write(f"{one.from_minute:g}-{one.to_minute:g}  {one.craftsman}  {one.total:+.1f}")
        if not choices:
            self.stdout.write(message or gettext("No window can be promised for this job."))
        return DONE

    def _explain(self, options: dict[str, Any]) -> int:
        try:
            reading = read_problem(_json(options["problem"]))
            plan = plan_from_json(_json(options["plan"]))
        except FormError as found:
            return self._refuse(found)
        if wrong := _of_routes(reading, plan):
            return self._refuse_plan(wrong)
        name = options["job"]
        if (left := next((one for one in reading.jobs_left_out if one.name == name), None)) is not None:
            return self._refuse(FormError(list(left.errors)))
        if not any(one.id == name for one in reading.problem.jobs):
            return self._refuse(FormError([FieldError("JOB_ID", "unknown", name, params={"allowed": "known_job"})]))
        windows = windows_of(reading.problem, minutes=OTHER_WINDOW_MINUTES)
        answer = explain(reading.problem, plan, name, windows=windows)
        sentences = [words.explained(one.code, one.params, gettext) for one in told(answer)]
        if answer.reason is not None:
            sentences.insert(1, words.unplanned(answer.reason, gettext))
        if options["json"]:
            self.put({**explanation_to_json(answer), "sentences": sentences})
        else:
            self.stdout.write("\n".join(sentences))
        return DONE

    def _risk(self, options: dict[str, Any]) -> int:
        try:
            reading = read_problem(_json(options["problem"]))
            plan = plan_from_json(_json(options["plan"]))
        except FormError as found:
            return self._refuse(found)
        if wrong := _of_routes(reading, plan):
            return self._refuse_plan(wrong)
        risks = sorted(late_risk(reading.problem, plan).values(), key=lambda one: (-one.chance, one.job))
        if options["json"]:
            self.put({"promises": [risk_to_json(one) for one in risks]})
            return DONE
        said = gettext("Job %(job)s has a chance of %(percent).1f%% to start after %(moment)s.")
        for one in risks[:MOST_SAID]:
            moment = words.clock(one.to_minute, gettext)
            self.stdout.write(said % {"job": one.job, "percent": 100 * one.chance, "moment": moment})
        return DONE

    def _schema(self, options: dict[str, Any]) -> int:
        self.put(_schema_of(options["form"]))
        return DONE

    def _tell(self, reading: Reading) -> None:
        for one in reading.left_out:
            self.say(words.left_out(one.kind, one.name, one.errors, gettext))
        for error in reading.remarks:
            self.say(words.left_out("remark", "", [error], gettext))

    def _refuse(self, found: FormError) -> int:
        self.say(words.left_out("file", "", found.errors, gettext))
        self.put({"errors": [_fault(error) for error in found.errors]})
        return REFUSED

    def _refuse_plan(self, wrong: list[Violation]) -> int:
        self.say(gettext("The plan breaks rules of its problem, so nothing can be built on it."))
        self.put({"errors": [_broken(one) for one in wrong]})
        return REFUSED


class _Watched:
    """Stop after some seconds, and tell now and then how long it has been; `share()` says how much is used."""

    def __init__(self, seconds: float, say: Callable[[str], None]) -> None:
        self._seconds, self._say = seconds, say
        self._began = self._told = time.monotonic()

    def __call__(self) -> bool:
        moment = time.monotonic()
        if moment - self._told >= PROGRESS_SECONDS:
            self._told = moment
            self._say(gettext("%(seconds)d seconds") % {"seconds": moment - self._began})
        return self.share() >= 1.0

    def share(self) -> float:
        return min(1.0, (time.monotonic() - self._began) / self._seconds) if self._seconds else 1.0


def _seconds(text: str) -> float:
    return _between(text, 0, 86_400)


def _minutes(text: str) -> float:
    return _between(text, 1, 1440)


def _between(text: str, low: float, high: float) -> float:
    allowed = f"a number from {low:g} to {high:g}, not {text!r}"
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError(allowed) from None
    if not low <= value <= high:
        raise ArgumentTypeError(allowed)
    return value


def _json(name: str) -> Any:
    """Raises FormError when the file cannot be read or is no JSON."""
    try:
        return json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError:
        raise FormError([FieldError(name, "cannot_read_file", name)]) from None
    except (ValueError, RecursionError) as error:
        raise FormError([FieldError(name, "not_json", str(error)[:80])]) from None


def _schema_of(form: str) -> dict[str, Any]:
    """The schema of a file; a job alone may bring its place along."""
    name = "plan" if form == "plan" else "problem"
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.v1.schema.json").read_text(encoding="utf-8"))
    if form != "job":
        return schema
    parts = schema["$defs"]
    job = parts["job"]
    place = {"anyOf": [job["properties"]["place"], {"$ref": "#/$defs/place"}]}
    told = {**job, "properties": {**job["properties"], "place": place}, "title": "A job, version 1"}
    return {"$schema": schema["$schema"], **told, "$defs": parts}


def _of_routes(reading: Reading, plan: Plan) -> list[Violation]:
    found = check(reading.problem, plan, left_out=reading.jobs_left_out)
    return [one for one in found if one.code not in NOT_OF_ROUTES]


def _fault(error: FieldError) -> dict[str, str]:
    told = {"field": error.field, "code": error.code, "value": error.value, "allowed": error.allowed}
    return {**told, "message": words.fault(error, gettext)}


def _broken(one: Violation) -> dict[str, str]:
    message = words.violation(one.code, one.params, gettext)
    return {"job": one.job, "craftsman": one.craftsman, "code": one.code, "message": message}


def _odd(reading: Reading) -> dict[str, list[dict[str, str]]]:
    return {
        "left_out": [
            {
                "kind": one.kind,
                "name": one.name,
                "code": one.errors[0].code,
                "message": words.left_out(one.kind, one.name, one.errors, gettext),
            }
            for one in reading.left_out
        ],
        "remarks": [_fault(error) for error in reading.remarks],
    }
