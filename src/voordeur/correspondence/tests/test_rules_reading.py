"""A mail is read whatever it is: letters of all kinds, broken ones, and those that mean harm."""

import time
from base64 import b64encode

import pytest

from voordeur.correspondence.rules.reading import (
    MOST_BODY_SIGNS,
    MOST_PARTS,
    clean,
    file_name,
    read,
    text_of_html,
)
from voordeur.correspondence.tests.factories import make_mail, with_files


def test_a_plain_mail_says_who_what_and_to_whom():
    mail = read(make_mail(subject="=?utf-8?q?De_lift_op_de_caf=C3=A9verdieping?=", message_id="<a@b.nl>"))

    assert (mail.sender, mail.sender_name) == ("ada@example.org", "Ada de Boer")
    assert mail.subject == "De lift op de caféverdieping"
    assert mail.body == "Wanneer doet de lift het weer?"
    assert mail.addressed == ("voordeur@example.org",)
    assert (mail.message_id, mail.recipients, mail.oddities, mail.files) == ("<a@b.nl>", 1, (), ())


def test_the_plain_words_win_from_the_rich_ones():
    body = (
        "--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "De caf=E9deur\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>rijk</b>\r\n--x--"
    )
    assert read(make_mail(body=body, content_type="multipart/alternative; boundary=x")).body == "De caf\u00e9deur"


def test_of_a_rich_mail_only_the_words_are_kept():
    rich = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body onload=alert(1)><p>Dag&nbsp;allemaal,</p>"
        "<script>alert(1)</script><p>De <b>lift</b> doet het niet.<br>Sinds gisteren.</p>"
        "<img src=http://kwaad.example/x.png><a href='javascript:alert(1)'>klik</a></body></html>"
    )
    body = read(make_mail(body=rich, content_type="text/html; charset=utf-8")).body

    assert body == "Dag allemaal,\n\nDe lift doet het niet.\nSinds gisteren.\nklik"
    assert not any(word in body for word in ("alert", "script", "<", "kwaad"))


def test_words_that_only_look_like_html_stay_words():
    assert text_of_html("<p>3 &lt; 4 &amp; 5</p>") == "3 < 4 & 5"
    assert read(make_mail(body="<script>alert(1)</script>")).body == "<script>alert(1)</script>"


def test_attachments_come_with_their_names_and_bytes():
    mail = read(with_files(("foto.jpg", b"\xff\xd8\xff123"), ("lijst.txt", b"melk")))
    assert mail.body == "Zie de foto."
    assert [(file.name, file.content) for file in mail.files] == [
        ("foto.jpg", b"\xff\xd8\xff123"),
        ("lijst.txt", b"melk"),
    ]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\foto.jpg", "foto.jpg"),
        ("rekening\u202egnp.exe", "rekeninggnp.exe"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("", "bijlage"),
        ("...", "bijlage"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_the_name_of_a_file_hides_nothing_and_leads_nowhere(told, kept):
    assert file_name(told) == kept


BROKEN = {
    "nothing": b"",
    "no head": b"\r\n\r\nhallo",
    "no body": b"From: ada@example.org\r\nSubject: x",
    "only noise": bytes(range(256)) * 50,
    "boundary never comes": make_mail(body="hallo", content_type="multipart/mixed; boundary=grens"),
    "boundary without a name": make_mail(body="hallo", content_type="multipart/mixed"),
    "never closed": make_mail(body="--g\r\n\r\nhallo", content_type="multipart/mixed; boundary=g"),
    "unknown charset": make_mail(body="hallo", content_type="text/plain; charset=klingon"),
    "charset that is none": make_mail(body="hallo", content_type='text/plain; charset="\xc3\xa9"'),
    "broken base64": make_mail(body="@@@=hallo!!", headers="Content-Transfer-Encoding: base64\r\n"),
    "broken word": make_mail(subject="=?utf-8?b?@@@?= =?x?q?=ZZ?= =?utf-8?q?ab"),
    "bytes in the head": "From: Jos\u00e9 <ada@example.org>\r\nSubject: caf\u00e9\r\n\r\nhallo".encode("latin-1"),
    "nul signs": make_mail(body="hal\x00lo", subject="a\x00b"),
    "halves of signs": make_mail(body="x").replace(b"x\r\n", b"\xed\xa0\x80 \xff\r\n"),
    "sender of nothing": make_mail(sender=""),
    "sender of brackets": make_mail(sender="<>"),
    "folded to the end": make_mail(subject="\r\n\t".join(["lift"] * 3000)),
    "folded in the middle of a sign": make_mail(subject="=?utf-8?q?caf=C3?=\r\n =?utf-8?q?=A9?="),
    "folded with nothing behind it": make_mail(subject="lift\r\n \r\n \r\n x"),
    "sender without an address": make_mail(sender="undisclosed"),
    "sender that runs on": make_mail(sender="<" * 5000 + "ada@example.org"),
    "head of comments": make_mail(sender="(" * 20_000 + "ada@example.org"),
    "parameters without end": make_mail(content_type="text/plain; " + "a*0=b; " * 3000),
    "mail in a mail in a mail": b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"hallo",
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    + b"\r\nhallo",
    "very many parts": make_mail(
        body="".join(f"--g\r\n\r\ndeel {n}\r\n" for n in range(5_000)), content_type="multipart/mixed; boundary=g"
    ),
    "one endless line": make_mail(body="a" * 3_000_000),
    "only empty lines": make_mail(body="\r\n" * 300_000 + "x"),
    "only quotations": make_mail(body="> x\r\n" * 100_000),
    "deep html": make_mail(body="<div>" * 50_000 + "hallo", content_type="text/html"),
    "scripts without end": make_mail(body="<script>" * 60_000, content_type="text/html"),
    "comments without end": make_mail(body="<!--" * 100_000, content_type="text/html"),
    "unclosed html": make_mail(body="<p " * 100_000, content_type="text/html"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_no_mail_is_too_broken_to_be_read(name):
    mail = read(BROKEN[name])

    for text in (mail.subject, mail.body, mail.sender, mail.sender_name, *(file.name for file in mail.files)):
        text.encode("utf-8")
        assert "\x00" not in text
    assert len(mail.body) <= MOST_BODY_SIGNS
    assert len(mail.subject) <= 200
    assert len(mail.files) <= MOST_PARTS


@pytest.mark.parametrize("name", ["boundary never comes", "never closed", "unknown charset", "bytes in the head"])
def test_the_words_of_a_broken_mail_are_found(name):
    assert "hallo" in read(BROKEN[name]).body


def test_a_mail_that_the_parser_cannot_take_still_says_who_wrote_what():
    raw = b"From: ada@example.org\r\nSubject: x\r\n" + BROKEN["mail in a mail in a mail"]
    mail = read(raw)
    assert mail.oddities == ("unreadable",)
    assert (mail.sender, mail.subject) == ("ada@example.org", "x")


def test_ten_thousand_recipients_are_counted_and_not_read():
    crowd = ", ".join(f"huurder{number}@example.org" for number in range(10_000))
    began = time.perf_counter()

    mail = read(make_mail(to=crowd))

    assert mail.recipients == 10_000
    assert len(mail.addressed) == 50
    # No claim about speed: it must only not hang.
    assert time.perf_counter() - began < 30


def test_of_a_large_mail_the_beginning_tells_what_it_is_about():
    raw = with_files(("film.mp4", bytes(3_000_000)), subject="Zie de film")[:50_000]
    mail = read(raw, is_whole=False)

    assert (mail.subject, mail.body) == ("Zie de film", "Zie de foto.")
    assert "only_beginning" in mail.oddities
    assert [(file.name, file.is_whole) for file in mail.files] == [("film.mp4", False)]


def test_whom_a_form_of_a_website_names_is_whom_we_answer():
    raw = make_mail(sender="no-reply@formulier.example", headers="Reply-To: Ada <ada@example.org>\r\n")
    assert read(raw).sender == "ada@example.org"


def test_another_address_to_answer_to_is_told_and_not_believed():
    mail = read(make_mail(headers="Reply-To: eve@kwaad.example\r\n"))
    assert (mail.sender, mail.oddities) == ("ada@example.org", ("other_reply_address",))


def test_the_messages_it_follows_are_the_nearest_first():
    mail = read(make_mail(headers="In-Reply-To: <3@x>\r\nReferences: <1@x> <2@x>\r\n <3@x>\r\n"))
    assert mail.references == ("<3@x>", "<2@x>", "<1@x>")


def test_a_folded_head_is_one_line():
    mail = read(make_mail(subject="De lift\r\n staat\r\n\tstil", sender="Ada de\r\n Boer\r\n <ada@example.org>"))
    assert (mail.subject, mail.sender_name, mail.sender) == ("De lift staat stil", "Ada de Boer", "ada@example.org")


def test_no_word_of_a_head_begins_a_line_of_another():
    """Encoded words can hide a line break; in our answer it would be a header of theirs."""
    word = b64encode(b"De lift\r\nBcc: eve@example.org").decode()
    hidden = f"=?utf-8?b?{word}?="
    mail = read(make_mail(subject=hidden, sender=f"{hidden} <ada@example.org>"))
    assert mail.subject == mail.sender_name == "De lift Bcc: eve@example.org"


@pytest.mark.parametrize("name", ["ada@example.org,", "ada@example.org, ada", "<ada@example.org>", "ada@example.org;"])
def test_an_address_that_hides_in_a_name_is_not_who_wrote_it(name):
    """What a mail server vouches for is the address behind the name."""
    word = f"=?utf-8?b?{b64encode(name.encode()).decode()}?="
    mail = read(make_mail(sender=f"{word} <eve@kwaad.example>"))
    assert (mail.sender, mail.sender_name) == ("eve@kwaad.example", name)


def test_signs_that_show_nothing_are_left_out():
    assert clean("a\u200bb\u202ec\x07d\ud800e\ne\u0301") == "abcd?e\n\u00e9"
    assert clean("caf\udce9") == "caf\u00e9"
