"""Price lists as they are written: what a new list takes over from its company, and a new item from what it is for."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import models
from services.master import Master
from services.rows import NewRow
from services.work import Work

_CURRENCIES: Final = "select id, currency from company where id = any($1::uuid[])"
_CURRENCIES_OF_LISTS: Final = "select id, currency from price_list where id = any($1::uuid[])"
_UNITS: Final = """
select id, unit_id from sku where id = any($1::uuid[]) union all select id, unit_id from product where id = any($1::uuid[])
"""


async def _complete_lists(work: Work, rows: Sequence[NewRow]) -> None:
    """A list is in the currency of the company, unless another is said."""
    await fill_currency(work, [row for row in rows if row.values.get("currency") is None])


async def fill_currency(work: Work, rows: Sequence[NewRow]) -> None:
    """Give rows the currency of their company."""
    companies = list({row.values["company_id"] for row in rows})
    found = await work.raw.fetch(_CURRENCIES, companies) if companies else []
    currencies = {row["id"]: row["currency"] for row in found}
    for row in rows:
        row.values["currency"] = currencies.get(row.values["company_id"])


async def _complete_items(work: Work, rows: Sequence[NewRow]) -> None:
    """A price is in the currency of its list, and of one of the unit in which the goods are counted, unless it is said."""
    lists = list({row.values["list_id"] for row in rows})
    currencies = {row["id"]: row["currency"] for row in await work.raw.fetch(_CURRENCIES_OF_LISTS, lists)}
    units = await _units(work, [row for row in rows if row.values.get("unit_id") is None])
    for row in rows:
        row.values["currency"] = currencies.get(row.values["list_id"])
        if row.values.get("unit_id") is None:
            row.values["unit_id"] = units.get(_goods(row))


async def _units(work: Work, rows: Sequence[NewRow]) -> dict[object, UUID]:
    goods = [key for row in rows if (key := _goods(row)) is not None]
    return {row["id"]: row["unit_id"] for row in await work.raw.fetch(_UNITS, goods)} if goods else {}


def _goods(row: NewRow) -> object:
    return row.values.get("sku_id") or row.values.get("product_id")


PRICE_LIST: Final = Master(models.PriceList, complete=_complete_lists)
PRICE_LIST_ITEM: Final = Master(models.PriceListItem, complete=_complete_items)
