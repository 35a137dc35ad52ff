"""Products with one SKU each, and the barcode on it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from asyncpg import Connection
from stdnum import ean
from stdnum.exceptions import ValidationError

from kernel.errors import echo
from models import BarcodeKind, ProductKind
from services.migration.duplicate_rules import PRODUCT, Record
from services.migration.standard.code import code
from services.migration.standard.numbers import number_in
from services.migration.standard.outcome import NotInForm, Standard, one_of
from services.migration.standard.text import text
from services.migration.standard.unit import unit
from services.migration.targets.target import Existing, Into, Records, Target, TargetField, Values, shape

EXISTING: Final = """
select sku.id, sku.code, sku.name, barcode.value as barcode
from sku left join lateral (select value from barcode where barcode.sku_id = sku.id order by id limit 1) as barcode on true
where sku.company_id = $1 and sku.archived_at is null
  and not exists (select from import_entity made where made.entity_id = sku.id and made.job_id = $2)
order by sku.id
"""
KINDS: Final = {8: BarcodeKind.EAN_8, 12: BarcodeKind.UPC_A, 13: BarcodeKind.EAN_13, 14: BarcodeKind.GTIN_14}


def _gtin(value: str) -> Standard:
    """Read a trade item number, with its check digit (GS1 General Specifications, 7.9)."""
    digits = code(value)
    if digits.value is None:
        return digits
    try:
        return Standard(ean.validate(str(digits.value)), digits.rules)
    except ValidationError:
        raise NotInForm(echo(value), "a GTIN with a check digit that is right") from None


_number = number_in("plain")

FIELDS: Final[Mapping[str, TargetField]] = MappingProxyType(
    {
        "code": TargetField("The code of the product and its SKU.", code, required=True),
        "name": TargetField("What it is called.", text, required=True),
        "description": TargetField("What it is.", text),
        "kind": TargetField("GOODS or SERVICE; goods if left out.", one_of(ProductKind)),
        "unit": TargetField("The unit in which it is counted; pieces if left out.", unit),
        "list_price": TargetField("What one unit is sold for, in the currency of the company.", _number, Decimal),
        "standard_cost": TargetField("What one unit costs, in the currency of the company.", _number, Decimal),
        "weight_kg": TargetField("What one unit weighs, in kilograms.", _number, Decimal),
        "barcode": TargetField("Its trade item number (GTIN).", _gtin),
    }
)


def _build(values: Values, sku_id: UUID, into: Into) -> Records:
    product_id = into.id_of("Product", str(sku_id))
    common = {
        "company_id": into.company_id,
        "code": values["code"],
        "name": values["name"],
        "unit_id": into.units[values.get("unit") or "PCE"],
    }
    product = {
        "id": product_id,
        **common,
        "description": values.get("description"),
        "kind": values.get("kind") or ProductKind.GOODS,
    }
    sku = {
        "id": sku_id,
        **common,
        "product_id": product_id,
        "currency": into.currency,
        **{name: values.get(name) for name in ("list_price", "standard_cost", "weight_kg")},
    }
    records = [shape("product", product), shape("sku", sku)]
    if values.get("barcode"):
        kind = KINDS[len(values["barcode"])]
        barcode = {"company_id": into.company_id, "sku_id": sku_id, "value": values["barcode"], "kind": kind}
        records.append(shape("barcode", barcode))
    return records


def _record(values: Values) -> Record:
    return {name: str(values[name]) for name in ("code", "name", "barcode") if values.get(name)}


async def _existing(connection: Connection, company_id: UUID, job_id: UUID) -> Sequence[Existing]:
    rows = await connection.fetch(EXISTING, company_id, job_id)
    return [Existing(row["id"], _record(dict(row)), PRODUCT) for row in rows]


PRODUCTS: Final = Target("products", "Sku", FIELDS, _build, _record, lambda _values: PRODUCT, _existing)
