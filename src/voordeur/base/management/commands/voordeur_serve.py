"""`voordeur serve`: the site, with the worker inside it unless told otherwise."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from voordeur.base.command import HouseCommand


class Command(HouseCommand):
    help = "Serve the site on this machine."
    example = (
        "examples:\n"
        "  voordeur serve --port 8000                         one process, worker inside: SQLite\n"
        "  voordeur serve --workers 4 --no-worker             PostgreSQL, with `voordeur worker` beside it"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--no-worker", action="store_true", help="do the background work elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ["VOORDEUR_SERVED"] = "on"
        os.environ["VOORDEUR_EMBEDDED_WORKER"] = "off" if options["no_worker"] else "on"
        if "VOORDEUR_URL" not in os.environ:
            # For processes that are started anew and for those that are forked off this one.
            settings.BASE_URL = os.environ["VOORDEUR_URL"] = f"http://{options['address']}:{options['port']}"
        from granian import Granian
        from granian.constants import Interfaces

        Granian(
            "voordeur.config.wsgi:application",
            address=options["address"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=options["threads"],
            respawn_failed_workers=True,
            # Who is still compiling or reading when the server must stop has nothing to lose: writes are transactions.
            workers_kill_timeout=10,
            websockets=False,
        ).serve()
