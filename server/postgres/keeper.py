"""The process that keeps one PostgreSQL server: starts it, starts it again when it crashes, ends it after its last user.

It runs apart from every user of the server, so that none of them is special: whoever leaves last, in whatever way, the
kernel releases the lock that it held, and the keeper finds nobody there. It is started as a script with the standard
library only, and knows nothing of Torso.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

PAUSE_SECONDS = 0.1


class Order(TypedDict):
    """What to keep: the command, where it stands, who runs it, and the locks."""

    command: list[str]
    data: str
    sockets: str
    uid: int | None
    gid: int | None
    users_lock: str
    keeper_lock: str
    server_lock: str


def open_lock(path: str | Path) -> int:
    """Open a lock file, making it when it is missing; reading is enough to lock."""
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def locks(lock: int, how: int = fcntl.LOCK_EX) -> bool:
    """Take a lock if it is free; it is held until its last descriptor is closed."""
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main(order: Order) -> None:
    """Keep the server until nobody uses it, or until it fails before it was ready."""
    keeper = open_lock(order["keeper_lock"])
    users = open_lock(order["users_lock"])
    if not locks(keeper):
        return
    # Whoever asked for a keeper goes on as soon as there is one; the lock stays with the process that keeps.
    if os.fork():
        return
    server = None if _runs(order) else _start(order)
    was_ready = server is None
    while not locks(users):
        time.sleep(PAUSE_SECONDS)
        if server is not None:
            server.poll()
        was_ready = was_ready or _is_ready(order, server)
        if not _runs(order):
            if not was_ready:
                return
            server, was_ready = _start(order), False
    _stop(order, server)


def _start(order: Order) -> subprocess.Popen[bytes]:
    # The server and its children inherit the lock, so it says that one of them lives, whatever became of the others.
    lock = open_lock(order["server_lock"])
    fcntl.flock(lock, fcntl.LOCK_EX)
    _forget_the_dead(order)
    try:
        return subprocess.Popen(
            order["command"],
            cwd=order["data"],
            pass_fds=[lock],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=order["uid"],
            group=order["gid"],
            extra_groups=None if order["uid"] is None else [],
        )
    finally:
        os.close(lock)


def _forget_the_dead(order: Order) -> None:
    # In a container whose first process buries nobody, a killed server stays a zombie, which PostgreSQL takes for alive.
    for claim in (Path(order["data"]) / "postmaster.pid", *Path(order["sockets"]).glob(".s.PGSQL.*.lock")):
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(claim.read_text().split()[0])
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                claim.unlink()


def _stop(order: Order, server: "subprocess.Popen[bytes] | None") -> None:
    # SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, then everything is written down. It is sent
    # until it is heard, because a server that has only just been started does not listen yet.
    while _runs(order):
        with contextlib.suppress(OSError, ValueError, IndexError):
            os.kill(server.pid if server else _postmaster(order)[0], signal.SIGINT)
        time.sleep(PAUSE_SECONDS / 5)
        if server is not None:
            server.poll()
    with contextlib.suppress(OSError):
        Path(order["sockets"]).rmdir()


def _runs(order: Order) -> bool:
    lock = open_lock(order["server_lock"])
    try:
        return not locks(lock)
    finally:
        os.close(lock)


def _is_ready(order: Order, server: "subprocess.Popen[bytes] | None") -> bool:
    # The file of a server that crashed says "ready" until the next one writes its own.
    try:
        pid, status = _postmaster(order)
    except (OSError, ValueError, IndexError):
        return False
    return server is not None and pid == server.pid and status == "ready"


def _postmaster(order: Order) -> tuple[int, str]:
    lines = (Path(order["data"]) / "postmaster.pid").read_text().splitlines()
    return int(lines[0]), lines[7].strip()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
