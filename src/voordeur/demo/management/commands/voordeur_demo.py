"""`voordeur demo`: fill the database with the example association."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from voordeur.base.command import HouseCommand
from voordeur.demo import services


class Command(HouseCommand):
    """Translate arguments into one call of `services.build`."""

    help = "Build the example association: homes, people, a year of repairs, and today's work."
    example = (
        "examples:\n"
        "  voordeur demo --homes 2500 --seed 1 --fresh    replace what is there\n"
        "  voordeur demo --if-empty                       only when there is nothing yet"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--homes", type=int, default=2500, help="how many homes, 100 to 50000")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same association")
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="where the history ends; the real time if absent"
        )
        parser.add_argument("--fresh", action="store_true", help="remove everything that is in the database first")
        parser.add_argument("--logins", action="store_true", help="only print one login per role")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is an association already")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["logins"]:
            self._print_logins()
            return
        if services.is_built() and not options["fresh"]:
            if options["if_empty"]:
                return
            raise CommandError("This database holds an association already. Use --fresh to replace it.")
        now = options["now"] or timezone.now()
        if now.tzinfo is None:
            now = timezone.make_aware(now)
        began = time.monotonic()
        with Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
        ) as bar:
            task = bar.add_task("", total=1.0)

            def show(what: str, share: float) -> None:
                bar.update(task, description=gettext(what), completed=share)
                if not bar.console.is_terminal:
                    self.say(f"{share:4.0%} {gettext(what)}")

            if options["fresh"]:
                services.empty()
            try:
                counts = services.build(homes=options["homes"], seed=options["seed"], now=now, progress=show)
            except ValueError as fault:
                raise CommandError(str(fault)) from fault
        total = sum(counts.values())
        self.say(f"{options['homes']} homes, {total} rows in {time.monotonic() - began:.1f} s")
        self._print_logins()

    def _print_logins(self) -> None:
        for role, address, password in services.logins():
            self.stdout.write(f"  {role.value:20} {address:26} {password}")
