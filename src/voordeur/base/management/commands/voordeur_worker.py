"""`voordeur worker`: the background work as a process of its own."""

import os
import threading
from argparse import ArgumentParser
from typing import Any

from voordeur.base import lanes
from voordeur.base.command import HouseCommand
from voordeur.base.worker import run_forever


class Command(HouseCommand):
    help = "Run the background work: letters, surveys, reminders, escalation, figures. As many as you like."
    example = (
        "examples:\n"
        "  voordeur worker                  everything; starts processes of its own for what computes for long\n"
        "  voordeur worker --lane twin      only simulations: one a processor, on as many machines as you like"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lane", default="", metavar="NAME", help="only the work of this lane")
        parser.add_argument("--until-idle", type=float, metavar="SECONDS", help="end when nothing waited for so long")
        parser.add_argument(
            "--with-parent", action="store_true", help="end when the process that started this one does"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.say("worker started")
        if not options["lane"]:
            run_forever()
            return
        until_idle = options["until_idle"]
        if options["with_parent"]:
            lanes.end_with_parent()
            os.nice(lanes.NICE)
            until_idle = until_idle or lanes.UNTIL_IDLE_SECONDS
        taken = lanes.work(options["lane"], until_idle_seconds=until_idle, stop=threading.Event())
        self.say(f"taken: {taken}")
