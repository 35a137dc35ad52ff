"""The root field for what a program may still ask for."""

import strawberry

from planner.access import PUBLIC
from planner.fields import Rationed, argument, declared
from schema.platform.rate_limit import RateLimit


@strawberry.type
class RateLimitQueries:
    """What may still be asked for."""

    rate_limit: RateLimit = declared(
        Rationed(needs=PUBLIC),
        "What the operations of the program that asks may cost, and what is left of it in the worker that answers.",
        arguments=[
            argument(
                "dry_run",
                bool,
                "Only reckon the operation: nothing of it is run or taken from what is left. What else it asks for at the root "
                "is null, or an empty list. False when left out.",
            )
        ],
    )
