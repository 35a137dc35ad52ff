"""Parties with their roles, addresses and contacts."""

from typing import Final

import models
from services.bounds import Within
from services.master import Master
from services.merging import Mergeable

ROLES_MAX: Final = 10
ADDRESSES_MAX: Final = 100
CONTACTS_MAX: Final = 100

ROLE = Master(models.PartyRole, within=Within("party_id", ROLES_MAX))
ADDRESS = Master(models.Address, within=Within("party_id", ADDRESSES_MAX))
CONTACT = Master(models.Contact, within=Within("party_id", CONTACTS_MAX))
PARTY = Master(models.Party, lists={"roles": ROLE, "addresses": ADDRESS, "contacts": CONTACT})
# The same role on both sides is one role then.
MERGEABLE = Mergeable(PARTY, doubled=("party_role",))
