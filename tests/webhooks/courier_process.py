"""A courier as it is in life: a process, which can be killed. It is given the database and the home directory."""

import asyncio
import sys
from ipaddress import ip_network
from pathlib import Path

from server.database import Database
from server.jobs.worker import tools_of
from server.settings import Settings
from server.telemetry import logs
from server.webhooks.wiring import webhooks_delivered


async def main(url: str, home: str) -> None:
    """Deliver until it is killed."""
    settings = Settings(home=Path(home), webhook_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")))
    database = Database(url, url, embedded=True, wall=settings.row_security)
    async with tools_of(settings, database) as tools, webhooks_delivered(database, tools):
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.configure("text")
    asyncio.run(main(*sys.argv[1:]))
