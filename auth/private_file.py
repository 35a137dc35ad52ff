"""Files that hold secrets: readable by their owner alone, and written whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path


class NotPrivate(Exception):
    """Others can read the file; an operator has to look at it."""


def read_private(path: Path) -> str:
    """Read a file that nobody else can read.

    Raises:
        NotPrivate: others can.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise NotPrivate(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    return path.read_text(encoding="ascii")


def make_private(path: Path, content: str) -> bool:
    """Write a file that is not there yet, and tell whether it was us: of several that start together one is first."""
    draft = _draft(path, content)
    try:
        # A link is made in one step, and never takes the place of a file.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def replace_private(path: Path, content: str) -> None:
    """Write a file in place of another, in one step."""
    _draft(path, content).replace(path)


def _draft(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp creates with mode 0600.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
