"""Operations written by hand, for each thing that the planner can do, asked of both sides by everybody."""

from collections.abc import Mapping

import pytest

from auth.principal import Principal
from tests.oracle.documents import DOCUMENTS
from tests.oracle.sides import Sides
from tests.oracle.variables import variables
from tests.oracle.world import World


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_both_sides_agree(name: str, sides: Sides, world: World, viewers: Mapping[str, Principal]) -> None:
    for who, viewer in viewers.items():
        for given in variables(world).get(name, [{}]):
            answers = await sides.ask(DOCUMENTS[name], viewer, given)
            assert not answers.differences(), f"{who}, {given}"
