"""Other systems and the fields that they own, as clients see them."""

import models
from planner.entity import entity
from planner.fields import column, many, one
from schema import names
from schema.base import CompanyRecord

READ = "platform.import:read"
WRITE = "platform.import:write"


@entity(models.ExternalSystem, needs=READ, order="code", writes=WRITE)
class ExternalSystem(CompanyRecord):
    """Another system that knows some of what is here: an old ERP, a web shop."""

    code: str = column(
        "Its short name, unique in the company; external references and imports name it so.",
        filters=True,
        orders=True,
        writes=True,
        fixed=True,
    )
    name: str = column("What people call it.", writes=True)
    owned_fields: list[names.FieldOwnership] | None = many(
        "The fields that imports from no other system write.", "system_id", order="entity_type field", at_most=1_000
    )


@entity(models.FieldOwnership, needs=READ, order="entity_type field")
class FieldOwnership(CompanyRecord):
    """That a field of a type is one system's to say: imports from other systems that write it are refused."""

    system: names.ExternalSystem | None = one("The system that owns the field.", "system_id", filters=True)
    entity_type: str = column("The type that has the field, such as Party.", filters=True)
    field: str = column("The field, by the name that `importTargets` gives it.")
