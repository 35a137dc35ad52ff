"""Making the site: the pages in Markdown, then Zensical, once for each state of what they are made from.

The result lies below Torso's home, where the server takes it from, and the policy under which browsers show it beside it.
"""

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from subprocess import Popen
from threading import Event
from typing import Final

import orjson

from server.contract.contract import COMPARED, contract_of, texts_in
from server.documentation.atlas import REFUSALS, atlas_of
from server.documentation.catalogues import DEPRECATIONS_PAGE, ERRORS_INDEX, EVENTS_PAGE, catalogues
from server.documentation.handbook import FILES, chapters, guides, handbook
from server.documentation.reference import navigation, reference
from server.errors import OperatorError
from server.http.npm import one_at_a_time
from server.installed import ZENSICAL, require_package
from server.settings import REPOSITORY

CONTRACT: Final = REPOSITORY / "frontend-contract"
PAGES: Final = "site"
POLICY: Final = "policy"
_LOOK_SECONDS: Final = 0.1
_STYLE: Final = Path(__file__).with_name("style.css")
_WRITTEN: Final = ("*.md", "docs/**/*.md", "frontend-contract/*.md", "frontend-contract/*/README.md")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FEATURES: Final = (
    "content.code.copy", "navigation.footer", "navigation.prune", "navigation.tabs", "navigation.top",
    "search.highlight", "toc.follow",
)  # fmt: skip


def directory(home: Path) -> Path:
    """Give the directory of the site that fits this state of its sources, whether it is there or not."""
    state = sha256()
    for path in _sources():
        state.update(path.read_bytes())
    return home / "documentation" / state.hexdigest()[:16]


def make(home: Path, ended: Event | None = None) -> Path:
    """Make the site, unless that has been done for this state of its sources; it is broken off when `ended` is set.

    Raises:
        OperatorError: Zensical fails, or is broken off; the message ends with what it said. There is no Zensical here.
    """
    target = directory(home)
    if target.exists():
        return target
    require_package(ZENSICAL, "Zensical, which makes the documentation,")
    target.parent.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(target.parent / ".lock"):
        if not target.exists():
            _make(target, ended or Event())
    return target


def _make(target: Path, ended: Event) -> None:
    # Sites of other states go, and so does a draft that was never finished.
    for older in target.parent.iterdir():
        if older.is_dir():
            shutil.rmtree(older)
    draft = target.with_name(f"{target.name}.draft")
    _write(draft)
    _build(draft, ended)
    (draft / POLICY).write_text(_policy(draft / PAGES))
    draft.rename(target)


def _write(draft: Path) -> None:
    """Write the pages and what Zensical has to know of them."""
    texts = texts_in(CONTRACT)
    atlas = atlas_of(contract_of(texts))
    docs = draft / "docs"
    for name, text in chain(handbook(), reference(atlas), catalogues(atlas, texts)):
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in FILES:
        shutil.copy(CONTRACT / name, docs / "contract" / name)
    shutil.copy(_STYLE, docs / "style.css")
    # JSON is YAML, which is one of the ways in which Zensical reads its settings.
    (draft / "mkdocs.yml").write_bytes(orjson.dumps(_settings(navigation(atlas))))


def _settings(reference_pages: Sequence[Mapping[str, object]]) -> dict[str, object]:
    contract = [
        {"The contract": "contract/index.md"}, {"Permissions": "contract/permissions.md"}, {"Events": f"{EVENTS_PAGE}.md"},
        {"What is to go": f"{DEPRECATIONS_PAGE}.md"}, {"Changes": "contract/changelog.md"},
        {"Operations": "contract/operations.md"}, {"TypeScript": "contract/typescript.md"},
        {"Python": "contract/python.md"}, {"The dashboard": "contract/dashboard.md"},
    ]  # fmt: skip
    errors = [{"Errors of requests": f"{ERRORS_INDEX}/index.md"}, {"Refusals": f"{REFUSALS.path}.md"}]
    return {
        "site_name": "Torso",
        "site_dir": PAGES,
        "theme": {"name": "material", "font": False, "features": list(_FEATURES)},
        "extra": {"generator": False},
        "extra_css": ["style.css"],
        "nav": [
            {"Guides": [{"Begin": "index.md"}, *guides()]},
            {"Reference": reference_pages},
            {"Errors": errors},
            {"Contract": contract},
            {"Handbook": chapters()},
        ],
        "markdown_extensions": [
            "attr_list", "tables", {"toc": {"permalink": True, "toc_depth": "2-3"}}, "pymdownx.superfences", "pymdownx.highlight",
        ],
    }  # fmt: skip


def _build(draft: Path, ended: Event) -> None:
    command = [sys.executable, "-P", "-m", "zensical", "build", "--clean"]
    log = draft / "log"
    with (
        log.open("w") as said,
        Popen(
            command, cwd=draft, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        ) as process,
    ):
        while process.poll() is None:
            if ended.wait(_LOOK_SECONDS):
                process.kill()
    if process.returncode != 0:
        last = "\n".join(log.read_text().strip().splitlines()[-8:])
        raise OperatorError(f"Zensical could not make the documentation:\n{last}")


def _policy(pages: Path) -> str:
    """Give the policy of the pages: their own scripts, by what is in those that are written into them, and nothing else."""
    written = {script for page in pages.rglob("*.html") for script in _SCRIPT.findall(page.read_text(encoding="utf-8"))}
    hashes = sorted(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in written)
    return (
        f"default-src 'none'; script-src 'self' {' '.join(hashes)}; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _sources() -> Iterator[Path]:
    """Give everything from which it is made, in an order that is always the same."""
    yield from (CONTRACT / name for name in COMPARED)
    yield from sorted(Path(__file__).parent.glob("*.*"))
    yield from chain.from_iterable(sorted(REPOSITORY.glob(pattern)) for pattern in _WRITTEN)
    yield REPOSITORY / "requirements.lock"
