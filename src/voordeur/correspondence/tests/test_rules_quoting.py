"""What is new in a reply."""

import time

import pytest

from voordeur.correspondence.rules.quoting import MARKS, fresh

OLD = "Beste Ada,\nDe lift wordt morgen gemaakt."


@pytest.mark.parametrize(
    "between",
    [
        f"--- {MARKS[0]} ---",
        "Op di 24 nov 2026 om 10:15 schreef Woonstichting <post@x.nl>:",
        "Op di 24 nov 2026 om 10:15 schreef Woonstichting\n<post@x.nl>:",
        "On Tue, Nov 24, 2026 at 10:15 AM Woonstichting <post@x.nl> wrote:",
        "Van: Woonstichting <post@x.nl>\nVerzonden: dinsdag 24 november 2026 10:15\nAan: Ada\nOnderwerp: De lift",
        "From: Woonstichting\nSent: Tuesday\nTo: Ada",
        "-----Oorspronkelijk bericht-----",
        "-------- Original Message --------",
    ],
)
def test_what_stands_above_the_old_mail_is_new(between):
    new, old = fresh(f"Dank u wel.\nEn de deur?\n\n{between}\n{OLD}")
    assert new == "Dank u wel.\nEn de deur?"
    assert old.endswith(OLD)


def test_a_quotation_at_the_end_is_old():
    assert fresh("Prima.\n\n> Beste Ada,\n> Morgen.\n") == ("Prima.", "> Beste Ada,\n> Morgen.")


def test_answers_between_the_lines_stay_with_their_lines():
    body = "> Komt het uit?\nJa.\n> Om tien uur?\nLiever elf."
    assert fresh(body) == (body, "")


@pytest.mark.parametrize(
    "body",
    [
        "Op dinsdag was de lift kapot: hij hing.",
        "Van: de buurvrouw hoorde ik dat u komt.",
        "On time, please.",
        "Op de trap ligt water. Mijn buurman schreef mij dat hij het ook ziet.",
    ],
)
def test_plain_sentences_are_no_headings(body):
    assert fresh(body) == (body, "")


def test_a_mail_of_nothing_but_old_words_is_new_as_a_whole():
    assert fresh(f"--- {MARKS[0]} ---\n{OLD}") == (f"--- {MARKS[0]} ---\n{OLD}", "")


@pytest.mark.parametrize(
    "body", ["\n" * 90_000 + "x", "> \n" * 30_000 + "x", "Op di\n" * 15_000, "Op " * 30_000, "Van: a\n" * 12_000]
)
def test_no_text_takes_long(body):
    began = time.perf_counter()
    fresh(body)
    assert time.perf_counter() - began < 20
