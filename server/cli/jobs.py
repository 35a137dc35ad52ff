"""`./torso jobs`: work in the background: how it stands, what is held, and a worker that does it."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from models.platform.job import JobState
from server.cli.output import show_json
from server.database import JOB, Database, connect, open_database
from server.errors import OperatorError
from server.settings import Settings

app = typer.Typer(no_args_is_help=True)

NICENESS: Final = 5

# What went wrong in detail is kept by the queue, for operators alone.
_LIST = """
select id::text, kind, state, attempts, progress_done, progress_total, message, requested_by, recorded_at, finished_at,
  (select traceback ->> 'exception_message' from queue.pgqueuer_log as log
    where log.job_id = queue_id and traceback is not null order by log.id desc limit 1) as last_error
from job where $1::text is null or state = $1 order by id desc limit $2
"""


@app.command("list")
def list_(
    *,
    state: Annotated[
        JobState | None, typer.Option(case_sensitive=False, help="Only those in this state; HELD waits for you.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """List jobs, the newest first."""
    with open_database(Settings()) as database:
        jobs = asyncio.run(_jobs(database, state, limit))
    if as_json:
        show_json(jobs)
    else:
        _show(jobs)


@app.command()
def retry(
    job_ids: Annotated[
        list[UUID] | None, typer.Argument(metavar="ID", help="Jobs that are held, by the ids that `list` shows.")
    ] = None,
    *,
    kind: Annotated[str | None, typer.Option(help="All of this kind that are held.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All that are held.")] = False,
) -> None:
    """Let jobs that are held be tried again."""
    if sum([bool(job_ids), kind is not None, all_]) != 1:
        raise OperatorError("Say which: ids, --kind or --all.")
    with open_database(Settings()) as database:
        queued = asyncio.run(_retry(database, job_ids, kind))
    typer.echo(f"{queued:,} {'job is' if queued == 1 else 'jobs are'} queued again.")


@app.command()
def work(
    *,
    parent: Annotated[
        int | None, typer.Option(hidden=True, help="End when this process, which started it, is gone.")
    ] = None,
) -> None:
    """Work in the background until Ctrl-C; `./torso up` has a worker of its own."""
    if parent is not None:
        # On one machine, whoever waits for an answer comes first: so does the server while both start.
        os.nice(NICENESS)
    from server.jobs.worker import work as work_on
    from server.telemetry import logs
    from server.wiring import HANDLERS, SCHEDULES

    settings = Settings()
    logs.configure(settings.log_format, traced=settings.is_traced)
    with open_database(settings) as database:
        asyncio.run(work_on(settings, database, HANDLERS, SCHEDULES, parent=parent))


async def _jobs(database: Database, state: JobState | None, limit: int) -> Sequence[Mapping[str, Any]]:
    connection = await connect(database, JOB)
    try:
        return [dict(row) for row in await connection.fetch(_LIST, state, limit)]
    finally:
        await connection.close()


async def _retry(database: Database, job_ids: Sequence[UUID] | None, kind: str | None) -> int:
    from services.jobs import JobUnknown, held, retry

    connection = await connect(database, JOB)
    try:
        async with connection.transaction():
            wanted = job_ids or await held(connection, kind)
            for job_id in wanted:
                await retry(connection, job_id)
        return len(wanted)
    except JobUnknown as unknown:
        raise OperatorError(str(unknown)) from None
    finally:
        await connection.close()


def _show(jobs: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "kind", "state", "attempts", "progress", "message", "last error", box=None)
    for job in jobs:
        done, total = job["progress_done"], job["progress_total"]
        progress = "" if not done and total is None else f"{done:,}" + (f" of {total:,}" if total is not None else "")
        table.add_row(
            job["id"],
            job["kind"],
            job["state"],
            str(job["attempts"]),
            progress,
            job["message"] or "",
            job["last_error"] or "",
        )
    Console().print(table)
