"""Reading a mail: bytes in, plain facts out, however broken it is. Runs nothing of it and keeps no HTML."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

MOST_PARTS = 100
MOST_BODY_SIGNS = 100_000
MOST_HTML_SIGNS = 500_000
# Of a header with thousands of addresses the beginning is read; how many there are is only counted.
MOST_HEADER_SIGNS = 20_000
MOST_SUBJECT_SIGNS = 200
MOST_NAME_SIGNS = 100
MOST_REFERENCES = 30

# The headers that say what kind of mail it is; rules/sorting.py reads them.
SIGNS = (
    "auto-submitted",
    "precedence",
    "list-id",
    "list-unsubscribe",
    "x-loop",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "return-path",
    "content-type",
    "authentication-results",
)
ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
# Of HTML: where a new line begins, and what is no words
BLOCKS = {"p", "br", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4"}
UNSEEN = {"script", "style", "title", "template", "iframe", "object"}
TAG = re.compile(r"(?P<comment><!--)|<(?P<closes>/?)(?P<name>[a-zA-Z!?][a-zA-Z0-9]*)[^<>]*>")
# Line, tab, and what joins signs to one picture or word
KEPT_SIGNS = "\n\t\u200c\u200d"
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
NOT_TO_ANSWER = re.compile(r"(no|do-?not|niet)[-_.]?(reply|beantwoorden)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as it came; `is_whole` is false when only the beginning of the mail was read."""

    name: str
    content: bytes
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a mail says. Nothing of it is proven: whoever sent it wrote every field.

    `references` are the messages it follows, the nearest first; `addressed` the addresses it came to; `signs` the
    headers that tell what kind of mail it is, lower-case names; `oddities` codes of what was wrong with it.
    """

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    addressed: tuple[str, ...]
    recipients: int
    subject: str
    body: str
    files: tuple[File, ...]
    signs: Mapping[str, str]
    oddities: tuple[str, ...]


def read(raw: bytes, *, is_whole: bool = True) -> ReadMail:
    """Read a mail from its bytes. Never raises for what is in it: what cannot be read is named in `oddities`."""
    try:
        return _read(message_from_bytes(raw), is_whole=is_whole)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError, HeaderParseError):
        # The parser itself stumbled: keep the words that can be found, so that somebody can look at it.
        return beginning_of(raw)


def _read(message: "Message[str, str]", *, is_whole: bool) -> ReadMail:
    odd: list[str] = [] if is_whole else ["only_beginning"]
    plain, rich, files = _parts(message, odd, is_whole=is_whole)
    body = "\n\n".join(text for text in plain if text.strip())
    if not body and rich:
        body = text_of_html("\n".join(rich))
    if len(body) > MOST_BODY_SIGNS:
        body = body[:MOST_BODY_SIGNS]
        odd.append("body_cut")
    sender_name, sender = _sender(message, odd)
    return ReadMail(
        message_id=next(iter(_ids(_header(message, "message-id"))), ""),
        references=(*_references(message), *_returned(message))[:MOST_REFERENCES],
        sender=sender,
        sender_name=sender_name,
        addressed=_addressed(message),
        recipients=sum(_header(message, name, most=None).count("@") for name in ("to", "cc", "bcc")),
        subject=one_line(_decoded(_header(message, "subject")))[:MOST_SUBJECT_SIGNS],
        body=clean(body).strip(),
        files=tuple(files),
        signs={name: one_line(value)[:500] for name in SIGNS if (value := _header(message, name))},
        oddities=tuple(dict.fromkeys(odd)),
    )


def _header(message: "Message[str, str]", name: str, *, most: int | None = MOST_HEADER_SIGNS) -> str:
    """A header as one text; several of one name stand behind each other."""
    found = [str(value) for value in message.get_all(name, [])]
    return ("\n" if name not in ADDRESSED else ", ").join(found)[:most]


def _decoded(value: str) -> str:
    """A header with its encoded words written out; a broken one as it stands."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else _text(part, charset or "ascii") for part, charset in parts)


def _text(content: bytes, charset: str) -> str:
    """Bytes as text, in the charset they claim, else in one that fits."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _sender(message: "Message[str, str]", odd: list[str]) -> tuple[str, str]:
    """(name, address) of who wrote it. A form of a website writes as "no-reply" and names the person to answer."""
    written = _people(_header(message, "from"))
    to_answer = _people(_header(message, "reply-to"))
    if len(written) > 1:
        odd.append("several_senders")
    name, sender = written[0] if written else ("", "")
    if to_answer and to_answer[0][1] != sender:
        if not sender or NOT_TO_ANSWER.match(sender):
            return to_answer[0]
        odd.append("other_reply_address")
    if not sender:
        odd.append("no_sender")
    return name, sender


def _people(value: str) -> list[tuple[str, str]]:
    """(name, address in lower case) of a header; what is no address is left out.

    Encoded words are written out after the addresses are found (RFC 2047, 6.2): an address in them is only a name.
    """
    try:
        found = getaddresses([value])
    except (RecursionError, ValueError, IndexError, TypeError):
        # Thousands of brackets: the address itself can still be found.
        found = [("", address) for address in ADDRESS.findall(value)]
    return [
        (one_line(_decoded(name))[:MOST_NAME_SIGNS], address.lower())
        for name, address in found
        if len(address) <= 254 and ADDRESS.fullmatch(address)
    ]


def _addressed(message: "Message[str, str]") -> tuple[str, ...]:
    found = (address.lower() for name in ADDRESSED for address in ADDRESS.findall(_header(message, name)))
    return tuple(dict.fromkeys(found))[:50]


def _ids(value: str) -> list[str]:
    return MESSAGE_ID.findall(value)


def _references(message: "Message[str, str]") -> tuple[str, ...]:
    found = [*_ids(_header(message, "in-reply-to")), *reversed(_ids(_header(message, "references")))]
    return tuple(dict.fromkeys(found))[:MOST_REFERENCES]


def _returned(message: "Message[str, str]") -> list[str]:
    """The names of the mails that a report of non-delivery brings back, whole or only their heads."""
    if message.get_content_type() != "multipart/report":
        return []
    found: list[str] = []
    for part in list(_leaves(message))[:MOST_PARTS]:
        inside = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
            found += _ids(_header(inside[0], "message-id"))  # type: ignore[arg-type]  # a mail inside a mail is one
        elif part.get_content_type() == "text/rfc822-headers" and isinstance(inside, str):
            heads = re.findall(r"^message-id:(.*)$", inside[:MOST_HEADER_SIGNS], re.IGNORECASE | re.MULTILINE)
            found += [name for head in heads for name in _ids(head)]
    return found


def _parts(message: "Message[str, str]", odd: list[str], *, is_whole: bool) -> tuple[list[str], list[str], list[File]]:
    plain: list[str] = []
    rich: list[str] = []
    files: list[File] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MOST_PARTS:
            odd.append("many_parts")
            break
        if part.defects:
            odd.append("broken_mime")
        kind, is_file = part.get_content_type(), _is_file(part)
        if kind.startswith("message/") or kind == "text/rfc822-headers":
            if message.get_content_type() != "multipart/report":
                # A mail inside a mail: what is in it is for who forwarded it to say.
                files.append(File(_name_of(part), b"", is_whole=is_whole))
            continue
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "multipart" and isinstance(content, bytes):
            # A mail of parts without the line that parts them.
            plain.append(_text(content, "utf-8"))
            continue
        if not isinstance(content, bytes):
            odd.append("broken_mime")
            continue
        if is_file:
            files.append(File(_name_of(part), content, is_whole=is_whole))
        elif kind == "text/html":
            rich.append(_text(content, part.get_content_charset() or "utf-8"))
        elif kind.startswith("text/"):
            plain.append(_text(content, part.get_content_charset() or "utf-8"))
        else:
            files.append(File(_name_of(part), content, is_whole=is_whole))
    return plain, rich, files


def _leaves(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that hold something; a mail inside a mail is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting = [*inside, *waiting]
        else:
            yield part


def _is_file(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _name_of(part: "Message[str, str]") -> str:
    return file_name(_decoded(str(part.get_filename() or "")))


def file_name(told: str) -> str:
    """What somebody called a file, without folders and without signs that hide what it is."""
    name = one_line(told).replace("\\", "/").rpartition("/")[2].strip(". ")
    return name[-MOST_NAME_SIGNS:] or "bijlage"


def text_of_html(written: str) -> str:
    """The words of an HTML text, without what would load, run or only look.

    Goes through it once, from tag to tag: a tree of it could be made as deep as somebody who means harm likes.
    """
    written = written[:MOST_HTML_SIGNS]
    words: list[str] = []
    unseen, behind = "", 0
    for tag in TAG.finditer(written):
        if tag.start() < behind:
            continue
        if not unseen:
            words.append(re.sub(r"\s+", " ", written[behind : tag.start()]))
        behind = tag.end()
        if tag["comment"]:
            end = written.find("-->", tag.start())
            behind = end + 3 if end >= 0 else len(written)
            continue
        name, closes = tag["name"].lower(), bool(tag["closes"])
        if unseen:
            unseen = "" if closes and name == unseen else unseen
        elif name in UNSEEN:
            unseen = "" if closes else name
        elif name in BLOCKS:
            words.append("\n")
    if not unseen:
        words.append(re.sub(r"\s+", " ", written[behind:]))
    lines = [" ".join(line.split()) for line in html.unescape("".join(words)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean(text: str) -> str:
    """The text as both databases can keep it and a page can show it: no halves of signs, nothing invisible."""
    whole = unicodedata.normalize("NFC", _whole(text).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in whole if sign in KEPT_SIGNS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})


def _whole(text: str) -> str:
    """The text without halves of signs; bytes that the parser only passed on are read as what they are likely to be."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return _text(text.encode("utf-8", "surrogateescape"), "utf-8")
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace").decode("utf-8")
    return text


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def beginning_of(raw: bytes) -> ReadMail:
    """What can be told of a mail that cannot be read as one: who wrote it and its first words."""
    head, _, rest = raw[: 2 * MOST_HEADER_SIGNS].replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in _text(head, "utf-8").split("\n"))
    }
    written = _people(lines.get("from", ""))
    return ReadMail(
        message_id=next(iter(_ids(lines.get("message-id", ""))), ""),
        references=tuple(_ids(lines.get("in-reply-to", ""))),
        sender=written[0][1] if written else "",
        sender_name=written[0][0] if written else "",
        addressed=tuple(address.lower() for address in ADDRESS.findall(lines.get("to", "")))[:50],
        recipients=lines.get("to", "").count("@"),
        subject=one_line(lines.get("subject", ""))[:MOST_SUBJECT_SIGNS],
        body=clean(_text(rest[:MOST_HEADER_SIGNS], "utf-8")).strip(),
        files=(),
        signs={name: one_line(lines[name])[:500] for name in SIGNS if name in lines},
        oddities=("unreadable",),
    )
