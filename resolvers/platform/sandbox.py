"""Root fields for sandboxes."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class SandboxQueries:
    """Root fields for sandboxes."""

    sandboxes: Connection[names.Sandbox] | None = pages(
        "What programs are tried out in, the newest first.", names.Sandbox
    )
    sandbox: names.Sandbox | None = by_id("A sandbox by its id.")
