"""`voordeur twin calibrate | backtest`: what the own history teaches, and a month foretold. Only translates."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE
from voordeur.policy.rules import local
from voordeur.twin.queries import history
from voordeur.twin.queries.backtest import backtest
from voordeur.twin.queries.calibration import day_of, learned, told
from voordeur.twin.services import calibrating
from voordeur.twin.texts import figures
from voordeur.twin.texts.calibrating import REASONS, left_out, why

EXAMPLES = {
    "calibrate": "voordeur twin calibrate --json",
    "backtest": "voordeur twin backtest --holdout 2026-10 --json",
}
WAYS = tuple(EXAMPLES)
REPLICATIONS = 20
WIDTHS = 30, 40, 22, 8, 0  # of the columns of a backtest

Say = Callable[[str], None]
Put = Callable[[dict[str, Any]], None]


def add_to(ways: Any) -> None:
    """The two sub-commands."""
    shared = ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
    shared.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")
    shared.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same answer (1)")
    calibrating_ = ways.add_parser(
        "calibrate",
        parents=[shared],
        help="what the association's own history says of the parameters",
        epilog="example: " + EXAMPLES["calibrate"],
    )
    calibrating_.add_argument(
        "--until", metavar="YYYY-MM-DD", help="learn from what was known at the beginning of this day (today)"
    )
    calibrating_.add_argument("--keep", action="store_true", help="keep the result, for studies under own figures")
    testing = ways.add_parser(
        "backtest",
        parents=[shared],
        help="a month foretold from what was known before it, beside what happened",
        epilog="example: " + EXAMPLES["backtest"],
    )
    testing.add_argument("--holdout", required=True, metavar="YYYY-MM", help="a month that is over")
    testing.add_argument(
        "--replications", type=int, default=REPLICATIONS, metavar="R", help=f"times the month is lived ({REPLICATIONS})"
    )


def run(options: dict[str, Any], *, now: datetime, put: Put, say: Say, write: Say) -> int:
    """Learns and tells: `put` takes JSON, `write` a line for people, `say` a message. Raises what is refused."""
    return {"calibrate": _calibrate, "backtest": _backtest}[options["way"]](options, now, put, say, write)


def _calibrate(options: dict[str, Any], now: datetime, put: Put, say: Say, write: Say) -> int:
    today = local(now).date()
    found = learned(day_of(options["until"], today=today) if options.get("until") else today, seed=options["seed"])
    answer = told(found)
    future, known = history.number_after(now)
    if future:
        answer["left_out"].append({"code": "in_future", "n": future, "of": known})
    answer["left_out"] = [{**one, "message": left_out(one)} for one in answer["left_out"]]
    if options["keep"]:
        calibrating.keep(found, by=None, now=now)
        say(_("Kept. Studies can now be about the association's own figures."))
    if options["json"]:
        put({**answer, "is_kept": options["keep"]})
        return DONE
    write(_("Learned from %(from)s to %(until)s, %(homes)s homes.") % {**answer, "homes": words.number(found.homes)})
    for one in answer["left_out"]:
        write(one["message"])
    write(_("Value, interval of 95%, observations, value of the register:"))
    for one in answer["fitted"]:
        mark = "  " + _("outside the range of the register") if one["outside"] else ""
        bounds = f"({one['low']:.4g} - {one['high']:.4g})"
        write(f"{one['code']:26s}{one['value']:10.4g} {bounds:24s} n={one['n']:<7d} {one['shipped']:10.4g}{mark}")
    for one in answer["kept"]:
        write(f"{one['code']:26s}{one['value']:10.4g} {REASONS[one['reason']]} (n={one['n']})")
    write(
        _("%(count)s other parameters are not looked for in a history and stay as the register has them.")
        % {"count": words.number(len(answer["untouched"]))}
    )
    return DONE


def _backtest(options: dict[str, Any], now: datetime, put: Put, say: Say, write: Say) -> int:
    def progress(done: int, total: int) -> None:
        if done == total or done % max(1, total // 10) == 0:
            say(f"{done}/{total}")

    answer = backtest(
        options["holdout"],
        today=local(now).date(),
        seed=options["seed"],
        replications=options["replications"],
        on_progress=progress,
    )
    for row in answer["figures"]:
        row["why"] = [{**one, "message": why(one)} for one in row["why"]]
    if options["json"]:
        put(answer)
        return DONE
    write(
        _("%(inside)s of %(compared)s figures of %(holdout)s came within their 95%% interval.")
        % {name: answer[name] for name in ("inside", "compared", "holdout")}
    )
    if answer["corrected_compared"]:
        write(
            _("Corrected by how the months before were missed: %(corrected_inside)s of %(corrected_compared)s.")
            % answer
        )
    write(_line("", _("foreseen (95%)"), _("happened"), _("off"), _("corrected (95%)")))
    for row in answer["figures"]:
        unit, seen, off = row["unit"], row["happened"], row["off"]
        real = f"{figures.value(seen['value'], unit)} (n={seen['n']})" if seen else "-"
        far = "" if off is None else f"{'+' if off > 0 else ''}{words.percent(off)}"
        sign = "*" if row["inside"] is False else ""
        again = _foreseen(row["corrected"], unit) if row["corrected"] else ""
        write(_line(row["code"], _foreseen(row["forecast"], unit), real, far + sign, again))
        for one in row["why"]:
            write(f"    {one['message']}")
    write(_("A star: what happened lies outside the interval."))
    return DONE


def _line(*cells: str) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _foreseen(told: dict[str, float], unit: str) -> str:
    mean, low, high = (figures.value(told[name], unit) for name in ("mean", "low", "high"))
    if unit != "cents_per_year":
        # The word of the unit is told once; of money it is a sign before every amount.
        mean, low = mean.partition("\u00a0")[0], low.partition("\u00a0")[0]
    return f"{mean} ({low} - {high})"
