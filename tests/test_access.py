"""Every address of the site, opened by everyone who could try: the table says who gets in, and a missing line fails.

The visitors: nobody logged in; ada, whose home, repair, letter and mandate it is; eve, a tenant of another home; sam,
the craftsman of ada's visit; kim, another craftsman; and one colleague of every office role.
"""

import hashlib
import json
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from tests.doors import (
    ADA,
    ANYONE,
    EVE,
    EVERYBODY,
    IN,
    KIM,
    LIBRARY,
    LOGIN,
    NOBODY,
    NOTHING_WAITS,
    SAM,
    SAME_ADDRESS,
    TABLE,
)
from tests.world import World, addresses, ours, role_of
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.middleware import OPEN_NAMES
from voordeur.parties.rules import MAY, OFFICE, STAFF, Permission, Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets
from voordeur.promises.views import MANAGES_POLICY
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.status import RepairAction, RepairStatus, may

pytestmark = pytest.mark.django_db


def test_every_address_stands_in_the_table():
    assert sorted(addresses()) == sorted([*TABLE, *LIBRARY])


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*one, id=one[0]) for one in ours()])
def test_every_page_of_ours_says_who_may_open_it(name: str, pattern: URLPattern):
    view = pattern.callback
    assert hasattr(view, "allowed_roles"), f"{name}: decorate the view with roles(...) or open_to_all"
    if view.allowed_roles is None or name in LIBRARY:
        return

    door = TABLE[name]
    named = {role_of(visitor) for visitor in (*door.inside, *door.hidden_from) if visitor != NOBODY}
    assert {str(role) for role in view.allowed_roles} == named, f"{name}: the decorator names other roles"


def test_the_room_of_promises_names_the_roles_that_the_permission_names():
    # That room lies below the one that knows roles, so it repeats two of their names.
    assert set(MANAGES_POLICY) == {str(role) for role in MAY[Permission.CHANGE_POLICY]}


def body_for(name: str, world: World) -> dict[str, Any]:
    """What a POST sends, enough to have an effect for who may."""
    window = {"from_at": "2030-01-07T08:00:00Z", "until_at": "2030-01-07T12:00:00Z"}
    if name == "promises:change":
        text = presets.dump(presets.load("gepast"))
        return {"text": text, "starts_at": "2031-01-01 00:00", "note": "x", "keep": "1"}
    return {
        "choose_language": {"language": "en"},
        "repairs:staff_act": {"why": "Gebeld, niemand nam op."},
        "repairs:report_step": {"thing": "tap"},
        "contact:start": {"person": world.arguments["any"]["person_id"]},
        "contact:promise": {"person": world.arguments["any"]["person_id"]},
        "api:report": {"dwelling_id": world.repair.dwelling_id, "path": "cellar/damp/water_standing"},
        "api:ask": {"text": "de kraan lekt"},
        "api:book": window,
    }.get(name, {})


def heard(response: HttpResponse) -> str:
    """What an answer means, whatever the page looks like."""
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return LOGIN
    if response.status_code in (401, 403, 404, 405):
        return str(response.status_code)
    assert response.status_code < 500, response.content[:400]
    if response.streaming:
        # Reading to the end closes the file behind it.
        b"".join(response.streaming_content)
    return IN


def send(client: Client, method: str, path: str, name: str, world: World) -> HttpResponse:
    body = body_for(name, world)
    if method == "GET":
        return client.get(path)
    if name.startswith("api:"):
        return client.post(path, json.dumps(body), content_type="application/json")
    return client.post(path, body)


@cache
def everything() -> tuple[tuple[str, str], ...]:
    """Every table of ours with its key; sessions and the trail of who looked may grow."""
    kept = (model._meta for model in apps.get_models() if model.__module__.startswith("voordeur."))  # noqa: SLF001
    return tuple((one.db_table, one.pk.column) for one in kept if one.label != "base.AuditEvent")


def print_of_everything() -> str:
    """A fingerprint of all rows of ours."""
    seal = hashlib.sha256()
    with connection.cursor() as cursor:
        for table, key in everything():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - names of our own tables
            seal.update(repr((table, cursor.fetchall())).encode())
    return seal.hexdigest()


# --- the doors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_gets_in(name: str, method: str, world: World):
    door, path, differs = TABLE[name], world.path(name), []
    if method in SAME_ADDRESS.get(name, ()) and method not in door.methods:
        pytest.skip("the other route of this address, asked under its own name")

    # Those who stay outside come first, so that nothing has changed yet when they try.
    visitors = sorted(EVERYBODY, key=lambda visitor: door.answer(visitor, method) == IN)
    clients = {visitor: world.client(visitor) for visitor in visitors}
    before = print_of_everything()
    for visitor in visitors:
        expected = door.answer(visitor, method)
        if expected == IN and before:
            assert print_of_everything() == before, f"{method} {name} changed something for somebody kept outside"
            before = ""
        with transaction.atomic():
            got = heard(send(clients[visitor], method, path, name, world))
            # The next visitor finds everything as it was.
            transaction.set_rollback(True)
        if got != expected:
            differs.append(f"{visitor}: {got} instead of {expected}")
    assert not differs, f"{method} {name}: " + "; ".join(differs)
    assert not before or print_of_everything() == before, f"{method} {name} changed something for somebody outside"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_the_pages_of_the_log_in_library_know_members_from_others(name: str, method: str, world: World):
    path = world.path(name)
    clients = {visitor: world.client(visitor) for visitor in (NOBODY, ADA, SAM, Role.MANAGER)}
    before = print_of_everything()

    answers = {visitor: heard(send(client, method, path, name, world)) for visitor, client in clients.items()}

    assert (answers.pop(NOBODY) == LOGIN) == (LIBRARY[name] != ANYONE)
    assert (LOGIN in answers.values()) == (LIBRARY[name] == NOTHING_WAITS)
    assert print_of_everything() == before


def test_what_a_tenant_lists_is_only_their_own(world: World):
    number, address = world.repair.number, str(world.repair.dwelling)

    for page in (reverse("portal:my"), reverse("api:repairs"), reverse("finding:page") + f"?q={address}"):
        assert number not in world.client(EVE).get(page).content.decode(), page
    assert number in world.client(ADA).get(reverse("api:repairs")).content.decode()
    assert address in world.client(ADA).get(reverse("portal:my")).content.decode()


def test_a_craftsman_lists_only_their_own_visits(world: World):
    day = {"day": timezone.localdate(world.task.visit.planned_start_at).isoformat()}
    address, state = str(world.repair.dwelling), reverse("repairs:today_state")

    assert address in world.client(SAM).get(reverse("repairs:today"), day).content.decode()
    assert address not in world.client(KIM).get(reverse("repairs:today"), day).content.decode()
    assert world.client(SAM).get(state, day).json() == {"tasks": {str(world.task.pk): "booked"}}
    assert world.client(KIM).get(state, day).json() == {"tasks": {}}


def test_what_belonged_to_a_tenancy_stays_with_it_when_somebody_else_moves_in(world: World):
    tenancy = world.repair.tenancy
    tenancy.ended_on = timezone.localdate() - timedelta(days=10)
    tenancy.save()
    bo = make_person(first_name="Bo", infix="", last_name="Smit")
    make_tenancy(dwelling=tenancy.dwelling, person=bo, started_on=timezone.localdate() - timedelta(days=5))
    client = Client()
    client.force_login(make_user(person=bo))

    assert client.get(reverse("homes:card", args=[tenancy.dwelling_id])).status_code == 200
    assert client.get(reverse("repairs:card", args=[world.repair.pk])).status_code == 404
    assert world.client(ADA).get(reverse("homes:card", args=[tenancy.dwelling_id])).status_code == 404


@pytest.mark.parametrize("role", sorted(OFFICE))
@pytest.mark.parametrize(
    ("action", "move"),
    [("decide", RepairAction.DECIDE_PAYER), ("decline", RepairAction.DECLINE), ("withdraw", RepairAction.WITHDRAW)],
)
def test_of_the_office_only_who_decides_about_it_changes_a_repair(
    action: str, move: RepairAction, role: str, world: World
):
    Repair.objects.filter(pk=world.repair.pk).update(status=RepairStatus.CHECKING, payer="check")
    Task.objects.filter(repair=world.repair).delete()
    client = world.client(role)
    before = print_of_everything()

    client.post(
        reverse("repairs:staff_act", args=[world.repair.pk, action]), {"why": "Zo is het.", "payer": "landlord"}
    )

    assert (print_of_everything() != before) == may(move, frozenset({role}))


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_without_a_second_factor_come_nowhere(role: str, world: World, settings):
    settings.STAFF_SECOND_FACTOR = True
    client = world.client(SAM if role == Role.CRAFTSMAN else role)
    set_up = reverse("mfa_activate_totp")
    before = print_of_everything()

    for name in [*TABLE, *LIBRARY]:
        if name in OPEN_NAMES or name == "costs:chart":
            continue
        path = world.path(name)
        for method in ("GET", "POST"):
            answer = send(client, method, path, name, world)
            no = (403, None) if path.startswith("/api/") else (302, set_up)
            assert (answer.status_code, answer.get("Location")) == no, f"{method} {name}"
    assert print_of_everything() == before
