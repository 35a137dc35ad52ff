"""What can be done to parties, their roles, addresses and contacts."""

import strawberry

from resolvers.writing import (
    archives,
    creates,
    creates_many,
    deletes,
    merges,
    restores,
    updates,
    updates_many,
    upserts,
    upserts_many,
)
from schema import names
from schema.platform.party import WRITE, WRITE_CONTACT
from services.platform.party import ADDRESS, CONTACT, MERGEABLE, PARTY, ROLE


@strawberry.type
class PartyMutations:
    """What can be done to parties, their roles, addresses and contacts."""

    party_create = creates(names.Party, "Add a party, with its roles, addresses and contacts.", PARTY, needs=WRITE)
    party_update = updates(names.Party, "Change a party, its roles, addresses and contacts.", PARTY, needs=WRITE)
    party_archive = archives(names.Party, "Put a party out of use.", PARTY, needs=WRITE)
    party_restore = restores(names.Party, "Put a party back into use.", PARTY, needs=WRITE)
    party_merge = merges(
        names.Party, "Let two parties be one: whatever names the one names the other.", MERGEABLE, needs=WRITE
    )
    party_upsert = upserts(names.Party, "Write a party that another system knows.", PARTY, needs=WRITE)
    party_bulk_create = creates_many(names.Party, "Add many parties.", PARTY, needs=WRITE)
    party_bulk_update = updates_many(names.Party, "Change many parties.", PARTY, needs=WRITE)
    party_bulk_upsert = upserts_many(names.Party, "Write many parties that another system knows.", PARTY, needs=WRITE)
    party_role_create = creates(names.PartyRole, "Deal with a party in one more capacity.", ROLE, needs=WRITE)
    party_role_update = updates(names.PartyRole, "Change how a party is dealt with.", ROLE, needs=WRITE)
    party_role_delete = deletes(names.PartyRole, "No longer deal with a party in a capacity.", ROLE, needs=WRITE)
    address_create = creates(names.Address, "Add an address to a party.", ADDRESS, needs=WRITE)
    address_update = updates(names.Address, "Change an address.", ADDRESS, needs=WRITE)
    address_archive = archives(names.Address, "Put an address out of use.", ADDRESS, needs=WRITE)
    address_restore = restores(names.Address, "Put an address back into use.", ADDRESS, needs=WRITE)
    contact_create = creates(names.Contact, "Add a contact to a party.", CONTACT, needs=WRITE_CONTACT)
    contact_update = updates(names.Contact, "Change a contact.", CONTACT, needs=WRITE_CONTACT)
    contact_archive = archives(names.Contact, "Put a contact out of use.", CONTACT, needs=WRITE_CONTACT)
    contact_restore = restores(names.Contact, "Put a contact back into use.", CONTACT, needs=WRITE_CONTACT)
