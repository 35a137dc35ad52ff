"""What a program may still ask for."""

import datetime as dt

import strawberry


@strawberry.type(description="What the operations of a program may cost in a minute, and what is left of it.")
class RateLimit:
    """What the operations of a program may cost in a minute, and what is left of it.

    It is counted in each worker of the server by itself, so it is the answer of one of them.
    """

    limit: int | None = strawberry.field(description="What they may cost in a minute; null where there is no limit.")
    remaining: int | None = strawberry.field(
        description="What is left, this operation taken; it comes back evenly. Null where there is no limit."
    )
    reset_at: dt.datetime | None = strawberry.field(
        description="When all of it is there again, if nothing more is asked for; in UTC. Null where there is no limit."
    )
    cost: int = strawberry.field(
        description="What the operation costs in which this is asked, as `extensions.cost.requested` has it."
    )
