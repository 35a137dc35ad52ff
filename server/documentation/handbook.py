"""The pages that people have written, as the site has them: other places, and links that lead there."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import Final

from server.documentation.catalogues import ERRORS_INDEX, EVENTS_PAGE
from server.settings import REPOSITORY

HOME: Final = "docs/guides/README.md"
GUIDES: Final = "docs/guides"
HANDBOOK: Final = "docs/README.md"
FILES: Final = ("schema.graphql", "permissions.json", "errors.json", "events.json", "deprecations.json")
"""Files of the contract that the site gives as they are."""

_PLACES: Final = {
    HOME: "index.md",
    HANDBOOK: "handbook/index.md",
    "README.md": "handbook/torso.md",
    "CONTRIBUTING.md": "handbook/contributing.md",
    "CHANGELOG.md": "handbook/changelog.md",
    "frontend-contract/README.md": "contract/index.md",
    "frontend-contract/permissions.md": "contract/permissions.md",
    "frontend-contract/CHANGELOG.md": "contract/changelog.md",
    "frontend-contract/operations/README.md": "contract/operations.md",
    "frontend-contract/typescript/README.md": "contract/typescript.md",
    "frontend-contract/python/README.md": "contract/python.md",
    "frontend-contract/dashboard/README.md": "contract/dashboard.md",
    "frontend-contract/errors.json": f"{ERRORS_INDEX}/index.md",
    "frontend-contract/events.json": f"{EVENTS_PAGE}.md",
}
"""Where pages are whose place does not follow from their directory; files that are told as a page lead to that."""

_FENCE: Final = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_FENCE_WORDS: Final = re.compile(r"^(```\w+) ([^\n]+)")
_TITLE: Final = re.compile(r"^# (.+)$", re.MULTILINE)
_ROW: Final = re.compile(r"^\| \[([^\]]+)\]\(([\w/-]+\.md)\) \|(?: ([^|]+) \|$)?", re.MULTILINE)


def handbook() -> Iterator[tuple[str, str]]:
    """Give the path and the text of each page."""
    places = _places()
    for source, place in places.items():
        if source.endswith(".md"):
            yield place, _turned((REPOSITORY / source).read_text(encoding="utf-8"), source, places)


def guides() -> list[dict[str, str]]:
    """Give the guides as the site's navigation has them, in the order in which the first page names them."""
    text = (REPOSITORY / HOME).read_text(encoding="utf-8")
    return [{title: f"guides/{page}"} for title, page in _LINK.findall(text) if "/" not in page]


def chapters() -> list[Mapping[str, object]]:
    """Give the other pages as the site's navigation has them: those of the handbook, then the decisions."""
    rows = _ROW.findall((REPOSITORY / HANDBOOK).read_text(encoding="utf-8"))
    pages = [{title: f"handbook/{page}"} for title, page, _ in rows if "/" not in page]
    decisions = [
        {f"{number}. {title}": f"handbook/{page}"} for number, page, title in rows if page.startswith("decisions/")
    ]
    more = [
        {"Torso": "handbook/torso.md"},
        {"Contributing": "handbook/contributing.md"},
        {"Changelog": "handbook/changelog.md"},
    ]
    return [{"Handbook": "handbook/index.md"}, *more, *pages, {"Decisions": decisions}]


def _places() -> dict[str, str]:
    """Give where each page is in the site, by where it is in the repository."""
    places = dict(_PLACES)
    for path in sorted((REPOSITORY / "docs").rglob("*.md")):
        source = path.relative_to(REPOSITORY).as_posix()
        below = source.removeprefix("docs/")
        places.setdefault(source, below if source.startswith(GUIDES) else f"handbook/{below}")
    return places


def _turned(text: str, source: str, places: Mapping[str, str]) -> str:
    """Let links lead where their pages are here; what is no page of the site is named without a link."""

    def link(found: re.Match[str]) -> str:
        words, target = found.groups()
        if target.startswith(("https://", "http://", "#")):
            return found[0]
        file, _, anchor = target.partition("#")
        led = _place(normpath(f"{dirname(source)}/{file}"), places)
        if led is None:
            return words
        way = relpath(led, dirname(places[source]) or ".")
        return f"[{words}]({way}{'#' if anchor else ''}{anchor})"

    parts = _FENCE.split(text)
    return "".join(
        _FENCE_WORDS.sub(_titled, part) if part.startswith("```") else _LINK.sub(link, part) for part in parts
    )


def _titled(fence: re.Match[str]) -> str:
    """Let a fence have the path of its file as its title; who asks is for tests."""
    language, about = fence.groups()
    return f'{language} title="{about}"' if "/" in about else language


def _place(file: str, places: Mapping[str, str]) -> str | None:
    path = Path(file)
    if file in places:
        return places[file]
    if path.parent.name == "frontend-contract" and path.name in FILES:
        return f"contract/{path.name}"
    return places.get(f"{file}/README.md")
