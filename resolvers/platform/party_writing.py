"""What can be done to parties, their roles, addresses and contacts."""

import strawberry

from resolvers.writing import archives, creates, deletes, restores, updates
from schema import names
from schema.platform.party import WRITE, WRITE_CONTACT
from services.platform.party import ADDRESS, CONTACT, PARTY, ROLE


@strawberry.type
class PartyMutations:
    """What can be done to parties, their roles, addresses and contacts."""

    party_create = creates(names.Party, "Add a party, with its roles, addresses and contacts.", PARTY, needs=WRITE)
    party_update = updates(names.Party, "Change a party, its roles, addresses and contacts.", PARTY, needs=WRITE)
    party_archive = archives(names.Party, "Put a party out of use.", PARTY, needs=WRITE)
    party_restore = restores(names.Party, "Put a party back into use.", PARTY, needs=WRITE)
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
