"""Rendering, keeping and sending texts, on the database; and the letter on paper."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from voordeur.base.mailbox import File
from voordeur.base.models import AuditEvent, Letter
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Dispatch, Wording, WordList
from voordeur.letters.queries import lists, sent, steps
from voordeur.letters.queries.reaching import desk_in_words, emergency_in_words, reach_in_words
from voordeur.letters.rules.channel import Channel
from voordeur.letters.rules.steps import Text
from voordeur.letters.services import paper, pdf, render, send, send_by, sending, wordings
from voordeur.letters.tests.factories import MOMENT, make_dispatch
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets

pytestmark = pytest.mark.django_db

POLICY = presets.load("gepast")
CODE = "written_answer"
CONTEXT = {
    "name": "mevrouw De Boer",
    "subject": "Uw vraag",
    "answer": "De huur gaat in juli omhoog.",
    "colleague": "Bas Visser",
}
BETTER = Text("{subject}", "Beste {name},\n\n{answer}\n\nHeeft u een vraag? Bel ons dan.\n\nGroet,\n{colleague}\n")


def refusal(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def keep(text: Text = BETTER, *, seen_version: int = 0, because: str = "", channel: Channel = Channel.MAIL) -> Wording:
    return wordings.keep(
        step=steps.step(CODE),
        channel=channel,
        language="nl",
        text=text,
        seen_version=seen_version,
        because=because,
        by=make_user(role=Role.QUALITY),
        now=MOMENT,
        policy=POLICY,
    )


# --- rendering ------------------------------------------------------------------------------------------------------


def test_the_delivered_text_is_version_zero_and_optional_values_may_be_absent():
    found = render(CODE, "mail", "nl", CONTEXT)

    assert (found.version, found.subject) == (0, "Uw vraag")
    assert "Ons nummer" not in found.body
    assert found.body.startswith("Beste mevrouw De Boer,\n\nDe huur gaat in juli omhoog.\n")


def test_every_other_language_is_told_in_dutch_and_english_in_english():
    assert render(CODE, "mail", "tr", CONTEXT).language == "nl"
    assert render(CODE, "portal", "en-gb", CONTEXT).body.startswith("Dear ")


def test_days_and_moments_are_put_in_words():
    day = render(CODE, "mail", "nl", {**CONTEXT, "number": date(2026, 11, 24)})
    moment = render(CODE, "mail", "en", {**CONTEXT, "number": datetime(2026, 11, 24, 9, 15, tzinfo=UTC)})

    assert "dinsdag 24 november" in day.body
    assert "Tuesday 24 November" in moment.body


def test_a_step_or_value_that_is_not_there_is_refused():
    assert refusal(lambda: render("nobody", "mail", "nl", {})) == "unknown_step"
    assert refusal(lambda: render(CODE, "pigeon", "nl", CONTEXT)) == "unknown_channel"
    assert refusal(lambda: render(CODE, "mail", "nl", {**CONTEXT, "answer": " "})) == "value_missing"
    assert refusal(lambda: render(CODE, "mail", "nl", {**CONTEXT, "answer": "x" * 20_001})) == "value_too_long"


# --- keeping --------------------------------------------------------------------------------------------------------


def test_a_new_version_is_what_messages_have_from_then_on_for_its_channel_only():
    kept = keep()

    assert (kept.version, kept.level) == (1, "A2")
    assert render(CODE, "mail", "nl", CONTEXT).version == 1
    assert render(CODE, "letter", "nl", CONTEXT).version == 0
    assert AuditEvent.objects.get(action="letter.worded").details == {"version": 1, "because": ""}


def test_a_text_against_the_check_is_kept_only_with_a_reason_that_stays():
    rude = Text("{subject}", BETTER.body + "\nHelaas, u dient zelf te betalen!\n")

    assert refusal(lambda: keep(rude)) == "not_plain"
    assert not Wording.objects.exists()

    assert keep(rude, because="De rechter schrijft deze woorden voor.").kept_because.startswith("De rechter")
    assert keep(seen_version=1, because="nergens om").kept_because == ""


def test_of_two_people_who_change_one_text_the_second_is_told():
    keep()

    assert refusal(lambda: keep(Text("Anders", BETTER.body))) == "wording_moved_on"
    assert refusal(lambda: keep(seen_version=1)) == "nothing_changed"
    assert Wording.objects.count() == 1


def test_a_text_with_a_value_of_another_step_is_not_kept():
    assert refusal(lambda: keep(Text("x", "Beste {password},"))) == "unknown_value"


def test_the_list_that_the_association_keeps_is_the_one_that_counts():
    by = make_user(role=Role.QUALITY)
    before = lists.listed("forbidden", "nl")
    wordings.keep_list(kind="forbidden", language="nl", text="kraan = tap", seen_version=0, by=by, now=MOMENT)
    tap = Text("{subject}", BETTER.body + "\nDe kraan lekt.\n")

    assert before.version == 0
    assert refusal(lambda: keep(tap)) == "not_plain"
    assert keep(Text("{subject}", BETTER.body + "\nHelaas.\n"))
    again = {"kind": "forbidden", "language": "nl", "by": by, "now": MOMENT}
    assert refusal(lambda: wordings.keep_list(text="x", seen_version=0, **again)) == "list_moved_on"
    assert refusal(lambda: wordings.keep_list(text="kraan = tap\n", seen_version=1, **again)) == "nothing_changed"
    assert refusal(lambda: wordings.keep_list(text="= x", seen_version=1, **again)) == "word_empty"
    assert WordList.objects.count() == 1


# --- sending --------------------------------------------------------------------------------------------------------


def test_a_mail_goes_to_the_mailbox_and_is_kept_as_it_went():
    ada = make_person(email="ada@example.org")

    made = send(code=CODE, context=CONTEXT, person=ada, now=MOMENT, case_kind="repairs", case_id=7)
    keep()

    letter = Letter.objects.get()
    assert (letter.to_address, letter.subject, letter.case_id) == ("ada@example.org", "Uw vraag", 7)
    assert made.version == 0
    assert "Antwoord dan op dit bericht" in letter.body
    assert any("Antwoord dan op dit bericht" in block.text for block in Dispatch.objects.get().blocks)


def test_a_letter_waits_on_the_pile_and_is_printed_once():
    postal = ("Mevrouw A. de Boer", "Dorpsstraat 1", "", "3811 AA  Amersfoort")
    made = send_by("letter", code=CODE, context=CONTEXT, postal=postal, now=MOMENT)
    els = make_user(role=Role.CONTACT_AGENT)

    assert not Letter.objects.exists()
    assert list(Dispatch.objects.to_print()) == [made]
    assert made.postal.count("\n") == 2

    sending.mark_printed(made, by=els, now=MOMENT)

    assert refusal(lambda: sending.mark_printed(made, by=els, now=MOMENT)) == "already_printed"
    assert not Dispatch.objects.to_print().exists()


def test_a_message_stands_on_the_tenants_page_until_they_read_it():
    ada, eve = make_person(), make_person()
    made = send_by("portal", code=CODE, context=CONTEXT, person=ada, now=MOMENT)

    sending.mark_read(made, by=make_user(role=Role.MANAGER), now=MOMENT)
    sending.mark_read(made, by=make_user(person=eve), now=MOMENT)
    assert sent.count_unread(ada.pk) == 1

    sending.mark_read(made, by=make_user(person=ada), now=MOMENT)
    assert sent.count_unread(ada.pk) == 0


def test_nothing_is_sent_to_nobody():
    nobody = {"code": CODE, "context": CONTEXT, "now": MOMENT}

    assert refusal(lambda: send_by("mail", **nobody)) == "no_address"
    assert refusal(lambda: send_by("letter", **nobody, postal=[" "])) == "no_postal"
    assert refusal(lambda: send_by("portal", **nobody)) == "no_person"
    assert not Dispatch.objects.exists()


def test_a_line_end_in_a_subject_makes_no_other_header():
    send(code=CODE, context={**CONTEXT, "subject": "x\r\nBcc: eve@example.org"}, to_address="a@b.nl", now=MOMENT)

    assert Letter.objects.get().subject == "x Bcc: eve@example.org"


# --- the way a text takes -------------------------------------------------------------------------------------------

POSTAL = ("Mevrouw A. de Boer", "Dorpsstraat 1", "3811 AA  Amersfoort")


def goes(*, has_account: bool = False, code: str = CODE, to_address: str = "", postal=(), **told) -> str | None:
    person = make_person(**told)
    if has_account:
        make_user(person=person, role=Role.TENANT)
    made = send(code=code, context=CONTEXT, person=person, to_address=to_address, postal=postal, now=MOMENT)
    return made and made.channel


def test_a_text_goes_the_way_that_somebody_prefers():
    mail = {"email": "ada@example.org", "postal": POSTAL, "has_account": True}

    assert goes(**mail) == "mail"
    assert goes(**mail, preferred_channel="BRI") == "letter"
    assert goes(**mail, preferred_channel="INT") == "portal"
    assert goes(**mail, preferred_channel="TEL") == "mail"
    assert Letter.objects.count() == 2


def test_without_the_preferred_way_a_text_takes_another_and_without_any_it_is_not_sent():
    assert goes(email="", has_account=True, postal=POSTAL) == "portal"
    assert goes(email="", postal=POSTAL) == "letter"
    assert goes(email="ada@example.org", preferred_channel="BRI") == "mail"
    assert goes(email="ada@example.org", preferred_channel="INT") == "mail"
    assert goes(email="") is None
    assert Dispatch.objects.count() == 4


def test_a_closed_account_is_no_way():
    ada = make_person(email="")
    user = make_user(person=ada, role=Role.TENANT)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert send(code=CODE, context=CONTEXT, person=ada, now=MOMENT) is None


def test_an_address_for_this_matter_goes_before_what_somebody_prefers():
    assert goes(email="ada@example.org", to_address="zus@example.org", postal=POSTAL, preferred_channel="BRI") == "mail"
    assert Letter.objects.get().to_address == "zus@example.org"
    known = {"email": "ada@example.org", "to_address": "Ada@Example.org"}
    assert goes(**known, postal=POSTAL, preferred_channel="BRI") == "letter"


def test_what_is_quick_does_not_go_by_post(monkeypatch):
    quick = {**steps.all_steps(), CODE: replace(steps.step(CODE), is_quick=True)}
    monkeypatch.setattr(steps, "all_steps", lambda: quick)

    assert goes(email="ada@example.org", postal=POSTAL, preferred_channel="BRI") == "mail"
    assert goes(email="", postal=POSTAL) is None


def test_without_a_language_a_text_is_in_that_of_its_reader():
    made = send(code=CODE, context=CONTEXT, person=make_person(language="en", email="ada@example.org"), now=MOMENT)

    assert (made.language, Letter.objects.get().language) == ("en", "en")


def test_files_go_with_the_mail():
    file = File("day.ics", "text/calendar", content=b"BEGIN:VCALENDAR")

    send(code=CODE, context=CONTEXT, to_address="ada@example.org", files=[file], now=MOMENT)

    assert Letter.objects.get().files.get().name == "day.ics"


# --- paper ----------------------------------------------------------------------------------------------------------


def streams(made: bytes) -> bytes:
    """Everything in the file that is packed, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    parts = []
    for one in found:
        try:
            parts.append(zlib.decompress(one))
        except zlib.error:
            parts.append(one)
    return made + b"".join(parts)


def printed(answer: str, language: str = "nl") -> bytes:
    rendered = render(CODE, "letter", language, {**CONTEXT, "answer": answer})
    return pdf(rendered, postal=["Mevrouw A. de Boer"], reference="B 12", on=date(2026, 11, 24))


def test_a_letter_with_a_sign_that_no_font_here_knows_is_tagged_all_the_same():
    made = streams(printed("Ons plan heet \U0001f3e0 \U00012345."))

    assert b"/StructTreeRoot" in made


def test_a_letter_is_tagged_for_screen_readers_and_says_its_language_and_title():
    made = streams(printed("Wij komen.\n\nDat doen wij."))

    assert made.startswith(b"%PDF")
    for mark in (b"pdfuaid", b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"/DisplayDocTitle"):
        assert mark in made, mark
    assert re.search(rb"/S\s*/H1", made)
    assert re.search(rb"/S\s*/P\b", made)


@pytest.mark.parametrize(
    "nasty",
    [
        '#eval(read("/etc/passwd"))',
        '#include "letter.typ"',
        "$ x^2 $ *bold* _it_ @ref <label> \\ // comment /* open",
        "= kop\n- punt\n+ punt",
        "<script>alert(1)</script>",
        "é ü ﬁ 漢字 العربية",
        "x" * 19_000,
    ],
)
def test_whatever_is_written_in_a_letter_stays_text(nasty: str):
    assert printed(nasty).startswith(b"%PDF")


def test_the_same_letter_on_the_same_day_has_the_same_words():
    rendered = render(CODE, "letter", "en", CONTEXT)
    made = paper.pdf(rendered, postal=[], reference="", on=date(2026, 11, 24))

    assert made.startswith(b"%PDF")


# --- reaching us ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "language", "part"),
    [
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "en", "now, until 12:30"),
        (datetime(2026, 11, 28, 11, 0, tzinfo=UTC), "en", "again Monday 30 November at 8:00"),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), "en", "again Monday 28 December"),
    ],
)
def test_everybody_hears_when_we_answer_and_what_to_do_in_an_emergency(now: datetime, language: str, part: str):
    told = " ".join(reach_in_words(POLICY, now=now, language=language))

    assert part in told
    for number in ("112", "0800 9009", POLICY.channels.emergency_telephone):
        assert number in told


def test_an_emergency_number_that_is_closed_says_from_when():
    by_day = POLICY.model_copy(update={"channels": POLICY.channels.model_copy(update={"emergency_always": False})})
    night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    assert "at 8:30" in emergency_in_words(by_day, now=night, language="en")[-1]


def test_the_desk_says_whether_one_may_walk_in():
    night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    assert "without an appointment" in " ".join(desk_in_words(POLICY, now=night, language="en"))
    assert "by appointment" in " ".join(desk_in_words(presets.load("sober_1994"), now=night, language="en"))


def test_what_was_sent_has_a_number():
    made = make_dispatch()

    assert made.number == f"B {made.pk}"
