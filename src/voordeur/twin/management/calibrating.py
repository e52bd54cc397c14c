"""`voordeur twin calibrate | backtest`: what the own history teaches, and a month foretold. Only translates."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE
from voordeur.policy.rules import local
from voordeur.twin.queries.backtest import backtest
from voordeur.twin.queries.calibration import learned, told
from voordeur.twin.services import calibrating
from voordeur.twin.texts.calibrating import REASONS, why

EXAMPLES = {
    "calibrate": "voordeur twin calibrate --json",
    "backtest": "voordeur twin backtest --holdout 2026-10 --json",
}
WAYS = tuple(EXAMPLES)
REPLICATIONS = 20

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
    found = learned(local(now).date(), seed=options["seed"])
    answer = told(found)
    if options["keep"]:
        calibrating.keep(found, by=None, now=now)
        say(_("Kept. Studies can now be about the association's own figures."))
    if options["json"]:
        put({**answer, "is_kept": options["keep"]})
        return DONE
    write(_("Learned from %(from)s to %(until)s, %(homes)s homes.") % {**answer, "homes": words.number(found.homes)})
    for one in answer["fitted"]:
        mark = "  " + _("outside the range of the register") if one["outside"] else ""
        bounds = f"({one['low']:.4g} - {one['high']:.4g})"
        write(f"{one['code']:26s}{one['value']:10.4g} {bounds:24s} n={one['n']:<7d} {one['shipped']:10.4g}{mark}")
    for one in answer["kept"]:
        write(f"{one['code']:26s}{one['value']:10.4g} {REASONS[one['reason']]} (n={one['n']})")
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
    for row in answer["figures"]:
        foreseen, seen = row["forecast"], row["happened"]
        bounds = f"({foreseen['low']:.4g} - {foreseen['high']:.4g})"
        real = f"{seen['value']:10.4g} n={seen['n']:<6d}" if seen else f"{'-':>10s}{'':9s}"
        sign = "*" if row["inside"] is False else " "
        other = row["corrected"]
        again = f"{other['mean']:10.4g} ({other['low']:.4g} - {other['high']:.4g})" if other else ""
        write(f"{row['code']:30s}{foreseen['mean']:10.4g} {bounds:24s}{real}{sign} {again}".rstrip())
        for one in row["why"]:
            write(f"    {one['message']}")
    return DONE
