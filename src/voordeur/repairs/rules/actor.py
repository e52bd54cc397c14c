"""Who acts on a repair: a person in a role, a tenant without an account, or the system as a consequence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`user_id` is None for a tenant who came in by a token and for the system; `role` is one of status.ROLES."""

    user_id: int | None
    role: str

    @property
    def roles(self) -> frozenset[str]:
        return frozenset({self.role})

    def as_system(self) -> "Actor":
        """What follows by rule from this person's act; the event still names the person."""
        return Actor(self.user_id, "system")


SYSTEM = Actor(None, "system")
VISITOR = Actor(None, "tenant")
