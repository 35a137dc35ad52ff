"""Parties with their roles, addresses and contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

import models
from kernel.errors import DomainError
from services.masters import Master, Owned
from services.merging import Mergeable
from services.rows import ChangedRow
from services.work import Work


@dataclass(eq=False)
class PartOfItself(DomainError):
    """A party does not belong to itself."""

    message = "A party cannot belong to itself."


async def _check_parties(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        if row.values.get("parent_id") == row.before["id"]:
            raise PartOfItself(path=row.at("parent_id"))


ROLE = Master(models.PartyRole)
ADDRESS = Master(models.Address)
CONTACT = Master(models.Contact)
PARTY = Master(
    models.Party,
    lists={
        "roles": Owned(ROLE, "party_id"),
        "addresses": Owned(ADDRESS, "party_id"),
        "contacts": Owned(CONTACT, "party_id"),
    },
    check=_check_parties,
)
# The same role on both sides is one role then.
MERGEABLE = Mergeable(PARTY, doubled=("party_role",))
