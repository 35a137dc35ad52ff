"""External references as clients see them."""

import models
from planner.entity import entity
from planner.fields import column, reference
from schema.base import CompanyRecord, Node


@entity(models.ExternalReference, needs="platform.external_reference:read")
class ExternalReference(CompanyRecord):
    """The id that another system has for something here."""

    system: str = column("The other system, by the short name that it was given here.", filters=True, groups=True)
    external_id: str = column("The id there.")
    entity_type: str = column("What it is here: the name of its type, such as Party.", groups=True)
    node: Node | None = reference("What it is here; null where the viewer may not see it.", "entity_type", "entity_id")
