"""Operations written by hand, one for each thing that the planner can do, asked by everybody of both sides."""

from collections.abc import Mapping

from auth.principal import Principal
from tests.oracle.sides import Sides


async def test_both_sides_agree_on_a_list(sides: Sides, viewers: Mapping[str, Principal]) -> None:
    for viewer in viewers.values():
        answers = await sides.ask("{ salesOrders(first: 5) { totalCount nodes { id number } } }", viewer)
        assert not answers.differences()
