"""Root fields for bulk operations."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class BulkOperationQueries:
    """Root fields for bulk operations."""

    bulk_operations: Connection[names.BulkOperation] | None = pages(
        "The bulk operations that the viewer has asked for, the newest first.", names.BulkOperation
    )
    bulk_operation: names.BulkOperation | None = by_id("A bulk operation by its id.")
