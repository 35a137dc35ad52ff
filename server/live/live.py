"""Subscriptions of one process."""

from server.access.running import Ticket
from server.graphql.answering import Asked
from server.graphql.caller import Caller
from server.live.outlet import Outlet
from server.live.subscriber import Subscriber


class Live:
    """Tells subscribers what happens."""

    async def subscribe(
        self, asked: Asked, caller: Caller, ticket: Ticket, outlet: Outlet, after: str | None = None
    ) -> Subscriber:
        """Begin to tell somebody what they ask for; the first answer comes soon, also where nothing happens.

        `after` goes before the argument of that name. Whoever does not want to be told any more says `Subscriber.end()`;
        after `Outlet.end` nobody has to.

        Raises:
            Refused: it cannot be told: a value is not fit, it costs too much, they may not, the database is away.
        """
        raise NotImplementedError
