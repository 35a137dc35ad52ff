"""The embedded server: started by its first user, shared by all processes of the home, ended after its last.

Every user holds a lock that the kernel releases when the process ends, in whatever way, so nothing has to be cleaned up
after a crash. `keeper` says how the server ends.
"""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import quote, urlencode

from server.errors import OperatorError
from server.postgres import keeper
from server.postgres.cluster import DATABASE, configure, make_cluster, make_roles, passwords_of
from server.postgres.layout import Layout, layout_of, socket_directory
from server.postgres.programs import clean_environment, programs_for

LOG_BYTES_MAX = 10_000_000


class EmbeddedServerFailed(OperatorError):
    """The embedded server did not start; the message ends with what it said last."""


class EmbeddedServer(NamedTuple):
    """A running server, and how to get in."""

    socket: Path
    port: int
    passwords: Mapping[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        """Give libpq's URL for a role, over the Unix socket, which is faster than TCP."""
        query = urlencode({"host": str(self.socket), "port": str(self.port)})
        return f"postgresql://{role}:{quote(self.passwords[role])}@/{quote(database)}?{query}"


@contextmanager
def embedded_server(home: Path, *, durable: bool = True) -> Generator[EmbeddedServer]:
    """Use the server whose data lies below `home`, starting it when nobody does.

    Waits for the recovery after a crash as long as it takes. `durable=False` makes a server for tests, which does not
    wait for the disk.

    Raises EmbeddedServerFailed when the server does not start.
    """
    layout = layout_of(home)
    users = keeper.open_lock(layout.users)
    try:
        with _one_at_a_time(layout):
            fcntl.flock(users, fcntl.LOCK_SH)
            server = _running(layout, durable=durable)
        yield server
    finally:
        os.close(users)


@contextmanager
def _one_at_a_time(layout: Layout) -> Generator[None]:
    gate = keeper.open_lock(layout.gate)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _running(layout: Layout, *, durable: bool) -> EmbeddedServer:
    passwords = passwords_of(layout)
    sockets = socket_directory(layout)
    if not layout.data.exists():
        make_cluster(layout, sockets, passwords["postgres"], durable=durable)
    _wait(layout, sockets, durable=durable)
    server = EmbeddedServer(sockets, int(layout.port.read_text()), passwords)
    if not layout.ready.exists():
        make_roles(sockets, server.port, passwords)
        layout.ready.touch()
    return server


def _wait(layout: Layout, sockets: Path, *, durable: bool) -> None:
    # A server without a keeper, which somebody killed, works on; it gets a new keeper, which also ends it.
    started = False
    while not (_held(layout.keeper) and _accepts(layout, sockets)):
        if not _held(layout.keeper):
            if started:
                raise EmbeddedServerFailed(f"PostgreSQL did not start:\n{_last_words(layout)}\n(see {layout.log})")
            if not _held(layout.server):
                configure(layout, sockets, durable=durable)
            _start_keeper(layout, sockets)
            started = True
        time.sleep(0.01)


def _start_keeper(layout: Layout, sockets: Path) -> None:
    order = keeper.Order(
        command=[str(programs_for(layout.account, layout.root) / "postgres"), "-D", str(layout.data_for_server)],
        data=str(layout.data),
        sockets=str(sockets),
        uid=layout.account.uid if layout.account else None,
        gid=layout.account.gid if layout.account else None,
        users_lock=str(layout.users),
        keeper_lock=str(layout.keeper),
        server_lock=str(layout.server),
    )
    with _open_log(layout.log) as log:
        subprocess.run(
            [sys.executable, "-I", "-S", keeper.__file__, json.dumps(order)],
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )


def _open_log(path: Path) -> BinaryIO:
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.old"))
    # A complaint quotes the row that it is about.
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def _accepts(layout: Layout, sockets: Path) -> bool:
    # In this order: a server that listens has replaced the status that the one before it left behind.
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(sockets / f".s.PGSQL.{layout.port.read_text()}"))
        return (layout.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _held(path: Path) -> bool:
    lock = keeper.open_lock(path)
    try:
        return not keeper.locks(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def _last_words(layout: Layout) -> str:
    return "\n".join(layout.log.read_text(errors="replace").splitlines()[-8:])
