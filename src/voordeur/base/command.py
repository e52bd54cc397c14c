"""What every sub-command of `voordeur` shares: its name, its example in --help, JSON out, exit codes. No domain."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

DONE, REFUSED, WRONG_USE = 0, 1, 2


class HouseCommand(BaseCommand):
    """A sub-command; `example` is shown under --help. The module is called `voordeur_<name>`."""

    example = ""
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(
            prog_name,
            subcommand,
            formatter_class=RawDescriptionHelpFormatter,
            epilog=f"{self.example}\n\nexit status: 0 done, 1 refused (reasons in the JSON), 2 wrong usage",
            **kwargs,
        )
        parser.prog = f"voordeur {subcommand.removeprefix('voordeur_')}"
        return parser

    def put(self, answer: dict[str, Any] | list[Any], *, indent: int | None = 2) -> None:
        """One JSON object on standard output."""
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=indent))

    def say(self, text: str) -> None:
        """A message for people, on standard error."""
        self.stderr.write(text, self.style.NOTICE if sys.stderr.isatty() else None)
