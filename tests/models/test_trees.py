"""Trees: a path from the root in every row, and never a circle."""

from uuid import UUID

import asyncpg
import pytest

from tests.models.conftest import World

CATEGORY = "insert into product_category (company_id, code, name, parent_id) values ($1, $2, $2, $3) returning id"


async def branch(world: World, *codes: str) -> list[UUID]:
    """Grow a branch, each category below the one before it."""
    ids: list[UUID] = []
    for code in codes:
        ids.append(await world.app.fetchval(CATEGORY, world.company, code, ids[-1] if ids else None))
    return ids


async def path(world: World, category: UUID) -> list[UUID]:
    """Give the path of a category."""
    return await world.app.fetchval("select path from product_category where id = $1", category)


async def test_a_path_leads_from_the_root_to_the_row(world: World) -> None:
    root, middle, leaf = await branch(world, "A", "B", "C")
    assert await path(world, leaf) == [root, middle, leaf]


async def test_moving_a_branch_moves_what_is_below_it(world: World) -> None:
    _, middle, leaf = await branch(world, "A", "B", "C")
    [other] = await branch(world, "Z")
    await world.app.execute("update product_category set parent_id = $1 where id = $2", other, middle)
    assert await path(world, leaf) == [other, middle, leaf]


@pytest.mark.parametrize("below", [0, 1, 2])
async def test_refuses_a_circle(world: World, below: int) -> None:
    ids = await branch(world, "A", "B", "C")
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await world.app.execute("update product_category set parent_id = $1 where id = $2", ids[below], ids[0])
    assert refusal.value.constraint_name == "tree_has_no_cycle"
