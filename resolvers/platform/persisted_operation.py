"""Root fields for operations that programs have registered."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class PersistedOperationQueries:
    """Root fields for operations that programs have registered."""

    persisted_operations: Connection[names.PersistedOperation] | None = pages(
        "The operations that programs have registered, the newest first.", names.PersistedOperation
    )
    persisted_operation: names.PersistedOperation | None = by_id("An operation that is registered, by its id.")
