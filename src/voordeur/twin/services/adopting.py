"""The only writer of adoptions: a policy of a study becomes the next version."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import override

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.diff import diff
from voordeur.policy.models import ServicePolicy, Words
from voordeur.promises import services as promises
from voordeur.twin.models import Adoption, Study
from voordeur.twin.queries import adoptions
from voordeur.twin.rules import Status, may_adopt
from voordeur.twin.texts import adopting as texts

if TYPE_CHECKING:
    from voordeur.parties.models import User

TURNED = "_turned"


@transaction.atomic
def adopt(study: Study, variant_name: str, *, starts_at: datetime, note: str, by: "User", now: datetime) -> Adoption:
    """Let a policy of a study hold from `starts_at`.

    Taking the version back before it starts takes the adoption with it; both stay in the audit trail. Refused:
    not_allowed, study_is_not_done, unknown_variant, starts_in_the_past, same_as_in_force, start_taken.
    """
    if not may_adopt(by.role):
        raise Refused("not_allowed")
    if study.status != Status.DONE:
        raise Refused("study_is_not_done")
    found = next((one for one in adoptions.candidates(study) if one.name == variant_name), None)
    if found is None:
        raise Refused("unknown_variant", value=variant_name)
    if starts_at <= now:
        raise Refused("starts_in_the_past", starts_at=starts_at)
    since = adoptions.before(starts_at)
    if since.policy is not None and not diff(since.policy, found.policy):
        raise Refused("same_as_in_force")
    version = promises.start_version(
        text=presets.dump(named(found.policy)), starts_at=starts_at, note=note, by=by, now=now
    )
    made = Adoption.objects.create(study=study, variant=found.name, version=version, adopted_at=now, adopted_by=by)
    audit.record(
        "twin.adopt",
        f"study:{study.pk}",
        by=by,
        now=now,
        details={"variant": found.name, "version": version.pk, "starts_at": starts_at.isoformat()},
    )
    return made


def named(policy: ServicePolicy) -> ServicePolicy:
    """The policy with a name and a title that say what it is.

    A preset keeps its own. One of which promises were turned says so, and says it once however often it is turned; a
    policy that is no preset by name keeps what the association calls it.
    """
    root = policy.name.removesuffix(TURNED)
    if root not in presets.names():
        return policy
    preset = presets.load(root)
    turned = [one.field for one in diff(preset, policy)]
    if not turned:
        return policy.model_copy(update={"name": root, "title": preset.title})
    titles = {}
    for language in ("nl", "en"):
        with override(language):
            titles[language] = texts.turned_title(preset.title.in_language(language), policy, turned)
    return policy.model_copy(update={"name": f"{root}{TURNED}", "title": Words(**titles)})
