"""How the tests of planning ask for a place: with what they do not care about filled in."""

from voordeur.homes.tests.factories import make_dwelling
from voordeur.planning import queries, services
from voordeur.planning.tests.factories import NOW, at
from voordeur.policy import presets

GEPAST = presets.load("gepast")


def book(**changes):
    values = {
        "dwelling": changes.pop("dwelling", None) or make_dwelling(),
        "trade": "LOO",
        "minutes": 45,
        "window_from_at": at("08:00"),
        "window_until_at": at("12:00"),
        "case_kind": "repairs",
        "case_id": 1,
        "by": None,
        "now": NOW,
        "policy": GEPAST,
    }
    return services.book(**(values | changes))


def offers(**changes):
    values = {"lat": 52.2354, "lon": 5.9776, "trade": "LOO", "minutes": 45, "now": NOW, "policy": GEPAST}
    return queries.offers(**(values | changes))


def code_of(refused) -> str:
    return refused.value.code
