"""How many of a bundle can be promised: as many as there are components for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.inventory.reservations.counter import Keeper
from tests.inventory.reservations.test_availability import expect
from tests.sales.orders.test_bundles import kit, of, placed
from tests.schema import builders

TODAY = date.today()  # noqa: DTZ011 - the server says the same


@pytest.fixture
async def sku(keeper: Keeper) -> str:
    """The SKU of a kit of two bolts, of which ten are on the shelf, and a nut, of which there are three."""
    owner, company = keeper.office.shop.owner, keeper.office.company
    found = await kit(keeper.counter)
    await owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "select company_id, (select id from sku where company_id = $2 and code = 'NUT'), from_location_id, to_location_id, 3, now() "
        "from stock_move where to_location_id = $1",
        keeper.shelf, company,
    )  # fmt: skip
    return found


async def told(keeper: Keeper, sku: str, **given: str) -> Decimal:
    """Ask how many of the kit can be promised."""
    said = ", ".join(f'{name}: "{value}"' for name, value in given.items())
    asked = f"availability{f'({said})' if said else ''} {{ available {{ value unit {{ code }} }} }}"
    answer = await keeper.office.ask(f'{{ sku(id: "{sku}") {{ bundles(first: 1) {{ nodes {{ {asked} }} }} }} }}')
    (found,) = answer["data"]["sku"]["bundles"]["nodes"]
    assert found["availability"]["available"]["unit"] == {"code": "PCE"}
    return Decimal(found["availability"]["available"]["value"])


async def test_there_are_as_many_as_of_the_component_of_which_there_is_least(keeper: Keeper, sku: str) -> None:
    assert await told(keeper, sku) == 3


async def test_what_is_promised_of_a_component_is_promised_of_the_bundle(keeper: Keeper, sku: str) -> None:
    await keeper.order(7)
    assert await told(keeper, sku) == 1


async def test_what_is_promised_of_the_bundle_is_gone(keeper: Keeper, sku: str) -> None:
    await placed(keeper.counter, of(sku, 2))
    assert await told(keeper, sku) == 1


async def test_where_more_is_promised_than_there_will_be_there_are_none(keeper: Keeper, sku: str) -> None:
    await keeper.order(12)
    assert await told(keeper, sku) == 0


async def test_what_vendors_owe_counts_by_its_day(keeper: Keeper, sku: str) -> None:
    await keeper.order(8)
    await expect(keeper, 4, due_on=TODAY + timedelta(days=5))
    assert await told(keeper, sku, on=str(TODAY + timedelta(days=4))) == 1
    assert await told(keeper, sku, on=str(TODAY + timedelta(days=5))) == 3


async def test_a_warehouse_has_bundles_of_what_lies_there(keeper: Keeper, sku: str) -> None:
    owner, company = keeper.office.shop.owner, keeper.office.company
    own = await owner.fetchval("select warehouse_id from location where id = $1", keeper.shelf)
    other = await builders.insert(owner, "warehouse", company_id=company, code="E", name="Elsewhere")
    assert await told(keeper, sku, warehouseId=f"Warehouse:{own}") == 3
    assert await told(keeper, sku, warehouseId=f"Warehouse:{other}") == 0
