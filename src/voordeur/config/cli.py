"""The command `voordeur`: one sub-command a task; each room keeps what it does, this file only names them."""

import os
import sys

COMMANDS = (
    "policy",
    "import",
    "triage",
    "plan",
    "calls",
    "staffing",
    "twin",
    "serve",
    "worker",
    "demo",
    "figures",
    "manage",
)


def main() -> None:
    """Run a sub-command as the Django management command of the same name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(
            "voordeur - the open front door of a housing association\n\n"
            f"usage: voordeur {{{','.join(COMMANDS)}}} ...   (each with --help)\n"
        )
        raise SystemExit(0 if arguments else 2)
    if arguments[0] not in COMMANDS:
        sys.stderr.write(f"voordeur: {arguments[0]!r} is no command; allowed: {', '.join(COMMANDS)}\n")
        raise SystemExit(2)
    from django.core.management import execute_from_command_line

    if arguments[0] == "manage":
        execute_from_command_line(["voordeur manage", *arguments[1:]])
        return
    # Django finds commands by module name, and `import` is a word of Python's own.
    execute_from_command_line(["voordeur", f"voordeur_{arguments[0]}", *arguments[1:]])
