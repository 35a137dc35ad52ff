"""Links inside the repository, and the pages that nothing leads to."""

import pytest

from server.settings import REPOSITORY
from tests.docs.pages import PAGES, Page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_of_it(page: Page) -> None:
    inside = [link for link in page.links if not link.startswith(("https://", "http://"))]
    broken = [link for link in inside if not _leads_somewhere(page, *link.partition("#")[::2])]

    assert broken == []


def test_the_list_of_pages_leads_to_every_page_of_the_documentation() -> None:
    index = Page(REPOSITORY / "docs/README.md")
    linked = {(index.path.parent / link).resolve() for link in index.links}

    assert [
        page.name for page in PAGES if page.name.startswith("docs/") and page.path not in linked | {index.path}
    ] == []


def _leads_somewhere(page: Page, file: str, anchor: str) -> bool:
    path = (page.path.parent / file).resolve() if file else page.path
    return path.exists() and (not anchor or anchor in Page(path).anchors)
