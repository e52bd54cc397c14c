"""Photos: each is kept on its own, so a broken one takes nothing along."""

from io import BytesIO

from PIL import Image

from voordeur.repairs.models import Photo, Repair


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2400, 1800), (120, 80, 40)).save(file, "JPEG")
    return file.getvalue()


def test_a_broken_photo_is_named_and_the_good_one_stays(comes):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_on()
    for field, value in (("place", "kitchen"), ("thing", "tap"), ("defect", "no_water")):
        ada.picks(field, value)
    ada.answers("no")

    ada.page.set_input_files(
        "#id_photos",
        [
            {"name": "kraan.jpg", "mimeType": "image/jpeg", "buffer": picture()},
            {"name": "stuk.jpg", "mimeType": "image/jpeg", "buffer": b"dit is geen foto"},
        ],
    )
    ada.page.locator("#photos img").wait_for()
    ada.page.locator("#photos .vd-alert--danger").wait_for()
    ada.look()
    assert Photo.objects.count() == 1
    assert ada.page.locator("#photos .vd-alert--danger").inner_text().strip()

    ada.tells()
    ada.goes_on()
    photo = Repair.objects.get().photos.get()
    with Image.open(photo.picture.path) as kept:
        assert max(kept.size) < 2400


def test_a_photo_can_be_taken_away_again(comes):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_on()
    for field, value in (("place", "kitchen"), ("thing", "tap"), ("defect", "no_water")):
        ada.picks(field, value)
    ada.answers("no")
    ada.page.set_input_files("#id_photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    ada.page.locator("#photos img").wait_for()

    ada.page.locator("#photos button").click()

    ada.page.locator("#photos img").wait_for(state="detached")
    assert Photo.objects.count() == 0
