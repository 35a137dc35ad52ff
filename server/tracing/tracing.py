"""What is put around the parts of a process so that traces come of it: nothing, unless they are asked for.

So a process without traces has nothing in its way: not a span, not a question whether there is one, not the library.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from server.database import Database
from server.settings import Settings
from services.work import untraced

if TYPE_CHECKING:
    from server.graphql.plans import Plans
    from server.http.operations import Operations
    from server.jobs.attempt import Attempts
    from server.live.teller import Teller
    from server.webhooks.sending import Sender


class Tracing:
    """Gives every part back as it is."""

    def app(self, app: ASGIApp) -> ASGIApp:
        """Give what answers the requests of HTTP."""
        return app

    def operations(self, operations: "Operations") -> "Operations":
        """Give what answers operations."""
        return operations

    def plans(self, plans: "Plans") -> "Plans":
        """Give what keeps plans, and sees when one is made."""
        return plans

    def database(self, database: Database) -> Database:
        """Give the database whose connections run statements."""
        return database

    def teller(self, teller: "Teller") -> "Teller":
        """Give what reads batches for subscribers."""
        return teller

    def attempts(self, kind: str, attempts: "Attempts") -> "Attempts":  # noqa: ARG002 - who is traced has to say of which
        """Give what does the jobs of a kind."""
        return attempts

    def sender(self, sender: "Sender") -> "Sender":
        """Give what sends webhooks."""
        return sender

    def trace(self) -> str | None:
        """Name the trace of what is being done, as a `traceparent`; None where there is none."""
        return untraced()

    @asynccontextmanager
    async def lasting(self) -> AsyncGenerator[None]:
        """Send what comes together for as long as the context lasts, and the rest at its end."""
        yield


UNTRACED = Tracing()


def tracing_of(settings: Settings) -> Tracing:
    """Give what the settings ask for."""
    if not settings.is_traced:
        return UNTRACED
    from server.tracing.traced import Traced, provider_of

    return Traced(provider_of(settings.traces_endpoint))
