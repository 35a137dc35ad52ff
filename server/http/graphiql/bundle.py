"""Making GraphiQL ready for a browser.

GraphiQL 5 comes as modules for a bundler and no longer as a script for a page, so it is installed with npm and bundled
with esbuild, once for each state of `package-lock.json`. The result lies below Torso's home, where the server takes it from.
"""

import shutil
from hashlib import sha256
from pathlib import Path

from server.http import npm
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
    with npm.one_at_a_time(target.parent / ".lock"):
        if not target.exists():
            install()
            _bundle(target)
    return target


def install() -> None:
    """Install the packages of `package-lock.json` into `node_modules`, if others are there or none."""
    npm.install(REPOSITORY, MODULES_LOCK, "GraphiQL")


def _bundle(target: Path) -> None:
    # Bundles of other states go, and so does a draft that was never finished.
    for older in target.parent.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    draft = target.with_name(f"{target.name}.draft")
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    failing = "esbuild could not bundle GraphiQL"
    npm.run(REPOSITORY, esbuild, *_ENTRIES, *_OPTIONS, f"--outdir={draft}", failing=failing)
    draft.rename(target)
