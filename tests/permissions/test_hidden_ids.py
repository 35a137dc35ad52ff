"""What is done to an id that one does not see ends like what is done to an id that is not there: every mutation is tried."""

from collections.abc import AsyncGenerator, Mapping
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from auth.principal import Principal
from kernel.clock import FixedClock
from server.database import Database, create_engine
from server.graphql.caller import Caller
from server.writing.failures import refusals_of
from server.writing.steps import Step
from server.writing.transaction import Transactions
from services.work import Work
from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.sdl import bare_name
from tests.oracle.sides import Sides, naive_viewer
from tests.oracle.world.builder import NOON
from tests.permissions.expected import entities
from tests.permissions.reading_steps import Steps
from tests.writing.test_rights import literal, needed, write_object

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture
async def engine(world_database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine over the world; nothing that is done is kept."""
    engine = create_engine(world_database, size=1)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize(
    "name", ["partner who may everything", "admin of one", "admin of own sales", "admin of own warehouses"]
)
async def test_what_is_done_to_a_hidden_id_ends_like_what_is_not_there(
    name: str, sides: Sides, viewers: Mapping[str, Principal], engine: AsyncEngine
) -> None:
    hidden, steps = _hidden_ids(sides, viewers[name]), Steps(sides.schema)
    told: dict[str, list[str]] = {}
    differing: dict[str, tuple[list[str], list[str]]] = {}
    async with Transactions(engine, FixedClock(NOON)).begin(Caller.of(viewers[name]), None, simulated=True) as work:
        for mutation, type_name in _about_rows(sides).items():
            if type_name in hidden:
                ends = [
                    await _done(steps, work, _written(sides, mutation, f"{type_name}:{key}"))
                    for key in (hidden[type_name], NOWHERE)
                ]
                told[mutation] = ends[0]
                differing |= {} if ends[0] == ends[1] else {mutation: (ends[0], ends[1])}
    # Lists are empty here: nothing is said of any row.
    assert {name for name, codes in told.items() if codes == ["DONE"]} <= {each for each in told if "Bulk" in each}
    assert sum(codes == ["NOT_FOUND"] for codes in told.values()) > 0.9 * len(told)
    assert differing == {}


async def _done(steps: Steps, work: Work, text: str) -> list[str]:
    """Do something, take it back, and give the codes of the refusals."""
    assert work.principal is not None
    (step,) = steps.read(work.principal, text)
    assert isinstance(step, Step), text
    try:
        async with work.savepoint():
            await step.mutation.does(work, step.arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told as the edge tells it
        return [each.code for each in refusals_of(error)] or [repr(error)]
    return ["DONE"]


def _written(sides: Sides, name: str, key: str) -> str:
    arguments = sides.naive.sdl.fields("Mutation")[name].args
    given = {each: _value(sides, each, said.type, key) for each, said in arguments.items() if needed(said)}
    said = ", ".join(f"{each}: {value}" for each, value in given.items())
    return f"mutation {{ {name}({said}) @simulate {{ __typename }} }}"


def _value(sides: Sides, name: str, type_: Value, key: str) -> str:
    """Write what must be said: of the row by its id, of anything else by an id of nothing."""
    of, is_list = sides.naive.sdl.type(bare_name(type_)), str(type_).startswith("[")
    if is_list:
        return literal(type_)
    if bare_name(type_) == "ID" and name != "idempotencyKey":
        return f'"{key}"' if name == "id" else f'"{name[0].upper()}{name[1:].removesuffix("Id")}:{NOWHERE}"'
    if hasattr(of, "fields"):
        said = {each: _value(sides, each, field.type, key) for each, field in of.fields.items() if needed(field)}
        return write_object(said)
    return literal(type_)


def _about_rows(sides: Sides) -> dict[str, str]:
    """Give the mutations that name a row by its id, and the type of the row."""
    sdl, names = sides.naive.sdl, entities(sides.naive.sdl)
    found: dict[str, str] = {}
    for name, field in sdl.fields("Mutation").items():
        inputs = [getattr(sdl.type(bare_name(said.type)), "fields", {}) for said in field.args.values()]
        named = "id" in field.args or any("id" in each and needed(each["id"]) for each in inputs)
        of = max((each for each in names if name.startswith(each[0].lower() + each[1:])), key=len, default=None)
        if named and of is not None:
            found[name] = of
    return found


def _hidden_ids(sides: Sides, principal: Principal) -> dict[str, UUID]:
    """Give a row of each type that somebody does not see."""
    store, viewer = sides.naive.store, naive_viewer(principal)
    rows = {
        name: [row.id for row in store.all(name) if not viewer.sees(row, store)] for name in entities(sides.naive.sdl)
    }
    return {name: ids[0] for name, ids in rows.items() if ids}
