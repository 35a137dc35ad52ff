"""Operations that hypothesis makes from the schema: both sides give the same data and the same errors."""

from collections.abc import Mapping

from hypothesis import strategies as st

from auth.principal import Principal
from tests.oracle.examples import for_all
from tests.oracle.operations import Operation, operations
from tests.oracle.sides import Sides
from tests.oracle.viewers import weighted


async def test_both_sides_agree_on_operations_made_from_the_schema(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    async def agree(operation: Operation, name: str) -> None:
        # The first variables again at last: the plan for the others must not serve them.
        for variables in (operation.variables, operation.others, operation.variables):
            answers = await sides.ask(operation.text, viewers[name], variables)
            assert not answers.differences()

    drawn = operations(sides.naive.sdl, sides.naive.store)
    await for_all(agree, drawn, st.sampled_from(weighted(viewers)), examples=250)
