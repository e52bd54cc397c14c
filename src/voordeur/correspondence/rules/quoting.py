"""What is new in a reply, and what only repeats the mail before it. Looks at each line once, whatever it is."""

import re

# Above this line people answer our letters; it is in every letter of a thread.
MARKS = ("Schrijf uw antwoord boven deze regel", "Write your answer above this line")
LONGEST_LINE = 300

WROTE = re.compile(r"^(op|on|am|le)\b.{4,250}\b(schreef|wrote|schrieb|a écrit)\b.{0,100}:$", re.IGNORECASE)
BEGINS = re.compile(r"^(op|on|am|le)\b.{4,}", re.IGNORECASE)
SEPARATOR = re.compile(r"^[-_]{2,} ?(oorspronkelijk bericht|original message|doorgestuurd bericht|forwarded)", re.I)
FROM = re.compile(r"^\*?(van|from|von)\*?: ?.", re.IGNORECASE)
SENT = re.compile(r"^\*?(verzonden|sent|datum|date|gesendet)\*?: ?.", re.IGNORECASE)
LINES_OF_A_HEAD = 5


def fresh(body: str) -> tuple[str, str]:
    """(what is new, what is repeated) of a message; the second is empty when nothing is.

    A mail that is nothing but a repetition is new as a whole: somebody wrote between the lines.
    """
    lines = body.split("\n")
    cut = next((number for number in range(len(lines)) if _begins_old(lines, number)), len(lines))
    cut = min(cut, _end_of_own_words(lines))
    new, old = "\n".join(lines[:cut]).strip(), "\n".join(lines[cut:]).strip()
    return (new, old) if new else (body.strip(), "")


def _end_of_own_words(lines: list[str]) -> int:
    """Behind the last line that is no quotation: a quotation in between is answered by what stands below it."""
    own = (
        number for number in range(len(lines) - 1, -1, -1) if lines[number].strip() and lines[number].lstrip()[0] != ">"
    )
    return next(own, -1) + 1


def _begins_old(lines: list[str], number: int) -> bool:
    line = lines[number].strip()[:LONGEST_LINE]
    if not line:
        return False
    if any(mark in line for mark in MARKS) or SEPARATOR.match(line):
        return True
    if FROM.match(line):
        return any(SENT.match(later.strip()[:LONGEST_LINE]) for later in lines[number + 1 : number + LINES_OF_A_HEAD])
    if WROTE.match(line):
        return True
    # Mail programs break the line "Op ... schreef ...:" where they like.
    joined = " ".join(part.strip()[:LONGEST_LINE] for part in lines[number : number + 3])
    return bool(BEGINS.match(line)) and any(
        WROTE.match(joined[: end + 1]) for end, sign in enumerate(joined[:LONGEST_LINE]) if sign == ":"
    )
