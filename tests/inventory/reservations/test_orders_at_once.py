"""Many customers order the last units at once over HTTP: exactly what is there is sold, and the others are told what is short."""

import asyncio
import random
from decimal import Decimal
from uuid import UUID

import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.inventory.reservations.counter import Keeper
from tests.schema import builders

CLIENTS, PRODUCTS, UNITS = 64, 20, 7
SHOWN = "salesOrder { state lines { sku { id } reservedQuantity { value } } }"
SHORT = "errors { code ... on StockShort { shortages { wanted available sku { id } } } }"
CONFIRM = f"""mutation ($id: ID!, $version: Int!, $idempotencyKey: ID!) {{
  salesOrderConfirm(id: $id, version: $version, idempotencyKey: $idempotencyKey) {{ {SHOWN} {SHORT} }}
}}"""
LEVELS = """
select level.sku_id, level.on_hand, level.reserved, (select coalesce(sum(held), 0) from reservation
  where (reservation.sku_id, reservation.location_id) = (level.sku_id, level.location_id)) as held
from stock_level as level where level.sku_id = any($1::uuid[])
"""


async def _shelved(keeper: Keeper) -> list[UUID]:
    """Put so many units of each product on the shelf."""
    owner, company = keeper.office.shop.owner, keeper.office.company
    skus = [await builders.sku(owner, company, f"S{place}", list_price=Decimal(10)) for place in range(PRODUCTS)]
    for sku in skus:
        await owner.execute(
            "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
            "select company_id, $2, from_location_id, to_location_id, $3, now() from stock_move "
            "where to_location_id = $1 and sku_id = $4",
            keeper.shelf, sku, UNITS, keeper.counter.sku_id,
        )  # fmt: skip
    return skus


async def _baskets(keeper: Keeper, skus: list[UUID], policy: str) -> list[Answer]:
    """Draft what each client wants: one unit of five products, in any order."""
    chance = random.Random(policy)
    said: Answer = {"shipmentPolicy": Word("ON_CONFIRM"), "deliveryPolicy": Word(policy)}
    wanted = [[f"Sku:{sku}" for sku in chance.sample(skus, 5)] for _ in range(CLIENTS)]
    drafts = [keeper.counter.draft(*({"skuId": sku, "quantity": "1"} for sku in basket), **said) for basket in wanted]
    return await asyncio.gather(*drafts)


async def _confirm(keeper: Keeper, order: Answer) -> Answer:
    given: Answer = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    answer = await keeper.office.ask(CONFIRM, variables=given)
    assert "errors" not in answer, answer
    return answer["data"]["salesOrderConfirm"]


@pytest.mark.parametrize("policy", ["PARTIAL_ALLOWED", "COMPLETE_ONLY"])
async def test_64_clients_on_the_last_units_of_20_products_get_exactly_what_is_there(
    keeper: Keeper, policy: str
) -> None:
    skus = await _shelved(keeper)
    answers = await asyncio.gather(*(_confirm(keeper, order) for order in await _baskets(keeper, skus, policy)))
    refused = [answer for answer in answers if answer["errors"]]
    assert {error["code"] for answer in refused for error in answer["errors"]} <= {"STOCK_SHORT"}
    assert bool(refused) == (policy == "COMPLETE_ONLY")
    sold = {f"Sku:{sku}": Decimal(0) for sku in skus}
    for answer in answers:
        for line in answer["salesOrder"]["lines"] if answer["salesOrder"] else ():
            sold[line["sku"]["id"]] += Decimal(line["reservedQuantity"]["value"])
    levels = await keeper.office.shop.owner.fetch(LEVELS, skus)
    assert {f"Sku:{level['sku_id']}": level["reserved"] for level in levels} == sold
    assert all(0 <= level["reserved"] == level["held"] <= level["on_hand"] == UNITS for level in levels)
    # Nobody who was refused could be served now: each of them lacked something that is gone.
    gone = {key for key, quantity in sold.items() if quantity == UNITS}
    assert all({short["sku"]["id"] for short in answer["errors"][0]["shortages"]} & gone for answer in refused)
