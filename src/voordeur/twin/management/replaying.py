"""`voordeur twin queue`: recorded calls once more, through the simulated telephone. Only translates."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TypeVar

from django.utils import translation
from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE, REFUSED, WRONG_USE
from voordeur.kernel.errors import Refused
from voordeur.twin import texts
from voordeur.twin.engine.calls import Desk
from voordeur.twin.engine.recorded import Recorded, read_calls, read_staff
from voordeur.twin.engine.register import load
from voordeur.twin.engine.replay import Between, Fit, Replayed, assume, calibrate, replay

EXAMPLE = (
    "voordeur twin queue CALLS.csv --agents STAFF.csv --calibrate-on BEFORE.csv --calibrate-agents THEN.csv --json"
)
REPLICATIONS = 40
# Between two talks, where nothing is learned: what was found at the bank of 1999 (docs/guides/twin.md).
OFF_SECONDS = 45.0
DIGITS = 9  # of a figure that is told: all that two machines agree upon


T = TypeVar("T")


class _Unreadable(Exception):  # noqa: N818 - an answer, not an error
    """A file that cannot be opened: the command was used wrongly."""


def add_to(ways: Any) -> None:
    """Adds `queue` to the ways of `voordeur twin`."""
    parser: ArgumentParser = ways.add_parser(
        "queue", help="recorded calls once more, through the simulated telephone", epilog="example: " + EXAMPLE
    )
    parser.add_argument(
        "calls", type=Path, metavar="CALLS.csv", help="arrival (local time), service_seconds, waited_seconds"
    )
    parser.add_argument(
        "--agents", type=Path, required=True, metavar="STAFF.csv", help="from, to, agents: who is on duty when"
    )
    parser.add_argument("--calibrate-on", type=Path, metavar="CALLS.csv", help="calls of which the waits are known")
    parser.add_argument("--calibrate-agents", type=Path, metavar="STAFF.csv", help="who was on duty then")
    parser.add_argument(
        "--talks",
        choices=["drawn", "recorded"],
        default="drawn",
        help="as long as those learned from, which reads nothing of how the calls ended; or as they were (drawn)",
    )
    parser.add_argument("--patience-seconds", type=float, metavar="S", help="mean, where nothing is learned")
    parser.add_argument(
        "--off-seconds",
        type=float,
        default=OFF_SECONDS,
        metavar="S",
        help=f"mean between two talks, where nothing is learned ({OFF_SECONDS:g})",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same answer (1)")
    parser.add_argument("--replications", type=int, default=REPLICATIONS, metavar="R", help=f"({REPLICATIONS})")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
    parser.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")


def run(
    options: dict[str, Any],
    *,
    put: Callable[[dict[str, Any]], None],
    say: Callable[[str], None],
    write: Callable[[str], None],
) -> int:
    """Replays and tells: `put` takes JSON, `write` a line for people, `say` a message. Returns the exit status."""
    with translation.override(options["language"]):
        if (options["calibrate_on"] is None) != (options["calibrate_agents"] is None):
            say(_("To learn from calls, give both --calibrate-on and --calibrate-agents."))
            return WRONG_USE
        try:
            found = _replayed(options)
        except Refused as no:
            status = REFUSED
            file = f"{no.params['file']}: " if "file" in no.params else ""
            message = file + texts.refusal(no.code, no.params)
            refused = {"code": no.code, **{name: str(value) for name, value in no.params.items()}, "message": message}
        except _Unreadable as fault:
            status = WRONG_USE
            message = _("The file “%(file)s” cannot be read. Check its name and whether you may open it.") % {
                "file": fault
            }
            refused = {"code": "cannot_read_file", "file": str(fault), "message": message}
        else:
            _tell(found, options, put, write)
            return DONE
        if options["json"]:
            put({"refused": [refused]})
        say(message)
        return status


def _replayed(options: dict[str, Any]) -> Replayed:
    calls, staff = _calls(options["calls"]), _staff(options["agents"])
    fit = _fit(options, calls)
    talks: Literal["drawn", "recorded"] = options["talks"]
    return replay(calls, staff, fit, seed=options["seed"], replications=options["replications"], talks=talks)


def _fit(options: dict[str, Any], calls: Recorded) -> Fit:
    if options["calibrate_on"] is not None:
        return calibrate(_calls(options["calibrate_on"]), _staff(options["calibrate_agents"]))
    patience = options["patience_seconds"]
    if patience is None:
        patience = load()["patience_seconds"]
    return assume(calls, patience_seconds=patience, off_seconds=options["off_seconds"])


def _calls(path: Path) -> Recorded:
    return _read(path, read_calls)


def _staff(path: Path) -> Desk:
    return _read(path, read_staff)


def _read(path: Path, reader: Callable[[str], T]) -> T:
    try:
        return reader(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise _Unreadable(str(path)) from None
    except Refused as refused:
        raise Refused(refused.code, **refused.params, file=path) from None


def _tell(
    found: Replayed, options: dict[str, Any], put: Callable[[dict[str, Any]], None], write: Callable[[str], None]
) -> None:
    if options["json"]:
        told = asdict(found)
        put({name: _digits(value) if isinstance(value, dict) else value for name, value in told.items()})
        return
    write(_("Calls: %(count)s") % {"count": words.number(found.offered)})
    for name, share in ((_("Hangs up"), found.abandoned_share), (_("Answered within 20 s"), found.within_20s_share)):
        write(f"{name}: {_between(share, lambda value: words.percent(value, digits=1))}")
    name, wait = _("Mean wait of who is answered"), found.mean_wait_answered_seconds
    write(f"{name}: {_between(wait, _seconds)}")


def _seconds(value: float) -> str:
    return words.quantity(value, _("seconds"), digits=1)


def _between(found: Between, shown: Callable[[float], str]) -> str:
    return _("%(mean)s (95%% of the weeks: %(low)s to %(high)s)") % {
        "mean": shown(found.mean),
        "low": shown(found.low),
        "high": shown(found.high),
    }


def _digits(values: dict[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.{DIGITS}g}") for name, value in values.items()}
