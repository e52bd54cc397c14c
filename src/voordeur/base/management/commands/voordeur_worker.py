"""`voordeur worker`: the background work as a process of its own."""

from typing import Any

from voordeur.base.command import HouseCommand
from voordeur.base.worker import run_forever


class Command(HouseCommand):
    help = "Run the background work: letters, surveys, reminders, escalation, figures. As many as you like."
    example = "example:\n  voordeur worker"

    def handle(self, *args: Any, **options: Any) -> None:
        self.say("worker started")
        run_forever()
