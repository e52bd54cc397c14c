"""Words: every code has its sentence, in both languages, and every sentence can be filled in."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from voordeur.kernel.errors import Refused
from voordeur.parties.texts import TRADES
from voordeur.policy import presets
from voordeur.repairs import texts
from voordeur.repairs.rules.duplicates import Reason
from voordeur.repairs.rules.payer import small_repairs, who_pays
from voordeur.repairs.rules.status import FollowOn, RepairAction, RepairStatus, TaskAction, TaskStatus
from voordeur.repairs.rules.tree import Stop, load, outcome, paths

ROOM = Path(texts.__file__).parent
TREE = load()


def _payers():
    for policy in (presets.load("sober_1994"), presets.load("gepast")):
        for path in paths(TREE):
            found = outcome(TREE, path, {})
            result = found.outcome if isinstance(found, Stop) else found
            for own_fault in ("no", "yes", "unknown"):
                yield who_pays(
                    outcome=result, policy=policy, has_subscription=True, own_fault=own_fault, own_alteration=False
                )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_payer_is_explained_in_a_sentence_that_names_the_article(language):
    with override(language):
        for payer in _payers():
            sentence = texts.payer_sentence(payer)
            assert payer.article in sentence
            assert "%(" not in sentence


def test_the_sentence_speaks_the_language_in_use():
    tap = outcome(TREE, "kitchen/tap/drips", {})
    payer = who_pays(
        outcome=tap, policy=presets.load("gepast"), has_subscription=False, own_fault="no", own_alteration=False
    )

    with override("nl"):
        assert small_repairs()["d"].topic.nl in texts.payer_sentence(payer)
    with override("en"):
        assert small_repairs()["d"].topic.en in texts.payer_sentence(payer)


def test_every_status_action_and_reason_has_its_words():
    assert set(texts.REPAIR_STATUS) == set(texts.STATUS_FOR_TENANT) == set(RepairStatus)
    assert set(texts.TASK_STATUS) == set(TaskStatus)
    assert set(texts.REPAIR_ACTIONS) == set(RepairAction)
    assert set(texts.TASK_ACTIONS) == set(TaskAction)
    assert set(texts.FOLLOW_ON) == set(texts.FOLLOW_ON_FOR_TENANT) == set(FollowOn)
    assert set(texts.HAPPENED) >= {str(action) for action in [*RepairAction, *TaskAction]}
    assert set(texts.DUPLICATE_REASONS) == set(Reason.__args__)


def test_every_trade_of_the_tree_has_a_name():
    assert {defect.trade for thing in TREE.thing for defect in thing.defect} <= set(TRADES)


def test_every_refusal_of_this_room_has_a_sentence_of_its_own():
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py") if "tests" not in path.relative_to(ROOM).parts
    )

    assert set(re.findall(r'Refused\(\s*"([a-z_]+)"', code)) - set(texts.REFUSALS) == set()


def test_a_refusal_names_its_values():
    with override("en"):
        assert "20 photos" in texts.refusal(Refused("too_many_photos", most=20))


def test_a_refusal_of_another_room_still_gets_a_sentence():
    with override("en"):
        assert texts.refusal(Refused("never_heard_of")).endswith("Open the page again.")


def test_no_sentence_shouts_or_says_helaas():
    words = (ROOM / "locale" / "nl" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8").lower()

    assert "helaas" not in words
    assert not re.search(r"^msgstr .*!", words, flags=re.MULTILINE)
