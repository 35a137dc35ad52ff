"""What a document may not say: amounts with other digits than its currency has, totals that do not add up, others' things."""

import asyncpg
import pytest

from tests.models.conftest import World

ORDER = """
insert into sales_order
  (company_id, number, state, customer_id, placed_at, currency, net_amount, tax_amount, total_amount)
values ($1, $2, $3, $4, now(), $5, $6::text::numeric, $7::text::numeric, $8::text::numeric)
"""


async def order(
    world: World,
    *,
    amounts: tuple[str, str, str] = ("10.00", "2.00", "12.00"),
    currency: str = "EUR",
    number: str | None = "SO-1",
    state: str = "CONFIRMED",
) -> None:
    """Write an order."""
    await world.app.execute(ORDER, world.company, number, state, world.customer, currency, *amounts)


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [("EUR", ("10.00", "2.00", "12.00")), ("JPY", ("10", "2", "12")), ("KWD", ("10.000", "2.000", "12.000"))],
)
async def test_an_amount_has_the_digits_of_its_currency(
    world: World, currency: str, amounts: tuple[str, str, str]
) -> None:
    await order(world, amounts=amounts, currency=currency)
    assert (
        await world.app.fetchval("select total_amount::text from sales_order where company_id = $1", world.company)
        == amounts[2]
    )


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [("EUR", ("10.0", "2.0", "12.0")), ("EUR", ("10.000", "2.000", "12.000")), ("JPY", ("10.00", "2.00", "12.00"))],
)
async def test_refuses_an_amount_with_other_digits(world: World, currency: str, amounts: tuple[str, str, str]) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="fits_currency"):
        await order(world, amounts=amounts, currency=currency)


async def test_refuses_a_total_that_does_not_add_up(world: World) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="total_adds_up"):
        await order(world, amounts=("10.00", "2.00", "12.01"))


async def test_refuses_a_confirmed_order_without_a_number(world: World) -> None:
    await order(world, number=None, state="DRAFT")
    with pytest.raises(asyncpg.CheckViolationError, match="number_once_confirmed"):
        await order(world, number=None, state="CONFIRMED")


async def test_refuses_the_same_number_twice_in_a_company(world: World) -> None:
    await order(world)
    with pytest.raises(asyncpg.UniqueViolationError):
        await order(world)


async def test_refuses_the_customer_of_another_company(world: World) -> None:
    statement = "insert into party (company_id, number, kind, name) values ($1, 'X', 'PERSON', 'X') returning id"
    stranger = await world.app.fetchval(statement, world.other_company)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await world.app.execute(ORDER, world.company, "SO-9", "CONFIRMED", stranger, "EUR", "1.00", "0.00", "1.00")


async def test_refuses_a_state_that_is_not_in_the_life_cycle(world: World) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await order(world, state="PAID")


async def test_every_change_raises_the_version(world: World) -> None:
    await order(world)
    statement = "update sales_order set note = $1, version = 1 where company_id = $2 returning version"
    assert [await world.app.fetchval(statement, note, world.company) for note in "ab"] == [2, 3]
