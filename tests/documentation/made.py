"""A site that was made, page by page."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from server.documentation.site import PAGES, POLICY

_ID: Final = re.compile(r'\sid="?([^"\s>]+)"?')
_HREF: Final = re.compile(r'\shref="?([^"\s>]+)"?')
_LOADED: Final = re.compile(r'<(?:script|img|iframe|link)[^>]*\s(?:src|href)="?([^"\s>]+)"?')


@dataclass(frozen=True)
class Made:
    """Knows where its pages are, and what is on them."""

    directory: Path

    @property
    def root(self) -> Path:
        """Where the pages begin."""
        return self.directory / PAGES

    @property
    def policy(self) -> str:
        """The policy under which browsers show them."""
        return (self.directory / POLICY).read_text()

    @cached_property
    def texts(self) -> dict[Path, str]:
        """The pages."""
        return {path: path.read_text(encoding="utf-8") for path in sorted(self.root.rglob("index.html"))}

    @cached_property
    def anchors(self) -> dict[Path, set[str]]:
        """What can be led to on each page."""
        return {path: set(_ID.findall(text)) for path, text in self.texts.items()}

    def broken_links(self) -> list[str]:
        """Give the links that lead nowhere."""
        return [
            f"{path.relative_to(self.root)}: {link}"
            for path, text in self.texts.items()
            for link in dict.fromkeys(_HREF.findall(text))
            if not link.startswith(("http://", "https://", "data:")) and not self._leads_somewhere(path, link)
        ]

    def loaded_from_elsewhere(self) -> set[str]:
        """Give what pages load that does not come from the server itself."""
        loaded = (each for text in self.texts.values() for each in _LOADED.findall(text))
        return {each for each in loaded if each.startswith(("http:", "https:", "//"))}

    def _leads_somewhere(self, path: Path, link: str) -> bool:
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        page = target / "index.html" if target.is_dir() else target
        return page.exists() and (not anchor or page not in self.anchors or anchor in self.anchors[page] | {"__skip"})
