"""Every look-up, by id and by a key of the trade, and every search enters an index."""

from collections.abc import Sequence

import pytest

from tests.explain.reading import VIEWERS, Reading
from tests.oracle.naive.facts import snake
from tests.oracle.naive.store import MODELS
from tests.oracle.printed import printed
from tests.permissions.expected import entities

# One row, and what leads to it.
ROWS_READ_MAX = 10
# A word may be in many rows.
NO_BOUND = 10**9
SDL = printed()
OTHER_ROOTS = ("node", "nodes", "search", "viewer")


def look_ups() -> list[str]:
    """Name the root fields that look one entity up."""
    return [
        name for name in SDL.fields("Query") if SDL.bare_type_of("Query", name) in MODELS and name not in OTHER_ROOTS
    ]


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_one_entity_is_read_from_an_index(viewer: str, reading: Reading) -> None:
    found: list[object] = []
    for name in look_ups():
        arguments = await _arguments(reading, name)
        text = f"{{ one: {name}({', '.join(arguments)}) {{ id }} }}"
        found += await reading.too_much(text, VIEWERS[viewer], {}, ROWS_READ_MAX)
    assert not found


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_nodes_are_read_from_an_index(viewer: str, reading: Reading) -> None:
    for type_name in entities(SDL):
        table = MODELS[type_name].__tablename__
        keys = await reading.connection.fetch(f"select id from {table} order by id limit 100")
        ids = ", ".join(f'"{type_name}:{row["id"]}"' for row in keys)
        assert not await reading.too_much(f"{{ nodes(ids: [{ids}]) {{ id }} }}", VIEWERS[viewer], {}, 2 * len(keys))


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("text", ["a", "kaffee", "zzzz", "C10001", "espresso 250"])
async def test_a_search_reads_no_table_from_start_to_end(viewer: str, text: str, reading: Reading) -> None:
    lists = " ".join(
        f'{name}(first: 20, search: "{text}") {{ nodes {{ id }} }}' for name in ("parties", "products", "skus")
    )
    found = await reading.too_much(
        f'{{ search(text: "{text}") {{ __typename }} {lists} }}', VIEWERS[viewer], {}, NO_BOUND
    )
    assert not found


async def _arguments(reading: Reading, name: str) -> Sequence[str]:
    """Write the arguments that find a row which is there."""
    type_name, declared = SDL.type_of("Query", name), SDL.fields("Query")[name].args
    table = MODELS[type_name].__tablename__
    columns = {argument: snake(argument) for argument in declared}
    filled = " and ".join(f"{column} is not null" for column in columns.values())
    row = await reading.connection.fetchrow(f"select * from {table} where {filled} order by id desc limit 1")
    assert row is not None, f"{table} is empty"
    types = {"id": type_name, "vendorId": "Party"}
    return [
        f'{argument}: "{types.get(argument, argument[0].upper() + argument[1:-2])}:{row[column]}"'
        if str(declared[argument].type) == "ID!"
        else f'{argument}: "{row[column]}"'
        for argument, column in columns.items()
    ]
