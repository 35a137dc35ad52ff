"""Lists walked page by page, in both directions, in orders and through filters that hypothesis draws.

Each side goes on with the cursors of its own.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from auth.principal import Principal
from tests.oracle.examples import for_all
from tests.oracle.naive.dynamic import Value
from tests.oracle.sides import Answers, Sides
from tests.oracle.values import Values
from tests.oracle.viewers import weighted

PAGES_MAX = 60
INFO = "pageInfo { hasNextPage hasPreviousPage }"


class Walk(NamedTuple):
    """A list, and how it is walked."""

    root: str
    entity: str
    order: Sequence[Mapping[str, str]]
    filter: Mapping[str, Value]
    size: int
    backward: bool

    @property
    def document(self) -> str:
        """The operation that reads one page."""
        start, beyond = ("last", "before") if self.backward else ("first", "after")
        return f"""
            query Page($size: Int!, $at: String, $filter: {self.entity}Filter, $order: [{self.entity}Order!]) {{
              list: {self.root}({start}: $size, {beyond}: $at, filter: $filter, orderBy: $order) {{
                totalCount
                edges {{ cursor node {{ id }} }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
              }}
            }}"""


@st.composite
def walks(draw: st.DrawFn, sides: Sides) -> Walk:
    """Draw a walk through one of the lists of the root."""
    sdl = sides.naive.sdl
    lists = [name for name in sdl.fields("Query") if sdl.bare_type_of("Query", name).endswith("Connection")]
    root = draw(st.sampled_from(lists))
    entity, values = sdl.type_of("Query", root), Values(draw, sdl, sides.naive.store)
    fields = draw(st.lists(st.sampled_from(sorted(sdl.values(f"{entity}OrderField"))), max_size=3))
    order = [{"field": field, "direction": draw(st.sampled_from(["ASC", "DESC"]))} for field in fields]
    filter_: dict[str, Value] = values.of(sdl.type(f"{entity}Filter"), None) if draw(st.integers(0, 2)) == 0 else {}
    return Walk(root, entity, order, filter_, draw(st.sampled_from([1, 2, 3, 7, 20, 100])), draw(st.booleans()))


async def test_every_row_is_on_one_page_whichever_way_a_list_is_walked(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    async def walked(walk: Walk, name: str) -> None:
        pages = [answers async for answers in _pages(sides, walk, viewers[name])]
        for answers in pages:
            assert not answers.differences()
        first = pages[0].planned.data["list"]
        if first is not None and len(pages) < PAGES_MAX:
            ids = [edge["node"]["id"] for answers in pages for edge in answers.planned.data["list"]["edges"]]
            assert len(set(ids)) == len(ids) == first["totalCount"]

    await for_all(walked, walks(sides), st.sampled_from(weighted(viewers)), examples=60)


async def _pages(sides: Sides, walk: Walk, viewer: Principal) -> AsyncGenerator[Answers]:
    """Ask for one page after the other, until there is none, or for as long as both sides agree."""
    planned = naive = None
    for _ in range(PAGES_MAX):
        given = {"size": walk.size, "filter": walk.filter, "order": walk.order}
        answers = await sides.ask(walk.document, viewer, {**given, "at": planned}, {**given, "at": naive})
        yield answers
        page = answers.planned.data and answers.planned.data["list"]
        if answers.differences() or not page:
            return
        more, end = ("hasPreviousPage", "startCursor") if walk.backward else ("hasNextPage", "endCursor")
        if not page["pageInfo"][more]:
            return
        planned, naive = page["pageInfo"][end], answers.naive.data["list"]["pageInfo"][end]


async def test_a_window_between_two_cursors_has_what_is_between_them(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    viewer, order = viewers["admin of two"], "orderBy: [{ field: REQUESTED_ON, direction: DESC }]"
    edges = f"{{ salesOrders(first: 40, {order}) {{ edges {{ cursor node {{ id }} }} }} }}"
    window = f"""query Window($after: String, $before: String) {{
      front: salesOrders(first: 3, after: $after, before: $before, {order}) {{ totalCount nodes {{ id }} {INFO} }}
      back: salesOrders(last: 3, after: $after, before: $before, {order}) {{ nodes {{ id }} {INFO} }}
    }}"""
    listed = await sides.ask(edges, viewer)
    for after, before in ((5, 12), (5, 8), (5, 6), (7, 5)):
        planned, naive = (
            {"after": all_[after]["cursor"], "before": all_[before]["cursor"]}
            for all_ in (side.data["salesOrders"]["edges"] for side in listed)
        )
        answers = await sides.ask(window, viewer, planned, naive)
        assert not answers.differences()
