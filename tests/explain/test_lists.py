"""Every list of the root, in every order that it offers, both ways, reads little more than its page.

A list must start at an entry of an index, and stop after its rows: no page reads a large table from start to end, and
none reads many more rows than it has, however deep it is.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest

from tests.explain.reading import VIEWERS, Reading
from tests.oracle.naive.store import MODELS
from tests.oracle.printed import printed
from tests.permissions.expected import lists, relations, rows_of

PAGE = 50
DEEP = 5_000
# A page and the row after it, of both companies, and as much again for what an index gives and the order leaves out.
ROWS_READ_MAX = 4 * (PAGE + 1)
# A page of ten, each leading to one or to five others.
ROWS_NEAR_MAX = 300

SDL = printed()


class Listing(NamedTuple):
    """A list of the root in one order."""

    root: str
    entity: str
    field: str
    direction: str

    @property
    def order(self) -> str:
        """The argument that asks for the order."""
        return f"orderBy: [{{ field: {self.field}, direction: {self.direction} }}]"

    def page(self, start: str) -> str:
        """Write the operation that reads a page from one end."""
        beyond = "after" if start == "first" else "before"
        parts = "nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        return f"query Page($at: String) {{ list: {self.root}({start}: {PAGE}, {beyond}: $at, {self.order}) {{ {parts} }} }}"

    def deep_inside(self) -> str:
        """Write the operation that gives a cursor far from where the list begins."""
        return f"{{ list: {self.root}(first: 1, offset: {DEEP}, {self.order}) {{ pageInfo {{ endCursor }} }} }}"


def listings(reading: Reading) -> Iterator[Listing]:
    """Give every list of a large table in every order that it offers."""
    for entity, root in lists(SDL).items():
        if MODELS[entity].__tablename__ in reading.large_tables:
            for field, direction in product(SDL.values(f"{entity}OrderField"), ("ASC", "DESC")):
                yield Listing(root, entity, field, direction)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("start", ["first", "last"])
async def test_a_page_is_read_from_an_index(viewer: str, start: str, reading: Reading) -> None:
    found: list[object] = []
    for listing in listings(reading):
        [deep] = await reading.data(listing.deep_inside(), VIEWERS[viewer], {})
        for cursor in {None, deep["pageInfo"]["endCursor"]}:
            scans = await reading.too_much(listing.page(start), VIEWERS[viewer], {"at": cursor}, ROWS_READ_MAX)
            found += [(listing, cursor is not None, scan) for scan in scans]
    assert not found


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_what_entities_lead_to_is_read_from_an_index(viewer: str, reading: Reading) -> None:
    found = [
        (root, name, scan)
        for entity, root in lists(SDL).items()
        for name, target in relations(SDL, entity)
        for scan in await reading.too_much(_leading_on(root, entity, name, target), VIEWERS[viewer], {}, ROWS_NEAR_MAX)
    ]
    assert not found


def _leading_on(root: str, entity: str, name: str, target: str) -> str:
    # More than the id, so that the rows themselves are read.
    other = next(each for each in SDL.fields(target) if each != "id" and SDL.is_leaf(target, each))
    return f"{{ list: {root}(first: 10) {{ nodes {{ {rows_of(SDL, entity, name, f'id {other}', 5)} }} }} }}"
