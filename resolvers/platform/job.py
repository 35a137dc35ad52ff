"""Root fields for work in the background."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class JobQueries:
    """Root fields for work in the background."""

    jobs: Connection[names.Job] | None = pages("Work in the background, the newest first.", names.Job)
    job: names.Job | None = by_id("A piece of work in the background by its id.")
