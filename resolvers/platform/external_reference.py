"""Root fields for external references."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class ExternalReferenceQueries:
    """Root fields for external references."""

    external_references: Connection[names.ExternalReference] | None = pages(
        "The ids that other systems have for what is here.", names.ExternalReference
    )
    external_reference: names.ExternalReference | None = by_id("An external reference by its id.")
    external_reference_by_external_id: names.ExternalReference | None = by_key(
        "What another system has an id for.",
        OF_COMPANY,
        KeyPart("system", "The other system."),
        KeyPart("entity_type", "What it is here: the name of its type, such as Party."),
        KeyPart("external_id", "The id there."),
    )
