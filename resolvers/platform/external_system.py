"""Root fields for other systems and the fields that they own."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class ExternalSystemQueries:
    """Root fields for other systems and the fields that they own."""

    external_systems: Connection[names.ExternalSystem] | None = pages(
        "The other systems that know some of what is here.", names.ExternalSystem
    )
    external_system: names.ExternalSystem | None = by_id("Another system by its id.")
    external_system_by_code: names.ExternalSystem | None = by_key(
        "Another system by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    field_ownerships: Connection[names.FieldOwnership] | None = pages(
        "Which other system owns which field.", names.FieldOwnership
    )
    field_ownership: names.FieldOwnership | None = by_id("That a system owns a field, by its id.")
