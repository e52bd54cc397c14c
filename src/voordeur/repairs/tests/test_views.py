"""Pages of a repair: the report without an account, the tenant's page, the card, the craftsman's day.

The pages read the real clock, so the week of these tests begins today.
"""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import Letter
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.planning.models import Visit
from voordeur.repairs import texts
from voordeur.repairs.models import Draft, Photo, Repair, Task
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import appointments
from voordeur.repairs.tests.factories import (
    LANDLORD_PAYS,
    NOBODY_KNOWS,
    TENANT_PAYS,
    Street,
    book_first,
    make_draft,
    make_picture,
    make_street,
    report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(settings, tmp_path) -> Street:
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path
    return make_street(first_day=timezone.localdate())


@pytest.fixture
def now():
    return timezone.now()


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(client: Client, address: str, data=None, **more) -> str:
    return unescape(client.post(address, data or {}, follow=True, **more).content.decode())


# --- reporting ------------------------------------------------------------------------------------------------------


def step(draft: Draft, name: str) -> str:
    return reverse("repairs:report_step", args=[draft.token, name])


def test_a_tenant_reports_from_door_to_page_without_javascript(client, street: Street):
    ada = as_user(street.ada_user)
    ada.post(reverse("repairs:report"), {"path": LANDLORD_PAYS})
    draft = Draft.objects.get()
    assert draft.dwelling == street.dwelling

    ada.post(step(draft, "details"), {"description": "Er staat water.", "own_fault": "no", "email": "ada@example.org"})
    assert str(texts.URGENCY["urgent"]) in ada.get(step(draft, "check")).content.decode()
    answer = ada.post(step(draft, "check"))

    repair = Repair.objects.get()
    assert answer["Location"] == reverse("repairs:by_token", args=[repair.token])
    assert (repair.description, repair.reporter) == ("Er staat water.", street.ada)
    assert ada.post(step(draft, "check"))["Location"] == answer["Location"]
    assert Repair.objects.count() == 1


def test_without_an_account_a_code_to_the_known_address_opens_the_report(client, street: Street):
    client.post(reverse("repairs:report"), {"path": LANDLORD_PAYS})
    draft = Draft.objects.get()
    home = street.dwelling
    client.post(step(draft, "home"), {"postcode": home.postcode, "number": home.number})
    assert client.get(step(draft, "check"))["Location"] == step(draft, "code")

    client.post(step(draft, "code"), {"send": "1"})
    letter = Letter.objects.get()
    code = next(word.strip(".") for word in letter.body.split() if word.strip(".").isdecimal() and len(word) >= 6)
    assert letter.to_address == "ada@example.org"
    wrong = "000000" if code != "000000" else "111111"
    assert "code" in said(client, step(draft, "code"), {"code": wrong}).lower()
    draft.refresh_from_db()
    assert not draft.data.get("proved")
    client.post(step(draft, "code"), {"code": code})

    draft.refresh_from_db()
    assert draft.data["proved"]


def test_an_unknown_home_gets_the_same_page_as_a_known_one(client, street: Street):
    empty = make_dwelling()
    draft = make_draft(dwelling=empty, now=timezone.now())
    page = said(client, step(draft, "code"), {"send": "1"})
    assert not Letter.objects.exists()
    known = make_draft(dwelling=street.dwelling, now=timezone.now())
    other = said(Client(), step(known, "code"), {"send": "1"})
    assert str(texts.REFUSALS["no_home_chosen"]) not in page
    assert (page.count("<input"), page.count("<h1")) == (other.count("<input"), other.count("<h1"))


def test_who_logs_in_halfway_still_has_to_show_that_the_home_is_theirs(street: Street):
    eve = make_tenancy(person=make_person(first_name="Eve")).household.members.get().person
    draft = make_draft(dwelling=street.dwelling, now=timezone.now())
    draft.data = {"path": LANDLORD_PAYS, "details_done": True, "twins_seen": True}
    draft.save()

    answer = as_user(make_user(person=eve)).post(step(draft, "check"))

    assert answer["Location"] == step(draft, "code")
    assert not Repair.objects.exists()


def test_a_tenant_cannot_choose_the_home_of_another(street: Street):
    eve = make_user()
    draft = make_draft(by=eve, now=timezone.now())
    client = as_user(eve)

    assert client.post(step(draft, "home"), {"dwelling": street.dwelling.pk}).status_code == 404
    page = client.post(step(draft, "home"), {"postcode": street.dwelling.postcode, "number": street.dwelling.number})

    assert str(texts.NOT_YOUR_HOME) in page.content.decode()
    draft.refresh_from_db()
    assert draft.dwelling is None


def test_photos_that_fail_are_named_and_the_others_stay(street: Street):
    draft = make_draft(dwelling=street.dwelling, by=street.ada_user, now=timezone.now())
    broken = SimpleUploadedFile("stuk.jpg", b"no picture at all", content_type="image/jpeg")
    client = as_user(street.ada_user)
    page = client.post(
        reverse("repairs:photo_add", args=[draft.token]),
        {"photos": [make_picture(), broken]},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "stuk.jpg" in page
    assert Photo.objects.get().draft == draft


# --- the tenant's page ----------------------------------------------------------------------------------------------


def tenant_act(repair: Repair, action: str) -> str:
    return reverse("repairs:tenant_act", args=[repair.token, action])


@pytest.mark.parametrize(
    ("action", "status"),
    [("myself", RepairStatus.WITHDRAWN), ("for-me", RepairStatus.ACCEPTED), ("check", RepairStatus.CHECKING)],
)
def test_a_tenant_who_pays_has_three_choices(action: str, status: RepairStatus, client, street: Street, now):
    repair = report(street, TENANT_PAYS, now=now)
    page = client.get(reverse("repairs:by_token", args=[repair.token])).content.decode()
    assert all(tenant_act(repair, each) in page for each in ("myself", "for-me", "check"))

    said(client, tenant_act(repair, action), {"why": "De kraan is van u."})

    repair.refresh_from_db()
    assert repair.status == status


def test_a_choice_made_twice_is_answered_with_a_sentence(client, street: Street, now):
    repair = report(street, TENANT_PAYS, now=now)
    said(client, tenant_act(repair, "myself"))
    assert str(texts.REFUSALS["move_not_allowed"]) in said(client, tenant_act(repair, "for-me"))


def test_a_time_is_chosen_on_the_page_and_a_time_that_went_is_refused_in_words(client, street: Street, now):
    repair = report(street, now=now)
    address = reverse("repairs:appointment", args=[repair.token])
    offer = appointments.offers(repair, now=now)[0]
    slot = offer.key

    assert str(texts.REFUSALS["slot_unknown"]) in said(client, address)
    assert str(texts.REFUSALS["slot_not_offered"]) in said(client, address, {"slot": "morgen"})
    page = said(client, address, {"slot": slot})

    assert str(texts.BOOKED) in page
    assert Repair.objects.get().status == RepairStatus.PLANNED


def test_what_cannot_be_moved_any_more_says_how_to_go_on(client, street: Street, now):
    repair = report(street, now=now)
    book_first(repair, by=VISITOR, now=now)
    Visit.objects.update(window_from_at=now + timedelta(minutes=30), is_fixed=True)
    page = said(client, tenant_act(repair, "give-up"))
    assert str(texts.REFUSALS["too_late_to_move"]) in page


def test_not_solved_opens_the_same_repair_again(client, street: Street):
    old = timezone.now() - timedelta(days=6)
    repair = report(street, now=old)
    Repair.objects.filter(pk=repair.pk).update(status=RepairStatus.FINISHED, finished_at=old)
    said(client, tenant_act(repair, "not-solved"), {"why": "Het lekt weer."})
    repair.refresh_from_db()
    assert (repair.status, repair.times_reopened) == (RepairStatus.ACCEPTED, 1)


def test_an_unknown_token_is_no_page(client, street: Street):
    assert client.get(reverse("repairs:by_token", args=["geraden"])).status_code == 404


# --- the office -----------------------------------------------------------------------------------------------------


def test_the_office_decides_who_pays_with_a_reason(street: Street, now):
    repair, noor = report(street, NOBODY_KNOWS, now=now), as_user(street.agent)
    address = reverse("repairs:staff_act", args=[repair.pk, "decide"])

    assert str(texts.REFUSALS["reason_missing"]) in said(noor, address, {"payer": "landlord"})
    said(noor, address, {"payer": "landlord", "why": "De kraan is versleten."})

    repair.refresh_from_db()
    assert (repair.payer, repair.status) == ("landlord", RepairStatus.ACCEPTED)


def test_an_amount_that_is_none_is_refused_in_words(street: Street, now):
    repair = report(street, TENANT_PAYS, now=now)
    page = said(as_user(street.agent), reverse("repairs:staff_act", args=[repair.pk, "bill"]), {"amount": "veel"})
    assert str(texts.REFUSALS["amount_unreadable"]) in page


def test_a_role_that_may_not_reads_so(street: Street, now):
    repair = report(street, NOBODY_KNOWS, now=now)
    planner = as_user(make_user(role=Role.PLANNER))
    page = said(planner, reverse("repairs:staff_act", args=[repair.pk, "decline"]), {"why": "Niet van ons."})
    assert str(texts.REFUSALS["not_your_action"]) in page


@pytest.mark.parametrize(
    "asked", ["", "?status=overdue", "?q=R0000001", "?q=7323AA", "?q=Lindelaan 1", "?page=99", "?q=%F0%9F%9A%B0"]
)
def test_the_list_answers_whatever_is_asked(asked: str, street: Street, now):
    report(street, now=now)
    assert as_user(street.agent).get(reverse("repairs:list") + asked).status_code == 200


# --- the craftsman --------------------------------------------------------------------------------------------------


@pytest.fixture
def booked(street: Street, now) -> Task:
    repair = report(street, now=now)
    return book_first(repair, by=VISITOR, now=now)


def press(street: Street, task: Task, action: str, **data):
    address = reverse("repairs:visit_act", args=[task.pk, action])
    return as_user(street.sam.user).post(address, data, headers={"Accept": "application/json"})


def test_a_telephone_that_sends_a_step_twice_gets_the_same_answer(street: Street, booked: Task):
    first = press(street, booked, "travel", key="abc")
    second = press(street, booked, "travel", key="abc")
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (200, {"status": "travelling"})
    assert booked.events.filter(action="travel").count() == 1


def test_a_step_that_will_never_be_accepted_is_told_in_words(street: Street, booked: Task):
    answer = press(street, booked, "finish", key="abc")
    assert answer.status_code == 409
    assert answer.json() == {"refused": str(texts.REFUSALS["not_begun"]), "status": "booked"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"material_name": ["Kraan"], "material_quantity": ["veel"], "material_price": ["1"]}, "material_unreadable"),
        ({"material_name": ["Kraan"], "material_quantity": ["-1"], "material_price": ["1"]}, "material_unreadable"),
        ({"material_name": ["Kraan"], "material_quantity": ["NaN"], "material_price": ["1"]}, "material_unreadable"),
        ({"material_name": ["Kraan"], "material_quantity": ["1"], "material_price": ["1e99"]}, "material_unreadable"),
    ],
)
def test_material_that_cannot_be_read_is_named(data, code: str, street: Street, booked: Task):
    press(street, booked, "begin", key="a")
    answer = press(street, booked, "finish", key="b", **data)
    assert answer.json()["refused"] == str(texts.REFUSALS[code]) % {"name": "Kraan"}
    booked.refresh_from_db()
    assert booked.status == TaskStatus.BUSY


def test_amounts_may_be_written_the_dutch_way(street: Street, booked: Task):
    press(street, booked, "begin", key="a")
    press(street, booked, "finish", key="b", material_name=["Kit"], material_quantity=["1,5"], material_price=["12,40"])
    material = booked.materials.get()
    assert (str(material.quantity), material.unit_price_cents) == ("1.50", 1_240)


def test_a_clock_that_runs_ahead_is_refused_in_words(street: Street, booked: Task, now):
    answer = press(street, booked, "travel", key="a", at=(now + timedelta(hours=1)).isoformat())
    assert answer.json()["refused"] == str(texts.REFUSALS["time_in_future"])
