"""Products with their SKUs and barcodes: what a new one takes over, and what cannot be changed once there is stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import models
from kernel.errors import DomainError
from services.bounds import Within
from services.master import Master
from services.merging import Mergeable
from services.rows import ChangedRow, NewRow
from services.work import Work


@dataclass(eq=False)
class TrackingFixed(DomainError):
    """How finely stock is told apart stays as it is while there is any: what is there has no lot, or has one."""

    message = "The tracking cannot be changed while there is stock or history of the product."


@dataclass(eq=False)
class BarcodeInvalid(DomainError):
    """A barcode of GS1 has the digits of its kind, the last of which checks the others (GS1 General Specifications, 7.9)."""

    message = "This is not a barcode of the kind {kind}."
    kind: str


SKUS_MAX: Final = 200
BARCODES_MAX: Final = 50

_DIGITS = {"EAN_13": 13, "EAN_8": 8, "UPC_A": 12, "GTIN_14": 14}

_OF_PRODUCTS = "select id, name, unit_id from product where id = any($1::uuid[])"
_CURRENCIES = "select id, currency from company where id = any($1::uuid[])"
_MOVED = """
select distinct sku.product_id from stock_move join sku on sku.id = stock_move.sku_id where sku.product_id = any($1::uuid[])
"""


async def _complete_skus(work: Work, rows: Sequence[NewRow]) -> None:
    """A new SKU takes name and unit of its product, and the currency of the company."""
    companies = list({row.values["company_id"] for row in rows})
    currencies = {row["id"]: row["currency"] for row in await work.raw.fetch(_CURRENCIES, companies)}
    alone = [row.values.get("product_id") for row in rows if row.owner is None]
    known: dict[object, Mapping[str, object]] = {}
    if alone:
        known = {row["id"]: dict(row) for row in await work.raw.fetch(_OF_PRODUCTS, alone)}
    for row in rows:
        product: Mapping[str, object] = row.owner or known.get(row.values.get("product_id"), {})
        row.values["currency"] = currencies.get(row.values["company_id"])
        for column in ("name", "unit_id"):
            if row.values.get(column) is None:
                row.values[column] = product.get(column)


async def _check_products(work: Work, rows: Sequence[ChangedRow]) -> None:
    changed = {
        row.before["id"]: row
        for row in rows
        if row.values.get("tracking", row.before["tracking"]) != row.before["tracking"]
    }
    if changed:
        for (product_id,) in await work.raw.fetch(_MOVED, list(changed)):
            raise TrackingFixed(path=changed[product_id].at("tracking"))


async def _complete_barcodes(_work: Work, rows: Sequence[NewRow]) -> None:
    for row in rows:
        _require_check_digit(row, str(row.values.get("kind")), str(row.values.get("value")))


async def _check_barcodes(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        after = {**row.before, **row.values}
        _require_check_digit(row, str(after["kind"]), str(after["value"]))


def _require_check_digit(row: NewRow | ChangedRow, kind: str, value: str) -> None:
    digits = _DIGITS.get(kind)
    if digits is None:
        return
    if not (value.isascii() and value.isdigit() and len(value) == digits and _adds_up(value)):
        raise BarcodeInvalid(kind, path=row.at("value"))


def _adds_up(value: str) -> bool:
    """The digits, weighted 3 and 1 from the one before the last, make a multiple of ten with the last."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(value))) % 10 == 0


BARCODE = Master(
    models.Barcode, within=Within("sku_id", BARCODES_MAX), complete=_complete_barcodes, check=_check_barcodes
)
SKU = Master(models.Sku, lists={"barcodes": BARCODE}, within=Within("product_id", SKUS_MAX), complete=_complete_skus)
PRODUCT = Master(models.Product, lists={"skus": SKU}, check=_check_products)
MERGEABLE = Mergeable(PRODUCT, alike=("company_id", "kind", "tracking", "unit_id", "cost_method"))
