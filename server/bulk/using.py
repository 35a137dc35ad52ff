"""What a bulk operation uses of the schema, counted for the program that asked for it like its other requests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server.graphql.naming import Names
from server.jobs.binding import Tools
from server.telemetry import logs
from server.telemetry.usage import KEEP_EVERY_SECONDS, SchemaUsage

KEEP_EVERY: Final = timedelta(seconds=KEEP_EVERY_SECONDS)


@dataclass
class Using:
    """Counts what one bulk operation uses; whoever is killed loses what came together within a minute."""

    tools: Tools
    client: str
    usage: SchemaUsage
    _kept_at: datetime | None = None

    @classmethod
    def of(cls, tools: Tools, client: str) -> "Using":
        """Count for a program."""
        return cls(tools, client, SchemaUsage(tools.clock, logs.logger()))

    async def count(self, names: Names) -> None:
        """Count what was asked for once; the first time it is kept at once, so that whatever is used is there."""
        self.usage.count(self.client, names)
        now = self.tools.clock.now()
        if self._kept_at is None or now - self._kept_at >= KEEP_EVERY:
            self._kept_at = now
            await self.keep()

    async def keep(self) -> None:
        """Add what has come together to today."""
        self.usage.write_down()
        await self.usage.keep(self.tools.pool)
