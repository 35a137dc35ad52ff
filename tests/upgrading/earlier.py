"""The version before, as the repository remembers it: the last one that did not know the newest revision."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from httpx import AsyncClient

from server.database import Database
from server.revisions import SCRIPTS, newest_revision
from server.settings import REPOSITORY

PATIENCE_SECONDS = 300


class NoHistory(Exception):
    """The repository does not remember so far, or there is none."""


@dataclass(frozen=True)
class Earlier:
    """A version, in a directory of its own, and the newest revision that it knows."""

    directory: Path
    revision: str

    @asynccontextmanager
    async def up(self, database: Database, home: Path) -> AsyncGenerator[AsyncClient]:
        """Migrate and serve as `./torso up` does, and give a client for it once it is ready."""
        listening = socket.create_server(("127.0.0.1", 0))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.directory),
            "DATABASE_URL": database.owner_url,
            "TORSO_APP_DATABASE_URL": database.app_url,
            "TORSO_ROW_SECURITY": database.wall,
            "TORSO_HOME": str(home),
        }
        python, log, fd = (sys.executable, "-P", "-m"), self.directory / "log", listening.fileno()
        serve = (*python, "uvicorn", "server.app:create_app", "--factory", "--fd", str(fd))
        with log.open("wb") as said:
            run = partial(
                subprocess.Popen, cwd=self.directory, env=environment, stdout=said, stderr=said, pass_fds=[fd]
            )
            assert run((*python, "server.cli", "db", "upgrade")).wait() == 0, log.read_text()
            process = run(serve)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.close()
        try:
            async with AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as client:
                assert (await client.get("/readyz")).status_code == 200, log.read_text()
                yield client
        finally:
            process.terminate()
            process.wait()


def earlier_version(directory: Path) -> Earlier:
    """Take the version before out of the history.

    Raises:
        NoHistory: it is not there.
    """
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        raise NoHistory
    (newest,) = SCRIPTS.glob(f"versions/{newest_revision()}_*.py")
    # A revision that is not committed yet was added by nobody: then it is what is committed.
    added = _git("log", "-m", "--first-parent", "--diff-filter=A", "--format=%H", "-1", "--", str(newest)).strip()
    commit = f"{added}^" if added else "HEAD"
    with subprocess.Popen(
        ("git", "archive", commit), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as told:
        subprocess.run(("tar", "-x", "-C", directory), stdin=told.stdout, check=False, stderr=subprocess.DEVNULL)
    if told.returncode:
        # Of a clone that is shallow the oldest commit has no parent.
        raise NoHistory
    revisions = sorted(path.name.partition("_")[0] for path in (directory / "migrations/versions").glob("[0-9]*.py"))
    return Earlier(directory, revisions[-1])


def _git(*said: str) -> str:
    done = subprocess.run(("git", *said), cwd=REPOSITORY, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoHistory
    return done.stdout
