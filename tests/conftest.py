"""The small world behind the doors, for the tests that open them."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.world import World, make_world


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    """The world, made once, and the folder of its files. What a test does to it, the test takes back."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield make_world(), folder
        transaction.set_rollback(True)


@pytest.fixture
def world(settings, made: tuple[World, Path]) -> World:
    settings.STAFF_SECOND_FACTOR = False
    world, settings.MEDIA_ROOT = made
    return deepcopy(world)
