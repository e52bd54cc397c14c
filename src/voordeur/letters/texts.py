"""Words of this room: channels, kinds of lists, remarks of the check, one sentence per refusal."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import Refused
from voordeur.letters.rules.channel import Channel, spoken
from voordeur.letters.rules.check import Judgement, Remark, RemarkCode
from voordeur.letters.rules.steps import Step
from voordeur.letters.rules.template import Condition

Text = str | Promise

CHANNELS: dict[str, Text] = {
    Channel.MAIL: _("mail"),
    Channel.LETTER: _("letter on paper"),
    Channel.PORTAL: _("message on the tenant's page"),
}
LANGUAGES: dict[str, Text] = {"nl": _("Dutch"), "en": _("English")}
LISTS: dict[str, Text] = {"forbidden": _("Words we do not write"), "hard": _("Hard words")}

REMARKS: dict[RemarkCode, Text] = {
    "tone": _("“%(where)s” is on the list of words we do not write."),
    "level": _(
        "This reads as level %(where)s; wanted is %(instead)s or easier. Shorter sentences and shorter words help."
    ),
    "passive": _("This sentence does not say who does it: “%(where)s”"),
    "long_sentence": _("This sentence is long: “%(where)s”"),
    "hard_word": _("“%(where)s” is a hard word."),
    "address_form": _("“%(where)s”: we address people with “%(instead)s”."),
}
WITH_ADVICE = frozenset({"tone", "hard_word"})

KEPT = _("The text is kept. Messages have it from now on.")
LIST_KEPT = _("The list is kept.")
PRINTED = _("The letter is marked as printed.")

REFUSALS: dict[str, Text] = {
    "unknown_step": _("There is no text for the step “%(step)s”."),
    "unknown_channel": _("A text cannot leave by “%(channel)s”."),
    "value_missing": _("The text of “%(step)s” needs a value for “%(value)s”."),
    "value_too_long": _("“%(value)s” is too long: at most %(most)s signs."),
    "subject_empty": _("Write a subject."),
    "body_empty": _("Write a text."),
    "subject_too_long": _("The subject is too long: at most %(most)s signs."),
    "body_too_long": _("The text is too long: at most %(most)s signs."),
    "condition_inside": _(
        "A condition such as {?%(name)s} stands at the beginning of a paragraph, an item or a heading. "
        "Words come after it."
    ),
    "loose_brace": _("A brace stands alone. Write a value between two braces, without spaces."),
    "unknown_value": _("This text has no value “%(value)s”. You can use: %(known)s."),
    "nothing_changed": _("Nothing is different from the version before."),
    "wording_moved_on": _("Somebody else kept version %(version)s meanwhile. Look at it first, then change it again."),
    "list_moved_on": _("Somebody else kept version %(version)s of this list meanwhile. Look at it first."),
    "not_plain": _(
        "The check found %(count)s things that should be different. Change them, or write why it must be so."
    ),
    "list_too_long": _("The list is too long: at most %(most)s lines."),
    "word_empty": _("Line %(line)s has no word before the “=”."),
    "word_too_long": _("The word in line %(line)s is too long: at most %(most)s signs."),
    "word_twice": _("“%(word)s” in line %(line)s is in the list already."),
    "no_address": _("There is no mail address to send this to."),
    "no_postal": _("There is no address to put on the envelope."),
    "no_person": _("A message on the tenant's page needs a tenant."),
    "already_printed": _("Letter %(number)s was printed already."),
}


def refusal(refused: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refused.code]) % refused.params


def remark(found: Remark) -> str:
    """One remark of the check as a sentence, with the advice of the list when it has one."""
    told = str(REMARKS[found.code]) % {"where": found.where, "instead": found.instead}
    if found.code in WITH_ADVICE and found.instead:
        return str(_("%(remark)s Better: %(advice)s.")) % {"remark": told, "advice": found.instead.rstrip(".")}
    return told


def only_when(step: Step, condition: Condition) -> str:
    """When a part of a text is there, for who writes it."""
    value = step.values.get(condition.name)
    if value is not None and value.is_flag:
        about = value.example[spoken(get_language() or "nl")]
        told = _("Only when %(about)s.") if condition.is_there else _("Only when this is not so: %(about)s.")
        return str(told) % {"about": about}
    told = _("Only with a value for “%(name)s”.") if condition.is_there else _("Only without a value for “%(name)s”.")
    return str(told) % {"name": condition.name}


def verdict(judgement: Judgement) -> str:
    """The judgement in one sentence."""
    if judgement.level is None:
        return str(_("Too few words to tell the level."))
    if judgement.is_good:
        return str(_("Level %(level)s: good to read.")) % {"level": judgement.level}
    return str(_("Level %(level)s: not yet as we want it.")) % {"level": judgement.level}
