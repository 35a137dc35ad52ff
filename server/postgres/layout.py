"""Where the embedded server keeps its things, below Torso's home."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from server.errors import OperatorError
from server.postgres.account import Account, account_for

# The longest path of a socket: 108 bytes on Linux, 104 on macOS, with the closing zero.
SOCKET_PATH_MAX = 103


class HomeRefused(OperatorError):
    """A directory that the embedded server needs belongs to somebody else."""


@dataclass(frozen=True)
class Layout:
    """The files of one embedded server, and the account that runs it."""

    root: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The cluster's data directory."""
        return self.root / "data"

    @property
    def data_for_server(self) -> Path:
        """The data directory as the server can name it.

        Below a directory that its account cannot pass (a clone in /root), the server stands in its data directory and
        reaches it as the place where it stands, which Linux allows without looking at the way there.
        """
        if self.account is None or self.account.can_enter(self.root):
            return self.data
        return Path("/proc/self/cwd")

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "server.log"

    @property
    def credentials(self) -> Path:
        """The generated passwords, readable by the owner of the home only."""
        return self.root / "credentials.json"

    @property
    def port(self) -> Path:
        """The port that the server had last, so that it has the same again when it is free."""
        return self.root / "port"

    @property
    def ready(self) -> Path:
        """Exists once roles and database are made."""
        return self.root / "ready"

    @property
    def gate(self) -> Path:
        """Locked by whoever starts the server or checks that it runs: one at a time."""
        return self.root / "gate.lock"

    @property
    def users(self) -> Path:
        """Locked in shared mode by every process that uses the server, exclusively by the keeper that ends it."""
        return self.root / "users.lock"

    @property
    def keeper(self) -> Path:
        """Locked by the process that keeps the server, for as long as that lives."""
        return self.root / "keeper.lock"

    @property
    def server(self) -> Path:
        """Locked by the server's own processes, for as long as one of them lives."""
        return self.root / "server.lock"


def layout_of(home: Path) -> Layout:
    """Give the layout below `home`, making the directory when it is the first time."""
    root = home.resolve() / "postgres"
    root.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not os.access(root, os.W_OK):
        raise HomeRefused(f"{root} belongs to another user. Set TORSO_HOME to a directory of your own.")
    return Layout(root, account_for(root / "data"))


def socket_directory(layout: Layout) -> Path:
    """Give the directory of the server's socket, private to its account, made when it is missing.

    It lies beside the data. Where that path is too long for a socket or out of the account's reach, it lies below the
    directory for temporary files under a name of this home, so that several clones do not meet.
    """
    beside = layout.root / "socket"
    if len(bytes(beside / ".s.PGSQL.65535")) <= SOCKET_PATH_MAX and _reachable(layout):
        return _private(beside, layout.account)
    name = f"torso-{hashlib.sha256(bytes(layout.root)).hexdigest()[:16]}"
    return _private(Path(tempfile.gettempdir()) / name, layout.account)


def _reachable(layout: Layout) -> bool:
    return layout.account is None or layout.account.can_enter(layout.root)


def _private(directory: Path, account: Account | None) -> Path:
    owners = {os.geteuid(), account.uid if account else os.geteuid()}
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        # Somebody else's directory of that name, or a link, could hand our passwords to a server of theirs.
        if directory.is_symlink() or directory.lstat().st_uid not in owners:
            raise HomeRefused(f"{directory} belongs to another user.") from None
    if account:
        os.chown(directory, account.uid, account.gid, follow_symlinks=False)
    return directory
