"""Every trade has a word."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from voordeur.parties.texts import TRADES
from voordeur.planning import texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", sorted(TRADES))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_trade_has_a_word_and_no_code(code, language):
    with translation.override(language):
        assert texts.trade(code) != code


def test_every_trade_of_the_sector_is_known():
    file = Path(__file__).resolve().parents[5] / "shared" / "vera" / "reference_codes.csv"
    if not file.exists():
        pytest.skip("the reference codes of the sector are not beside this project")
    with file.open(encoding="utf-8") as rows:
        codes = {row["code"] for row in csv.DictReader(rows) if row["list"] == "ONDERHOUDSPECIALISME"}

    assert codes == set(TRADES)
