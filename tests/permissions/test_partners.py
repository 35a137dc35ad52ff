"""A partner reaches the rows of its own party and no others, whichever way it asks: the ways are made from the schema."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from auth.principal import Principal
from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.facts import SEARCHED
from tests.oracle.naive.refusals import NOT_FOUND
from tests.oracle.naive.text import words
from tests.oracle.naive.values import node_id
from tests.oracle.naive.viewer import Viewer
from tests.oracle.sides import Sides, naive_viewer
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights, entities, lists, relations, rows_of

# The last two are denied no field at all, so that nothing but the row policies stands in their way.
PARTNERS = ["customer", "vendor", "partner who may everything", "partner of two who may everything"]
NODES_MAX = 100


@pytest.fixture(params=PARTNERS)
def asker(request: pytest.FixtureRequest, sides: Sides, viewers: Mapping[str, Principal]) -> Asker:
    """Each of the partners."""
    return Asker(sides, viewers[request.param])


@pytest.fixture
def rights(asker: Asker) -> Rights:
    """What the schema says that they may."""
    return Rights(asker.sides.naive.sdl, asker.principal.permissions)


@pytest.fixture
def own(asker: Asker) -> set[str]:
    """The ids of all rows that they see, as the naive side has it."""
    return set(_ids(asker, naive_viewer(asker.principal)))


async def test_no_traversal_leads_to_rows_of_others(asker: Asker, rights: Rights, own: set[str]) -> None:
    for type_name, root in lists(rights.sdl).items():
        if rights.missing_for_field("Query", root):
            continue
        # A step is planned from the one before it, so two steps from every type are every way that there is.
        for below in _ways(rights, type_name, 2):
            told = await asker.ask(f"{root}(first: 20) {{ nodes {{ id {below} }} }}")
            assert set(_ids_in(told.data)) <= own, below


async def test_no_id_leads_to_rows_of_others(asker: Asker, rights: Rights, own: set[str]) -> None:
    everything = list(_ids(asker))
    readable = {type_name for type_name in entities(rights.sdl) if not rights.missing_for_type(type_name)}
    for start in range(0, len(everything), NODES_MAX):
        asked = everything[start : start + NODES_MAX]
        told = await asker.ask("nodes(ids: [" + ", ".join(f'"{each}"' for each in asked) + "]) { id }")
        expected = [each if each in own and each.split(":")[0] in readable else None for each in asked]
        assert [node and node["id"] for node in told.data["nodes"]] == expected


async def test_no_look_up_leads_to_rows_of_others(asker: Asker, rights: Rights, own: set[str]) -> None:
    sdl = rights.sdl
    names = [name for name in sdl.fields("Query") if list(sdl.fields("Query")[name].args) == ["id"] and name != "node"]
    for name in names:
        type_name = sdl.type_of("Query", name)
        if rights.missing_for_type(type_name):
            continue
        asked = [node_id(type_name, row.id) for row in asker.sides.naive.store.all(type_name)[:80]]
        found = await asker.ask_each([f'{name}(id: "{each}") {{ id }}' for each in asked])
        assert [data and data["id"] for data, _ in found] == [each if each in own else None for each in asked]


async def test_no_filter_tells_of_rows_of_others(asker: Asker, rights: Rights) -> None:
    sdl = rights.sdl
    for type_name, root in lists(sdl).items():
        for name, target in relations(sdl, type_name):
            if name not in sdl.fields(f"{type_name}Filter") or rights.missing_for_input(type_name, name):
                continue
            is_list = sdl.bare_type_of(f"{type_name}Filter", name) == f"{target}ListFilter"
            for filter_ in (f"{{ {word}: {{}} }}" for word in ("some", "none", "every")) if is_list else ("{}",):
                written = f"{root}(first: 100, filter: {{ {name}: {filter_} }}) {{ totalCount nodes {{ id }} }}"
                answers = await asker.sides.ask(f"{{ {written} }}", asker.principal)
                assert not answers.differences(), written


async def test_no_aggregate_counts_rows_of_others(asker: Asker, rights: Rights, own: set[str]) -> None:
    sdl = rights.sdl
    for name in sdl.fields("Query"):
        of = sdl.bare_type_of("Query", name)
        if of.endswith("Aggregate") and not rights.missing_for_field("Query", name):
            type_name = of.removesuffix("Aggregate")
            told = await asker.ask(f"all: {name} {{ count }}")
            assert told.data["all"] == [{"count": sum(each.startswith(f"{type_name}:") for each in own)}]


async def test_no_search_finds_rows_of_others(asker: Asker, own: set[str]) -> None:
    for type_name, attributes in SEARCHED.items():
        texts = {getattr(row, attributes[0]) for row in asker.sides.naive.store.all(type_name)}
        asked = sorted(word[:2] for text in texts for word in words(text)[:1])
        found = await asker.ask_each(
            [f'search(text: "{text}", first: 50) {{ ... on Node {{ id }} }}' for text in asked]
        )
        assert {node["id"] for data, _ in found for node in data} <= own


async def test_what_is_hidden_is_not_told_from_what_is_not_there(asker: Asker, own: set[str]) -> None:
    hidden = next(each for each in _ids(asker) if each not in own)
    answers = [
        await asker.sides.ask(f'{{ node(id: "{each}") {{ id }} }}', asker.principal)
        for each in (hidden, f"{hidden[:-12]}000000000000")
    ]
    assert answers[0].planned == answers[1].planned
    assert answers[0].planned[:2] == ({"node": None}, [{"code": NOT_FOUND, "path": ["node"]}])


def _ways(rights: Rights, type_name: str, depth: int) -> Iterator[str]:
    """Write the fields that lead on from a type, one by one, each with all that it leads to."""
    for name, target in relations(rights.sdl, type_name):
        if not rights.missing_for_field(type_name, name):
            yield rows_of(
                rights.sdl, type_name, name, f"id {' '.join(_ways(rights, target, depth - 1))}" if depth > 1 else "id"
            )


def _ids(asker: Asker, viewer: Viewer | None = None) -> Iterator[str]:
    """Give the ids of all rows, or of those that somebody sees."""
    store = asker.sides.naive.store
    for type_name in entities(asker.sides.naive.sdl):
        yield from (
            node_id(type_name, row.id) for row in store.all(type_name) if viewer is None or viewer.sees(row, store)
        )


def _ids_in(data: Value) -> Iterator[str]:
    """Find the ids in an answer, wherever they are."""
    if isinstance(data, list):
        for item in cast("list[Any]", data):
            yield from _ids_in(item)
    elif isinstance(data, dict):
        for key, value in cast("dict[str, Any]", data).items():
            if key == "id" and isinstance(value, str):
                yield value
            yield from _ids_in(value)
