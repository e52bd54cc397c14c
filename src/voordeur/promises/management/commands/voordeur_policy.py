"""`voordeur policy check|diff|show|start`: look at service policies and start one. Only translates."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from voordeur.base.command import DONE, REFUSED, WRONG_USE, HouseCommand
from voordeur.kernel.errors import Refused
from voordeur.policy import presets, texts
from voordeur.policy.diff import diff
from voordeur.policy.models import ServicePolicy
from voordeur.promises import services
from voordeur.promises.texts import NO_FAULTS, refusal


class Command(HouseCommand):
    help = "Check a service policy, compare two, read one as a page, or let one start."
    example = (
        "examples:\n"
        "  voordeur policy check mine.toml --json\n"
        "  voordeur policy diff klantgericht gepast\n"
        "  voordeur policy show gepast --language en\n"
        "  voordeur policy start gepast --from 2027-01-01T00:00+01:00"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        check = steps.add_parser("check", help="every fault in a policy file")
        check.add_argument("file", metavar="FILE")
        compare = steps.add_parser("diff", help="every promise in which two policies differ")
        compare.add_argument("a", metavar="A", help="a preset or a file")
        compare.add_argument("b", metavar="B", help="a preset or a file")
        show = steps.add_parser("show", help="a policy in plain language")
        show.add_argument("name", metavar="NAME", help="a preset or a file")
        show.add_argument("--toml", action="store_true", help="as a file that can be changed")
        start = steps.add_parser("start", help="let a policy hold from a moment on")
        start.add_argument("name", metavar="NAME", help="a preset or a file")
        start.add_argument("--from", dest="starts_at", metavar="MOMENT", help="ISO 8601; now when left out")
        start.add_argument("--note", default="", help="why")
        for step in (check, compare, show, start):
            step.add_argument("--json", action="store_true", help="one JSON object on standard output")
            step.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            sys.exit(getattr(self, f"_{options['step']}")(options))

    def _check(self, options: dict[str, Any]) -> int:
        errors = presets.check_file(Path(options["file"]))
        if options["json"]:
            said = [
                {
                    "field": fault.field,
                    "code": fault.code,
                    "value": fault.value,
                    "allowed": fault.allowed,
                    "message": texts.fault_in_words(fault),
                }
                for fault in errors
            ]
            self.put({"valid": not errors, "errors": said})
        else:
            for fault in errors:
                self.stdout.write(texts.fault_in_words(fault))
            if not errors:
                self.stdout.write(str(NO_FAULTS))
        return REFUSED if errors else DONE

    def _diff(self, options: dict[str, Any]) -> int:
        found = [self._read(options[side], as_json=options["json"]) for side in ("a", "b")]
        if found[0] is None or found[1] is None:
            return REFUSED
        differences = [
            {
                "field": one.field,
                "a": texts.value_in_words(one.a),
                "b": texts.value_in_words(one.b),
            }
            for one in diff(found[0], found[1])
        ]
        if options["json"]:
            self.put({"a": found[0].name, "b": found[1].name, "differences": differences})
        else:
            for one in differences:
                self.stdout.write(f"{one['field']}: {one['a']} -> {one['b']}")
        return DONE

    def _show(self, options: dict[str, Any]) -> int:
        policy = self._read(options["name"], as_json=options["json"])
        if policy is None:
            return REFUSED
        if options["json"]:
            self.put(policy.model_dump(mode="json"))
        elif options["toml"]:
            self.stdout.write(presets.dump(policy))
        else:
            for section in texts.describe(policy, options["language"]):
                self.stdout.write(f"\n{section.title}")
                for sentence in section.sentences:
                    self.stdout.write(f"  - {sentence}")
        return DONE

    def _start(self, options: dict[str, Any]) -> int:
        policy = self._read(options["name"], as_json=options["json"])
        if policy is None:
            return REFUSED
        now = timezone.now()
        try:
            starts_at = datetime.fromisoformat(options["starts_at"]) if options["starts_at"] else now
        except ValueError:
            self.say(f"--from is {options['starts_at']!r}; allowed: a moment such as 2027-01-01T00:00+01:00")
            return WRONG_USE
        if starts_at.tzinfo is None:
            starts_at = timezone.make_aware(starts_at)
        try:
            version = services.start_version(
                text=presets.dump(policy), starts_at=starts_at, note=options["note"], by=None, now=now
            )
        except Refused as refused:
            message = refusal(refused)
            if options["json"]:
                self.put({"errors": [{"field": "--from", "code": refused.code, "message": message}]})
            else:
                self.say(message)
            return REFUSED
        if options["json"]:
            self.put({"version": version.pk, "name": version.name, "starts_at": starts_at.isoformat()})
        return DONE

    def _read(self, name: str, *, as_json: bool) -> ServicePolicy | None:
        if name in presets.names():
            return presets.load(name)
        try:
            return presets.read(Path(name))
        except presets.PolicyErrors as found:
            said = [
                {"field": fault.field, "code": fault.code, "message": texts.fault_in_words(fault)}
                for fault in found.errors
            ]
            if as_json:
                self.put({"source": name, "errors": said})
            else:
                for one in said:
                    self.say(f"{name}: {one['message']}")
            return None
