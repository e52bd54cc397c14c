"""A contact with somebody who is not in the register has the same answers at hand as one with a tenant."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.contact.models import ContactMoment
from voordeur.contact.tests.factories import make_article, make_office

pytestmark = pytest.mark.django_db


def test_answers_follow_the_subject_when_the_caller_is_not_known(settings):
    settings.STAFF_SECOND_FACTOR = False
    office = make_office()
    make_article(owner=office.noor, now=timezone.now())
    client = Client()
    client.force_login(office.noor)
    client.post(reverse("contact:begin"), {"channel": "TEL"})
    assert ContactMoment.objects.get().person is None

    page = client.get(reverse("contact:screen")).content.decode()
    field = re.search(r'<select[^>]*name="subject"[^>]*>', page)
    assert field is not None
    target = re.search(r'hx-target="#([^"]+)"', field[0])
    assert target is not None
    assert f'id="{target[1]}"' in page

    answers = client.get(reverse("contact:suggested"), {"subject": "rent"}).content.decode()
    assert reverse("contact:article", args=["huur-opzeggen"]) in answers
