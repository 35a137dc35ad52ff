"""What can be done with other systems and the fields that they own."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import creates, updates, which
from schema import names
from schema.payloads import payload
from schema.platform.external_system import WRITE
from services.platform.external_system import EXTERNAL_SYSTEM, ownership_remove, ownership_set
from services.work import Work


async def _set(work: Work, given: Mapping[str, Any]) -> Outcome:
    system_id = key_of(given["systemId"], "ExternalSystem", ("systemId",))
    return {"fieldOwnership": await ownership_set(work, system_id, given["entityType"], given["field"])}


async def _remove(work: Work, given: Mapping[str, Any]) -> Outcome:
    await ownership_remove(work, key_of(given["id"], "FieldOwnership", ("id",)), given["version"])
    return {}


@strawberry.type
class ExternalSystemMutations:
    """What can be done with other systems and the fields that they own."""

    external_system_create = creates(
        names.ExternalSystem, "Name another system that knows some of what is here.", EXTERNAL_SYSTEM, needs=WRITE
    )
    external_system_update = updates(names.ExternalSystem, "Change another system.", EXTERNAL_SYSTEM, needs=WRITE)
    field_ownership_set = mutation(
        "Give a field to another system, whoever owned it before: imports from others that write it are refused.",
        payload(names.FieldOwnership),
        _set,
        needs=WRITE,
        arguments=[
            argument("system_id", strawberry.ID, "The system that shall own the field.", required=True),
            argument("entity_type", str, "The type that has the field, such as Party.", required=True),
            argument("field", str, "The field, by the name that `importTargets` gives it.", required=True),
        ],
    )
    field_ownership_remove = mutation(
        "Leave a field to whoever writes it.", payload(names.FieldOwnership), _remove, needs=WRITE, arguments=which()
    )
