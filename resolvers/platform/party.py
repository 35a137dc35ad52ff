"""Root fields for parties, their roles, addresses and contacts."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class PartyQueries:
    """Root fields for parties, their roles, addresses and contacts."""

    parties: Connection[names.Party] | None = pages(
        "Customers, vendors and whoever else the companies deal with.", names.Party, search=True
    )
    party: names.Party | None = by_id("A party by its id.")
    party_by_number: names.Party | None = by_key(
        "A party by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    party_aggregate = aggregate("The parties, counted and added up by group.", names.Party)
    party_roles: Connection[names.PartyRole] | None = pages(
        "Who is a customer, a vendor or something else.", names.PartyRole
    )
    party_role: names.PartyRole | None = by_id("A party role by its id.")
    addresses: Connection[names.Address] | None = pages("The postal addresses of parties.", names.Address)
    address: names.Address | None = by_id("An address by its id.")
    contacts: Connection[names.Contact] | None = pages("The people to speak to at parties.", names.Contact)
    contact: names.Contact | None = by_id("A contact by its id.")
