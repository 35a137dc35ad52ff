"""The pages that people read, taken apart into code blocks and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

import orjson

from server.settings import REPOSITORY

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_FENCE = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, and what else stands behind the fence."""

    place: str
    language: str
    about: str
    text: str


@dataclass(frozen=True)
class Example:
    """A query of a page: who asks, with which variables, and what the page says that the answer is."""

    place: str
    query: str
    role: str
    variables: dict[str, Json]
    answer: dict[str, Json] | None


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """Its path in the repository."""
        return self.path.relative_to(REPOSITORY).as_posix()

    @property
    def text(self) -> str:
        """Everything that it says."""
        return self.path.read_text()

    @property
    def prose(self) -> str:
        """What it says outside of code blocks."""
        return _FENCE.sub("", self.text)

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return _LINK.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """The names by which links lead to its headings."""
        headings = _HEADING.findall(self.prose)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    @property
    def blocks(self) -> list[Block]:
        """Its code blocks, in their order."""
        return [
            Block(f"{self.name}:{self.text.count(chr(10), 0, found.start()) + 1}", *found.groups())
            for found in _FENCE.finditer(self.text)
        ]

    @property
    def examples(self) -> Iterator[Example]:
        """Its queries. The JSON after a query is its answer, or if the fence says so, its variables."""
        blocks = self.blocks
        for index, block in enumerate(blocks):
            if block.language != "graphql":
                continue
            data = {
                each.about: each.text for each in takewhile(lambda next_: next_.language == "json", blocks[index + 1 :])
            }
            role = block.about.removeprefix("as ") if block.about.startswith("as ") else "ADMIN"
            answer = orjson.loads(data[""]) if "" in data else None
            yield Example(block.place, block.text, role, orjson.loads(data.get("variables", "{}")), answer)


PAGES = [
    Page(path)
    for pattern in ("*.md", "docs/**/*.md", "frontend-contract/*.md")
    for path in sorted(REPOSITORY.glob(pattern))
]
EXAMPLES = [example for page in PAGES for example in page.examples]
