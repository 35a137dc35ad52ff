"""Making the Python client: its generator in an environment of its own, and the package from the contract."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from server.errors import OperatorError
from server.http.npm import one_at_a_time
from server.installed import require_program
from server.settings import REPOSITORY

DIRECTORY: Final = REPOSITORY / "frontend-contract" / "python"
OPERATIONS: Final = DIRECTORY.parent / "operations"
_ENVIRONMENT: Final = DIRECTORY / ".venv"
_LOCK: Final = DIRECTORY / "requirements.lock"
_UV: Final = Path(sys.executable).with_name("uv")
_PLACE: Final = 'queries_path = "../operations"'


def make(operations: Path | None = None) -> None:
    """Install the generator, and make the client of the operations of the contract and of one's own.

    Raises:
        OperatorError: an operation does not fit the contract; the generator cannot be installed.
    """
    require_program(_UV)
    with one_at_a_time(DIRECTORY / ".made.lock"):
        _install()
        with TemporaryDirectory() as drafts:
            configured = _configured(Path(drafts), (OPERATIONS, *([] if operations is None else [operations])))
            command = [_ENVIRONMENT / "bin" / "ariadne-codegen", "--config", configured]
            _run(command, "The operations do not fit the contract")


def _install() -> None:
    done = _ENVIRONMENT / "torso.made"
    wanted = _LOCK.read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return
    failing = "The generator of the client could not be installed"
    _run([_UV, "venv", "--quiet", "--clear", "--python", sys.executable, _ENVIRONMENT], failing)
    python = _ENVIRONMENT / "bin" / "python"
    _run([_UV, "pip", "sync", "--quiet", "--require-hashes", "--python", python, _LOCK], failing)
    done.write_text(wanted, encoding="utf-8")


def _configured(drafts: Path, places: Sequence[Path]) -> Path:
    """Write what the generator reads: its settings, with all operations in one directory, since it takes one only."""
    for number, place in enumerate(places):
        shutil.copytree(place, drafts / "operations" / str(number))
    settings = (DIRECTORY / "pyproject.toml").read_text(encoding="utf-8")
    assert _PLACE in settings
    path = drafts / "pyproject.toml"
    path.write_text(settings.replace(_PLACE, f'queries_path = "{drafts / "operations"}"'), encoding="utf-8")
    return path


def _run(command: Sequence[str | Path], failing: str) -> None:
    done = subprocess.run(command, cwd=DIRECTORY, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OperatorError(f"{failing}:\n{done.stdout}{done.stderr}")
