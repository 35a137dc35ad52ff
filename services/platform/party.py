"""Parties with their roles, addresses and contacts."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import models
from auth.principal import PrincipalKind
from kernel.draft import Edits
from services.bounds import Within
from services.master import Master
from services.merging import Mergeable
from services.rows import NewRow
from services.work import Work

ROLES_MAX: Final = 10
ADDRESSES_MAX: Final = 100
CONTACTS_MAX: Final = 100

ROLE = Master(models.PartyRole, within=Within("party_id", ROLES_MAX))
ADDRESS = Master(models.Address, within=Within("party_id", ADDRESSES_MAX))
CONTACT = Master(models.Contact, within=Within("party_id", CONTACTS_MAX))


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    """Who sees the customers of some salespeople alone looks after those that they add, unless they say otherwise.

    A program in its own name is nobody's salesperson.
    """
    if work.principal is None or work.principal.sales_reps is None or work.principal.kind is not PrincipalKind.USER:
        return
    for row in rows:
        if any(
            role.values["role"] == models.PartyRoleKind.CUSTOMER for role in row.draft.lists.get("roles", Edits()).add
        ):
            row.values.setdefault("sales_rep_id", UUID(work.principal.subject))


PARTY = Master(models.Party, lists={"roles": ROLE, "addresses": ADDRESS, "contacts": CONTACT}, complete=_complete)
# The same role on both sides is one role then.
MERGEABLE = Mergeable(PARTY, doubled=("party_role",))
