"""Who runs PostgreSQL: whoever runs Torso, except that PostgreSQL refuses to be run by root.

As root the server runs as an unprivileged account of the machine. Nothing outside the home changes for that: no account is
created, and no directory gets other permissions. What the account cannot reach is worked around in `layout` and `programs`.
"""

import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple, TypedDict

from server.errors import OperatorError

CANDIDATES = ("torso", "postgres", "nobody")


class NoAccount(OperatorError):
    """Nobody on this machine can run PostgreSQL."""


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that choose who runs a program."""

    user: int
    group: int
    extra_groups: list[int]


class Account(NamedTuple):
    """An account of the operating system that PostgreSQL can be run as."""

    uid: int
    gid: int

    def can_enter(self, directory: Path) -> bool:
        """Tell whether the account reaches a directory, by trying: access lists and mounts count as well as modes."""
        return self._succeeds("test", "-x", str(directory))

    def can_run(self, program: Path) -> bool:
        """Tell whether the account can start a program."""
        return self._succeeds(str(program), "--version")

    def _succeeds(self, *command: str) -> bool:
        try:
            return subprocess.run(command, cwd="/", capture_output=True, check=False, **identity(self)).returncode == 0
        except OSError:
            return False


def identity(account: Account | None) -> Identity:
    """Give what makes `subprocess` run a program as the account, with none of root's groups."""
    return Identity(user=account.uid, group=account.gid, extra_groups=[]) if account else Identity()


def account_for(data: Path) -> Account | None:
    """Choose the account that runs the server on `data`; None is the account that runs Torso.

    Data that exists is run by its owner, so that root can serve a home that another user made.

    Raises NoAccount when root runs Torso on a machine that has no unprivileged account.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise NoAccount(f"PostgreSQL refuses to be run by root, and this machine has none of the accounts {CANDIDATES}.")
