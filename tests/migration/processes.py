"""The commands of imports as processes of their own, which can be killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import orjson

from server.database import Database
from server.settings import REPOSITORY
from tests.migration.retail import ask


async def started(database: Database, home: Path, *arguments: str | Path) -> Process:
    """Start `./torso` with some arguments, on a database."""
    environment = {
        **os.environ,
        "DATABASE_URL": database.owner_url,
        "TORSO_APP_DATABASE_URL": database.app_url,
        "TORSO_HOME": str(home),
        "PYTHONPATH": str(REPOSITORY),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "server.cli", *map(str, arguments), "--json", env=environment, stdout=PIPE
    )


async def ended_well(database: Database, home: Path, *arguments: str | Path) -> dict[str, Any]:
    """Run `./torso` to its end, and give what it told."""
    process = await started(database, home, *arguments)
    told, _ = await process.communicate()
    assert process.returncode == 0
    return orjson.loads(told)


async def killed(process: Process) -> None:
    """End a process without a warning, unless it has ended by itself."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.communicate()


async def chunks_done(database: Database) -> int:
    """Tell how many chunks of the newest import are committed."""
    found = await ask(database, "select chunks_done from import_job order by id desc limit 1")
    return int(str(found[0][0])) if found else 0
