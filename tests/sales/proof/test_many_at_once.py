"""64 clients order, ship, bill, send back and call off, all at once, on the last units of 20 products.

TORSO_MARKETS says how many markets are tried, TORSO_MARKET_SEED with which chance, TORSO_MARKET_STEPS how much each client does.
"""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from tests.finance.office import Answer, office_of
from tests.sales.proof.market import Market, codes, market_of
from tests.writing.shop import Shop

CLIENTS, PRODUCTS, UNITS = 64, 20, 7
MARKETS = int(os.environ.get("TORSO_MARKETS", "1"))
SEED = int(os.environ.get("TORSO_MARKET_SEED", "0"))
STEPS = int(os.environ.get("TORSO_MARKET_STEPS", "3"))

# What clients are told who come too late, or twice; everything else would be an error of ours.
TOO_LATE = {
    "STOCK_SHORT", "NOTHING_TO_SHIP", "NOTHING_TO_BILL", "NOTHING_RETURNABLE", "NOTHING_TO_RETURN", "RETURNED_MORE",
    "ORDER_SHIPPED", "ORDER_BILLED", "ORDER_HELD", "STALE_VERSION", "TRANSITION_UNAVAILABLE", "NOTHING_TO_CREDIT",
    "ORDER_LINE_OVERBILLED", "ROLLED_BACK", "ORDER_NOT_RETURNABLE",
}  # fmt: skip


async def _client(market: Market, chance: Random, known: list[str], told: Counter[str]) -> None:
    """Do something, again and again: order, or do something with an order of anybody."""
    for _ in range(STEPS):
        act = chance.choice(["place", "place", "cancel", "ship", "ship", "bill", "take_back"])
        if act == "place" or not known:
            refused = await _order(market, chance, known)
        else:
            refused = await getattr(market, act)(chance.choice(known))
        told.update(refused or [act])


async def _order(market: Market, chance: Random, known: list[str]) -> list[str]:
    basket = dict.fromkeys(chance.sample(market.skus, 5), 1)
    placed = await market.place(basket, chance.choice(["PARTIAL_ALLOWED", "COMPLETE_ONLY"]))
    if placed["salesOrder"] is not None:
        known.append(placed["salesOrder"]["id"])
    return codes(placed)


async def _sell_out(market: Market) -> list[Answer]:
    """Let all clients want one more of five products each, so that of each more is wanted than there ever was."""
    baskets = [{market.skus[(5 * client + place) % PRODUCTS]: 1 for place in range(5)} for client in range(CLIENTS)]
    return await asyncio.gather(*(market.place(basket) for basket in baskets))


@pytest.mark.parametrize("seed", range(SEED, SEED + MARKETS))
async def test_64_clients_sell_exactly_what_is_there_whatever_they_do(market_shop: Shop, seed: int) -> None:
    market = await market_of(await office_of(market_shop, datetime.now(UTC).year), PRODUCTS, UNITS)
    known: list[str] = []
    told: Counter[str] = Counter()
    await asyncio.gather(*(_client(market, Random(f"{seed} {place}"), known, told) for place in range(CLIENTS)))
    assert {code for code in told if code.isupper()} <= TOO_LATE, told
    assert await market.wrong() == []

    there = {sku: await market.free(sku) for sku in market.skus}
    sold = dict.fromkeys(market.skus, Decimal(0))
    for placed in await _sell_out(market):
        assert placed["errors"] == []
        for line in placed["salesOrder"]["lines"]:
            sold[line["sku"]["id"]] += Decimal(line["reservedQuantity"]["value"])
    assert sold == there
    short = await market.place(dict.fromkeys(market.skus, 1), "COMPLETE_ONLY")
    (error,) = short["errors"]
    assert [Decimal(each["available"]) for each in error["shortages"]] == [0] * PRODUCTS
    assert (await market.wrong(), await market.findings()) == ([], [])
