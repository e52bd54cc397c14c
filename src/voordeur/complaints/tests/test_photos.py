"""Photos with a complaint: from the tenant, from a colleague, and what is no photo."""

import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from voordeur.complaints.models import Complaint, Photo
from voordeur.complaints.rules.intake import MOST_PHOTOS
from voordeur.complaints.services import handling, photos
from voordeur.complaints.tests.factories import NOW, STORY, House, by, make_complaint, make_house
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.tests.factories import make_picture

pytestmark = pytest.mark.django_db
PROGRAM = b"<?php system('ls'); ?>"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def house() -> House:
    return make_house()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def program() -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", PROGRAM, "image/jpeg")


def large_picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (3000, 2000), "#884422").save(content, "JPEG", comment=b"thuis")
    return SimpleUploadedFile("groot.jpg", content.getvalue(), "image/jpeg")


def address(photo: Photo, token: str = "", size: str = "picture") -> str:
    return reverse("complaints:photo", args=[photo.pk, size]) + (f"?token={token}" if token else "")


def test_a_tenant_sends_photos_with_the_complaint_and_one_that_is_none_loses_only_itself(house: House) -> None:
    ada = as_(house.ada_user)
    sent = ada.post(
        reverse("complaints:new") + "?about=behaviour",
        {"text": STORY, "photos": [make_picture(), program(), make_picture()]},
        follow=True,
    )
    complaint = Complaint.objects.get()
    page = sent.content.decode()
    assert complaint.photos.count() == 2
    assert "foto.jpg" in page
    assert page.count(f"?token={complaint.token}") >= 4


def test_who_holds_the_page_adds_photos_later_and_nothing_sent_is_said_so(house: House) -> None:
    complaint = make_complaint(house, speakers=(), by=VISITOR)
    there = reverse("complaints:own_act", args=[complaint.token, "photos"])
    Client().post(there, {"photos": [make_picture()]})
    nothing = Client().post(there, {}, follow=True)
    only_wrong = Client().post(there, {"photos": [program()]}, follow=True)
    assert complaint.photos.count() == 1
    assert complaint.events.filter(action="photos").count() == 1
    assert "Kies eerst een foto." in nothing.content.decode()
    assert "Er is geen foto toegevoegd." in only_wrong.content.decode()


def test_a_colleague_adds_a_photo_and_it_stands_on_the_card(house: House) -> None:
    complaint, noor = make_complaint(house), as_(house.noor)
    noor.post(reverse("complaints:act", args=[complaint.pk, "photos"]), {"photos": [make_picture()]})
    photo = complaint.photos.get()
    assert photo.by == house.noor
    assert (
        address(photo, size="thumbnail") in noor.get(reverse("complaints:card", args=[complaint.pk])).content.decode()
    )


def test_a_photo_is_for_who_may_see_the_complaint_or_holds_its_token(house: House) -> None:
    complaint = make_complaint(house, about_user=house.noor)
    (photo,), _refused = photos.add(complaint, [make_picture()], by=by(house.ada_user), now=NOW)
    token = complaint.token
    seen = {
        "hanna": as_(house.hanna).get(address(photo)),
        "ada": as_(house.ada_user).get(address(photo)),
        "token": Client().get(address(photo, token)),
    }
    hidden = {
        "nobody": Client().get(address(photo)),
        "noor": as_(house.noor).get(address(photo)),
        "noor with the token": as_(house.noor).get(address(photo, token)),
        "another token": Client().get(address(photo, "x" * 32)),
        "another size": Client().get(address(photo, token, "original")),
    }
    for response in seen.values():
        assert response["Content-Type"] == "image/jpeg"
        b"".join(response.streaming_content)
    assert {response.status_code for response in hidden.values()} == {404}


def test_a_photo_is_made_small_and_loses_its_hidden_data(house: House) -> None:
    complaint = make_complaint(house)
    (photo,), _refused = photos.add(complaint, [large_picture()], by=by(house.ada_user), now=NOW)
    with photo.picture.open("rb") as kept:
        assert b"thuis" not in kept.read()
    assert max(photo.picture.width, photo.picture.height) <= 1600
    assert max(photo.thumbnail.width, photo.thumbnail.height) <= 320


def test_more_photos_than_fit_and_photos_of_a_closed_complaint_are_refused(house: House) -> None:
    complaint = make_complaint(house)
    kept, refused = photos.add(
        complaint, [make_picture() for _ in range(MOST_PHOTOS + 1)], by=by(house.ada_user), now=NOW
    )
    assert (len(kept), [one.code for one in refused]) == (MOST_PHOTOS, ["too_many_photos"])
    handling.withdraw(complaint, why="", by=by(house.ada_user), now=NOW)
    with pytest.raises(Refused) as over:
        photos.add(complaint, [make_picture()], by=by(house.ada_user), now=NOW)
    assert over.value.code == "complaint_over"
