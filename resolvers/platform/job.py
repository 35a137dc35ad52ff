"""Root fields for work in the background."""

import strawberry

from planner.fields import argument
from planner.lists import by_id, pages
from resolvers.platform.change import about, changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class JobQueries:
    """Root fields for work in the background."""

    jobs: Connection[names.Job] | None = pages("Work in the background, the newest first.", names.Job)
    job: names.Job | None = by_id("A piece of work in the background by its id.")


@strawberry.type
class JobSubscriptions:
    """Subscriptions to work in the background."""

    job_progress: Changes[names.Job] = changes(
        "How far work in the background is: of one job, or of the viewer's own and those that they may see.",
        names.Job,
        argument("id", strawberry.ID, "Which job; all that the viewer sees when left out."),
        narrows={"id": about("Job")},
    )
