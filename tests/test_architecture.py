"""The shape of the house: file names, lengths, who may ask for the time, how audited rows are written."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "voordeur"
MOST_LINES = 400

ROOMS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__")
# The composition root, and what every house has once: their files have names of their own.
NOT_ROOMS = {
    "config": {"settings", "urls", "api", "wiring", "asgi", "wsgi", "cli", "collecting", "findable", "following"},
    "kernel": {"compiling", "errors", "money", "workdays", "geo", "seeds"},
    "adapters": {"imap", "mail", "travel", "trust"},
    "base": {
        "access", "audit", "command", "context", "forms", "lanes", "limits", "logs", "mailbox", "middleware", "models",
        "outbox", "panels", "paper", "periods", "recusals", "texts", "timing", "views", "words", "worker",
    },
}  # fmt: skip
CAPABILITY = {
    "rules", "models", "queries", "services", "texts", "forms", "views", "api", "tasks", "urls", "admin", "engine",
    # What a room shows on pages of other rooms, named in config/wiring.PANELS
    "panels",
}  # fmt: skip
SUBFOLDERS = {"templatetags", "management", "static", "locale", "data", "templates", "tests", "migrations"}
# Names that a room needs beside those, each with its reason.
MORE_FILES = {
    "parties": {
        "login": "allauth asks for adapters; they are named in the settings",
        "middleware": "the second factor of staff stands before every page",
    },
    "planning": {
        "forecasts": "models of what is known beforehand; models.py, which Django reads, has reached its length",
    },
    "policy": {
        "diff": "comparing two policies is neither a rule nor a model, and the command line calls it",
        "presets": "reads and writes policies as TOML; beside its folder of presets",
    },
}
MORE_FOLDERS = {"demo": {"story"}, "policy": {"presets"}}

# A package whose __init__ gathers what its files offer, so that other rooms see one flat module as house.md names it.
GATHERING = {
    "policy/models/__init__.py",
    "policy/rules/__init__.py",
    "policy/texts/__init__.py",
    "twin/texts/__init__.py",
    "parties/rules/__init__.py",
    "homes/queries/__init__.py",
    "planning/queries/__init__.py",
    "planning/services/__init__.py",
    "costs/services/__init__.py",
    "letters/services/__init__.py",
}
CATCH_ALLS = re.compile(r"(^|_)(utils?|helpers?|managers?|signals?|mixins?|common|misc|shared)$")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def sources(pattern: str = "*.py") -> list[Path]:
    skipped = {"migrations", "locale", "__pycache__"}
    return sorted(path for path in SOURCE.rglob(pattern) if not skipped & set(path.parts))


def live_sources() -> list[Path]:
    return [path for path in sources() if "tests" not in path.parts]


# --- files ----------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_can_be_read():
    places = [ROOT / name for name in ("src", "tests", "tools", "bench")]
    files = [
        path for place in places for kind in ("py", "html", "css", "js", "toml") for path in place.rglob(f"*.{kind}")
    ]
    skipped = {"migrations", "locale", "node_modules"}
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if not skipped & set(path.parts) and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long, f"split by noun what is longer than {MOST_LINES} lines: {long}"


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in NOT_ROOMS])
def test_a_room_has_only_files_of_the_agreed_names(room: str):
    allowed = CAPABILITY | set(MORE_FILES.get(room, {})) | {"__init__"}
    files = {path.stem for path in (SOURCE / room).glob("*.py")}
    folders = {path.name for path in (SOURCE / room).iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert files <= allowed, f"{room}: {sorted(files - allowed)}"
    assert folders <= CAPABILITY | SUBFOLDERS | MORE_FOLDERS.get(room, set())


@pytest.mark.parametrize("room", sorted(NOT_ROOMS))
def test_the_foundations_have_only_the_files_that_are_listed(room: str):
    assert {path.stem for path in (SOURCE / room).glob("*.py")} <= NOT_ROOMS[room] | {"__init__"}


def test_the_lists_of_exceptions_name_files_that_exist():
    missing = [
        f"{room}/{name}"
        for room, names in MORE_FILES.items()
        for name in names
        if not (SOURCE / room / f"{name}.py").exists()
    ]
    missing += [name for name in GATHERING if not (SOURCE / name).exists()]
    assert not missing


def test_nothing_is_called_after_nothing():
    named = [name_of(path) for path in sources() if CATCH_ALLS.search(path.stem)]
    named += [name_of(path) for path in SOURCE.rglob("*") if path.is_dir() and CATCH_ALLS.search(path.name)]
    assert not named


def test_init_files_are_empty_or_gather_a_package():
    full = {name_of(path) for path in sources("__init__.py") if path.read_text().strip()}
    assert full <= GATHERING, f"empty these: {sorted(full - GATHERING)}"
    for name in full:
        allowed = (ast.Import, ast.ImportFrom, ast.Expr, ast.Assign)
        others = [node for node in tree_of(SOURCE / name).body if not isinstance(node, allowed)]
        assert not others, f"{name} holds more than imports"


def test_every_module_opens_with_what_it_holds():
    silent = [
        name_of(path) for path in live_sources() if path.name != "__init__.py" and not ast.get_docstring(tree_of(path))
    ]
    assert not silent


def test_every_room_with_a_table_in_the_database_is_an_application():
    with_models = {room for room in ROOMS if (SOURCE / room / "migrations").exists()}
    assert {f"voordeur.{room}" for room in with_models} <= set(settings.INSTALLED_APPS)


# --- time is an argument --------------------------------------------------------------------------------------------

CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time"}
CLOCK_OWNERS = {"timezone", "datetime", "date", "time"}
# Who stands at the edge of the program reads the clock; everyone else is told what time it is.
MAY_READ_THE_CLOCK = re.compile(r"(^|/)(views|api|panels|commands|worker|lanes|wsgi|timing|logs)(/|\.py$)")
READS_THE_CLOCK = {
    "base/mailbox.py": "Django's mail backend is called without a moment",
    "parties/login.py": "the log-in library asks whether the password was typed a moment ago, and gives no moment",
    "homes/models.py": "every read of a page begins at visible_to, whose day may be left out",
}


def clock_calls(path: Path) -> Iterator[int]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = node.func.value
            owner_name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            # With an argument these only turn a moment that was given into a zone.
            if owner_name in CLOCK_OWNERS and not (node.args and node.func.attr.startswith("local")):
                yield node.lineno


def test_only_the_edge_of_the_program_reads_the_clock():
    readers = {
        name_of(path): lines
        for path in live_sources()
        if not MAY_READ_THE_CLOCK.search(name_of(path)) and (lines := list(clock_calls(path)))
    }
    assert set(readers) <= set(READS_THE_CLOCK), readers
    assert set(READS_THE_CLOCK) <= set(readers), "take the ones that no longer read the clock off the list"


def test_no_service_and_no_rule_has_a_moment_of_its_own():
    found = []
    for path in live_sources():
        if not {"services", "rules", "engine"} & {path.stem, path.parent.name}:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args][::-1]
                defaults = dict(zip((one.arg for one in arguments), node.args.defaults[::-1], strict=False))
                defaults |= {
                    one.arg: value
                    for one, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                    if value
                }
                found += [f"{name_of(path)}:{node.lineno} {name}" for name in ("now", "today") if name in defaults]
    assert not found, "give these no default"


# --- audited rows ---------------------------------------------------------------------------------------------------

BLIND = {"update", "bulk_create", "bulk_update", "update_or_create_many", "aupdate", "abulk_create", "abulk_update"}
# Writes of audited rows that leave no history, each with its reason. The import uses bulk_create_with_history.
WITHOUT_HISTORY = {"demo": "an example association has no past to account for; its rows are made in bulk from a seed"}


def audited() -> set[str]:
    """The models that keep a history of every change."""
    return {
        model.__name__
        for model in apps.get_models()
        if hasattr(model, "history") and "Historical" not in model.__name__
    }


def root_name(node: ast.expr) -> str:
    """The name with which a chain of calls and attributes begins."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_the_audited_models_are_the_core_of_the_register():
    assert audited() >= {"Dwelling", "Tenancy", "Person"}


def test_audited_rows_are_never_written_past_their_history():
    names, found = audited(), []
    for path in live_sources():
        if name_of(path).split("/")[0] in WITHOUT_HISTORY:
            continue
        for node in ast.walk(tree_of(path)):
            is_blind = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in BLIND
            if is_blind and root_name(node.func) in names:
                found.append(f"{name_of(path)}:{node.lineno}")
    assert not found, "use save(), or simple_history's bulk_create_with_history and bulk_update_with_history"


# --- upward reactions -----------------------------------------------------------------------------------------------


def published() -> set[str]:
    """The kinds of event that some service publishes, by their names in the source."""
    from voordeur.complaints.rules.status import Action
    from voordeur.repairs.rules.status import RepairAction, TaskAction

    names = {f"repair.{action}" for action in RepairAction} | {f"task.{action}" for action in TaskAction}
    names |= {f"complaint.{action}" for action in Action}
    for path in live_sources():
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            # Planning tells of several visits through a function of its own.
            if called in {"publish", "_tell"} and node.args and isinstance(node.args[0], ast.Constant):
                names.add(str(node.args[0].value))
    return names


def test_every_handler_waits_for_an_event_that_somebody_publishes():
    from voordeur.config.wiring import HANDLERS

    assert set(HANDLERS) <= published()


def test_every_event_outside_the_moves_of_a_repair_has_a_handler():
    from voordeur.config.wiring import HANDLERS

    alone = {kind for kind in published() - set(HANDLERS) if not kind.startswith(("repair.", "task.", "complaint."))}
    assert not alone, "nobody hears these: wire them in config/wiring or publish nothing"


def test_nobody_uses_djangos_signals():
    users = [
        name_of(path)
        for path in live_sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.")
        and "signals" in (node.module or "")
    ]
    assert not users


# --- across rooms ---------------------------------------------------------------------------------------------------

FOUNDATIONS = {"kernel", "policy", "figures", "adapters", "base"}
SEAMS = {"rules", "queries", "services"}
# The twin lives under the same engines as the live association: its kernel is planning's, its agents are the roster's.
SHARED_ENGINES = {"twin": {"planning", "staffing"}}
# Types and reads of a lower room's rows go through its models and its words too; writing them stays its own business.
READ_ONLY = {"models", "texts"}
WRITES = BLIND | {"create", "get_or_create", "update_or_create", "delete"}
WRITES_ELSEWHERE = {
    "homes/services/tenancies.py": "a row of tenancies brings its household along, in the same transaction",
    "work/services.py": "a team is made when its first work comes in",
}


def foreign_imports(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(room, part of it, names) of every import from another room that knows the domain."""
    own = name_of(path).split("/")[0]
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("voordeur."):
            continue
        _, room, *rest = (node.module or "").split(".")
        names = [alias.name for alias in node.names]
        if room not in {own, *FOUNDATIONS}:
            yield from ((room, part, names) for part in (rest[:1] or names))


def crossing_sources() -> list[Path]:
    return [path for path in live_sources() if name_of(path).split("/")[0] not in {"config", "demo"}]


def test_rooms_meet_in_rules_queries_and_services():
    elsewhere = [
        f"{name_of(path)} imports {room}.{part}"
        for path in crossing_sources()
        for room, part, _ in foreign_imports(path)
        if part not in SEAMS | READ_ONLY
        and not (part == "engine" and room in SHARED_ENGINES.get(name_of(path).split("/")[0], ()))
    ]
    assert not elsewhere


def test_a_room_writes_only_its_own_rows():
    writers = set()
    for path in crossing_sources():
        foreign = {name for _, part, names in foreign_imports(path) if part == "models" for name in names}
        for node in ast.walk(tree_of(path)):
            is_write = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WRITES
            if is_write and root_name(node.func) in foreign:
                writers.add(name_of(path))
    assert writers == set(WRITES_ELSEWHERE), "through a service of that room, or with its reason in the table"
