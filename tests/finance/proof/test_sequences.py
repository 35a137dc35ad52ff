"""Whatever a company does, in whatever order, its books stay whole, and what is refused leaves nothing behind.

TORSO_SEQUENCES says how many companies are tried, TORSO_SEQUENCE_LENGTH how much each does, TORSO_SEQUENCE_SEED with which
chance: 100 of them with another seed take an hour.
"""

import os
from collections import Counter
from random import Random

import pytest

from tests.finance.proof.keeper import keeper_of
from tests.finance.proof.steps import CLOSING, DOING, Step
from tests.writing.shop import Shop

COMPANIES = int(os.environ.get("TORSO_SEQUENCES", "2"))
LENGTH = int(os.environ.get("TORSO_SEQUENCE_LENGTH", "60"))
SEED = int(os.environ.get("TORSO_SEQUENCE_SEED", "0"))


def chosen(chance: Random, place: int) -> Step:
    """Give a step; little is closed before there is something to close."""
    steps = {**DOING, **CLOSING} if place > 0.7 * LENGTH or chance.random() < 0.1 else DOING
    return chance.choices(list(steps), list(steps.values()))[0]


@pytest.mark.parametrize("seed", range(SEED, SEED + COMPANIES))
async def test_the_books_stay_whole(finance_shop: Shop, seed: int) -> None:
    keeper = await keeper_of(finance_shop)
    keeper.chance = Random(seed)
    for place in range(LENGTH):
        step = chosen(keeper.chance, place)
        await step(keeper)
        await keeper.look()
    await keeper.fold()
    await keeper.look()
    assert len(keeper.done) > LENGTH / 2, Counter(keeper.refused)
