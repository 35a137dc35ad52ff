"""What concerns a cohort: of what happens, the part for which its statement is worth running at all."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from auth.events import concerns_one
from auth.principal import Principal
from events.feed import Occurrence
from planner.following import Following


@dataclass(frozen=True)
class Interest:
    """Which events may be told; the statement decides which are."""

    types: frozenset[str]
    companies: frozenset[UUID] | None
    party_id: UUID | None
    personal: frozenset[str]
    """The types of which only what concerns the subject is told."""
    subject: str

    @classmethod
    def of(cls, following: Following, principal: Principal) -> "Interest":
        """Tell it for what somebody follows."""
        types = frozenset(following.types)
        return cls(
            types,
            None if principal.companies is None else frozenset(principal.companies),
            principal.party_id,
            frozenset(name for name in types if concerns_one(name, principal.permissions)),
            cast("str", following.access.values["subject"]),
        )

    def includes(self, event: Occurrence) -> bool:
        """Tell whether an event may be told."""
        if event.subject is not None and event.subject == self.subject:
            # Work that somebody has asked for is theirs, whatever company it is for.
            return True
        if event.entity_type in self.personal:
            return False
        if self.party_id is not None and event.subject is None and event.party_id != self.party_id:
            return False
        return self.companies is None or event.company_id is None or event.company_id in self.companies
