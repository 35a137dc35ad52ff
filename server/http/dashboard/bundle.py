"""Making the dashboard ready for a browser.

Its sources are those of a program that somebody else could have written: packages from npm, operations from whose text and
the contract the types are made, and Vite, which bundles it. That is done once for each state of the sources and of the
contract. The result lies below Torso's home, where the server takes it from.
"""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from server.http import npm
from server.settings import REPOSITORY

SOURCES: Final = REPOSITORY / "frontend-contract" / "dashboard"
CONTRACT: Final = SOURCES.parent / "schema.graphql"
MODULES: Final = SOURCES / "node_modules"
# What is made of the sources lies beside them, and is none.
_MADE: Final = (MODULES, SOURCES / "src" / "generated")
_MODULES_LOCK: Final = SOURCES / ".node_modules.lock"
_TYPES_LOCK: Final = SOURCES / ".generated.lock"


def directory(home: Path) -> Path:
    """Give the directory of the bundle that fits this state of the sources, whether it is there or not."""
    state = sha256()
    for path in (CONTRACT, Path(__file__), *_sources()):
        state.update(path.read_bytes())
    return home / "dashboard" / state.hexdigest()[:16]


def make(home: Path) -> Path:
    """Install what the dashboard needs and bundle it, unless that has been done for this state of the sources.

    Raises:
        OperatorError: npm, the generator of types or Vite fails; the message ends with what it said.
    """
    target = directory(home)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with npm.one_at_a_time(target.parent / ".lock"):
        if not target.exists():
            prepare()
            _bundle(target)
    return target


def prepare() -> None:
    """Install the packages, and make the types of the operations."""
    npm.install(SOURCES, _MODULES_LOCK, "the dashboard")
    with npm.one_at_a_time(_TYPES_LOCK):
        npm.run(SOURCES, SOURCES / "codegen.js", failing="The operations of the dashboard do not fit the contract")


def _bundle(target: Path) -> None:
    # Bundles of other states go, and so does a draft that was never finished.
    for older in target.parent.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    draft = target.with_name(f"{target.name}.draft")
    vite = MODULES / "vite" / "bin" / "vite.js"
    failing = "Vite could not bundle the dashboard"
    npm.run(SOURCES, vite, "build", f"--outDir={draft}", "--logLevel=warn", failing=failing)
    draft.rename(target)


def _sources() -> Iterator[Path]:
    paths = (path for path in sorted(SOURCES.rglob("*")) if not any(made in path.parents for made in _MADE))
    return (path for path in paths if path.is_file() and path.suffix != ".lock" and path.suffix != ".md")
