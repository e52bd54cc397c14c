"""`voordeur calls`: take in a call log, report the figures, try the exchange's door. Only translates."""

import json
import secrets
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from voordeur.base import words
from voordeur.base.command import DONE, REFUSED, WRONG_USE, HouseCommand
from voordeur.homes.services.layout import Map, read_map
from voordeur.kernel.errors import FieldError, Refused
from voordeur.telephone import texts
from voordeur.telephone.queries import Figures, report
from voordeur.telephone.rules import signature
from voordeur.telephone.rules.log_rows import FIELDS
from voordeur.telephone.rules.messages import Message
from voordeur.telephone.rules.moments import FIRST_YEAR, LAST_YEAR
from voordeur.telephone.services.importing import Taken, import_calls

SHOWN_TO_PEOPLE = 20
SECONDS_OF_PATIENCE = 15


def day(text: str) -> date:
    """A day of an option, in the years that call logs may be of."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-24") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ArgumentTypeError(f"{text!r} is out of range; allowed: {FIRST_YEAR} to {LAST_YEAR}")
    return found


class Command(HouseCommand):
    help = "Take in call logs, report waiting and giving up per day and quarter of an hour, try the exchange's door."
    example = (
        "examples:\n"
        "  voordeur calls import log.csv --map ours.toml --json\n"
        "  voordeur calls report --from 2026-11-01 --to 2026-11-30 --json\n"
        "  voordeur calls secret                        what the exchange signs its messages with\n"
        "  voordeur calls send EVENT.json               sign a message and send it to VOORDEUR_URL, to try\n"
        "  voordeur calls schema                        the form of a message, as JSON Schema\n\n"
        "MAP.toml (docs/guides/connect-an-exchange.md):\n"
        "  [columns]                 our field = their column\n"
        '  arrival = "Begin"\n'
        "  [constants]               zone, date_form, unit, source; or one value for every row\n"
        '  zone = "Europe/Amsterdam"\n'
        "  [values.outcome]          their word = answered, abandoned, menu or phantom\n"
        '  "OPGENOMEN" = "answered"\n\n'
        f"our fields: {', '.join(FIELDS)}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        shared = ArgumentParser(add_help=False)
        shared.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else")
        shared.add_argument("--language", choices=["nl", "en"], default="nl", help="of the messages (nl)")
        ways = parser.add_subparsers(dest="way", required=True, metavar="import | report | secret | send | schema")
        taking = self._way(ways, "import", shared, "voordeur calls import log.csv --map ours.toml --json")
        taking.add_argument("file", type=Path, metavar="FILE", help="CSV with a header; comma, semicolon or tab")
        taking.add_argument(
            "--map", "--mapping", type=Path, metavar="MAP.toml", help="which of their columns is which of our fields"
        )
        telling = self._way(ways, "report", shared, "voordeur calls report --from 2026-11-01 --to 2026-11-30 --json")
        telling.add_argument("--from", dest="from_on", type=day, metavar="D", help="first day (that of the first call)")
        telling.add_argument("--to", dest="until_on", type=day, metavar="D", help="last day (that of the last call)")
        self._way(ways, "secret", shared, "voordeur calls secret")
        sending = self._way(ways, "send", shared, "voordeur calls send EVENT.json --url https://voordeur.example.org")
        sending.add_argument("file", type=Path, metavar="EVENT.json", help="one message; without `at` it is now")
        sending.add_argument("--url", default=settings.BASE_URL, help=f"where Voordeur runs ({settings.BASE_URL})")
        self._way(ways, "schema", shared, "voordeur calls schema > event.v1.schema.json")

    def _way(self, ways: Any, name: str, shared: ArgumentParser, example: str) -> ArgumentParser:
        made: ArgumentParser = ways.add_parser(name, parents=[shared], epilog=f"example: {example}")
        made.prog = f"voordeur calls {name}"
        return made

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            match options["way"]:
                case "import":
                    status = self._import(options)
                case "report":
                    status = self._report(options)
                case "secret":
                    self.stdout.write(settings.EXCHANGE_SECRETS[0])
                    status = DONE
                case "schema":
                    self.put(Message.model_json_schema())
                    status = DONE
                case _:
                    status = self._send(options)
        if status:
            sys.exit(status)

    # --- import -------------------------------------------------------------------------------------------------------

    def _import(self, options: dict[str, Any]) -> int:
        taken, status = Taken(), WRONG_USE
        try:
            map_ = read_map(options["map"], FIELDS) if options["map"] else Map()
        except Refused as no:
            named = {name: str(value) for name, value in no.params.items()}
            taken.faults.append(
                FieldError(named.get("field", ""), no.code, named.get("value", ""), named.get("allowed", ""))
            )
        else:
            if not options["file"].is_file():
                taken.faults.append(FieldError("", "cannot_read_file", str(options["file"])))
            else:
                self._make_tables()
                taken = import_calls(options["file"], map_=map_, tell=self._tell, by=None, now=timezone.now())
                status = DONE if taken.is_written else REFUSED
        if options["json"]:
            self.put(_taken_to_json(taken))
        else:
            self._say_taken(taken)
        return status

    def _tell(self, _stage: str, position: int) -> None:
        self.say(_("%(number)s kB read") % {"number": position // 1000})

    def _make_tables(self) -> None:
        """A database that was never used gets its tables first; one that was is left to whoever runs it."""
        if "telephone_call" not in connection.introspection.table_names():
            self.say(_("This database is new: making its tables."))
            call_command("migrate", verbosity=0)

    def _say_taken(self, taken: Taken) -> None:
        counts = {"rows": taken.rows, "calls": taken.calls, "phantom": taken.phantom, "refused": taken.refused}
        self.stdout.write(_("%(rows)d rows: %(calls)d calls, %(phantom)d phantom calls, %(refused)d refused.") % counts)
        for code, number in sorted(taken.oddities.items()):
            self.stdout.write(f"- {number} × {texts.ODDITIES[code]}")
        for fault in [*taken.faults[:SHOWN_TO_PEOPLE], *taken.warnings]:
            row = _("row %(row)s: ") % {"row": fault.row} if fault.row else ""
            self.stdout.write(f"- {row}{texts.sentence_of(fault)}")

    # --- report -------------------------------------------------------------------------------------------------------

    def _report(self, options: dict[str, Any]) -> int:
        from_on, until_on = options["from_on"], options["until_on"]
        if from_on and until_on and from_on > until_on:
            self.say(_("--from comes after --to"))
            return WRONG_USE
        self._make_tables()
        found = report(from_on=from_on, until_on=until_on)
        if options["json"]:
            self.put(found)
            return DONE
        whole = Figures(**{name: found[name] for name in ("offered", "answered", "abandoned")})
        self.stdout.write(
            _("%(offered)s callers wanted somebody, %(abandoned)s gave up (%(share)s).")
            % {
                "offered": words.number(whole.offered),
                "abandoned": words.number(whole.abandoned),
                "share": words.percent(whole.abandoned_share or 0, digits=1),
            }
        )
        if found["mean_wait_answered_seconds"] is not None:
            self.stdout.write(
                _("Who was helped waited %(wait)s seconds on average; %(share)s were answered within 20 seconds.")
                % {
                    "wait": words.number(found["mean_wait_answered_seconds"], digits=1),
                    "share": words.percent(found["within_20s_share"], digits=1),
                }
            )
        return DONE

    # --- trying the door ----------------------------------------------------------------------------------------------

    def _send(self, options: dict[str, Any]) -> int:
        """One message to a running installation, signed as the exchange would sign it."""
        now = timezone.now()
        try:
            told = json.loads(options["file"].read_text(encoding="utf-8"))
            body = json.dumps({"version": 1, "at": now.isoformat(), **told}).encode()
        except (OSError, ValueError, TypeError) as fault:
            self.say(str(fault))
            return WRONG_USE
        url = options["url"].rstrip("/") + reverse("telephone:events")
        if not url.startswith(("http://", "https://")):
            self.say(url)
            return WRONG_USE
        name, moment = f"msg_{secrets.token_urlsafe(16)}", int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(moment),
            "webhook-signature": signature.sign(
                settings.EXCHANGE_SECRETS[0], message_id=name, timestamp=moment, body=body
            ),
        }
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - its beginning is looked at
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_OF_PATIENCE) as answer:  # noqa: S310
                self.stdout.write(answer.read().decode())
                return DONE
        except urllib.error.HTTPError as refused:
            self.stdout.write(refused.read().decode(errors="replace"))
        except OSError as fault:
            self.say(f"{url}: {fault}")
        return REFUSED


def _taken_to_json(taken: Taken) -> dict[str, Any]:
    return {
        "rows": taken.rows,
        "calls": taken.calls,
        "phantom": taken.phantom,
        "refused": taken.refused,
        "oddities": dict(sorted(taken.oddities.items())),
        "created": taken.created,
        "updated": taken.updated,
        "unchanged": taken.unchanged,
        "written": taken.is_written,
        "errors": [_fault_to_json(fault) for fault in taken.faults],
        "warnings": [_fault_to_json(fault) for fault in taken.warnings],
    }


def _fault_to_json(fault: FieldError) -> dict[str, Any]:
    return {"row": fault.row, "field": fault.field, "code": fault.code, "message": texts.sentence_of(fault)}
