"""`./torso up`: everything that it takes to try Torso out, until Ctrl-C."""

import os
import shutil
import signal
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from server.cli.job_worker import JobWorker
from server.cli.output import working
from server.cli.welcome import Welcome
from server.database import Database, open_database
from server.errors import OperatorError
from server.installed import ZENSICAL, has_package
from server.preparation import Preparation
from server.settings import Settings

GRACE_SECONDS = 10
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def up(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 is any free port.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 for all of this machine.")] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer requests.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print addresses and tokens as JSON once it is ready.")
    ] = False,
) -> None:
    """Start Torso: its database with a demo company, and the server."""
    # Whoever ends it before the workers run is heard by then, so that what was begun is put away. (An exception would be lost
    # where a signal comes within an import.)
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ended.append(number))
    settings = Settings()
    listening = _listen(host, port)
    with open_database(settings) as database, _metrics_directory(settings.home):
        if database.embedded and host in _LOOPBACK:
            os.environ["TORSO_DEMO"] = "true"
            os.environ.setdefault("TORSO_DOCS", "true")
        # Links to files begin with it, unless the server is reached by another name.
        os.environ.setdefault("TORSO_PUBLIC_URL", _address(listening))
        shows_docs = Settings().docs and has_package(ZENSICAL)
        with (
            Preparation(settings.home, partial(_prepare, settings, database, _address(listening))) as preparation,
            JobWorker(settings.home) as worker,
            Welcome(settings.home, _address(listening), database.embedded, shows_docs, as_json, worker.begin),
        ):
            _serve(listening, workers or settings.workers, preparation, ended)


async def _prepare(settings: Settings, database: Database, address: str) -> None:
    """Bring the database up to date, and let the demo company into an embedded one that is empty."""
    from server.migration import upgrade
    from server.reference_data import bring_reference_data

    with working("Preparing the database"):
        await upgrade(database)
        await bring_reference_data(database)
        if database.embedded:
            await _seed(settings, database)
        await _let_in_our_program(database, os.environ.get("TORSO_PUBLIC_URL", address).rstrip("/"))


async def _let_in_our_program(database: Database, address: str) -> None:
    """Let a frontend sign people in; one that somebody writes on this machine too, where the database is the embedded one."""
    import asyncpg

    from services.platform.access.own_program import ensure_own_program

    connection = await asyncpg.connect(database.app_url)
    try:
        here = ("http://127.0.0.1/", "http://127.0.0.1/callback") if database.embedded else ()
        await ensure_own_program(connection, address, here)
    finally:
        await connection.close()


async def _seed(settings: Settings, database: Database) -> None:
    import asyncpg

    from auth.keys import signing_key
    from server.demo_people import give_passwords
    from services.demo import is_seeded, seed

    connection = await asyncpg.connect(database.owner_url)
    try:
        # Held until the connection closes, so that two that start together do not both find the demo missing.
        await connection.execute("select pg_advisory_lock(hashtext('demo company'))")
        if not await is_seeded(connection):
            await seed(connection)
        await give_passwords(connection, signing_key(settings.home))
    finally:
        await connection.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise OperatorError(f"Cannot listen at {host}:{port} ({error.strerror}): choose another --port.") from None
    listening.set_inheritable(True)
    return listening


def _serve(listening: socket.socket, workers: int, preparation: Preparation, ended: Sequence[int]) -> None:
    """Run the workers until a signal ends them, or has; requests that are being answered are finished first."""
    from uvicorn import Config
    from uvicorn.supervisors import Multiprocess

    from server.http.draining import PROTOCOLS

    class Workers(Multiprocess):
        def terminate_all(self) -> None:
            if not preparation.break_off():
                super().terminate_all()
                return
            # They have answered nothing yet, and would load all of their code before they heard of it.
            for process in self.processes:
                process.kill()

    config = Config(
        "server.app:create_app",
        factory=True,
        workers=workers,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **PROTOCOLS,
    )
    supervisor = Workers(config, sockets=[listening])
    preparation.when_failed(supervisor.should_exit.set)
    # From here on it hears signals itself.
    if not ended:
        supervisor.run()


def _address(listening: socket.socket) -> str:
    host: str
    host, port = listening.getsockname()[:2]
    name = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost", "::1": "localhost"}.get(host, host)  # noqa: S104
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


@contextmanager
def _metrics_directory(home: Path) -> Generator[None]:
    """Give the workers a directory to add their metrics up in; what an earlier run left there is of no use."""
    directory = home / "metrics" / str(os.getpid())
    directory.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)
    try:
        yield
    finally:
        shutil.rmtree(directory, ignore_errors=True)
