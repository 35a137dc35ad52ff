"""Whatever can be written of a master can be said when it is made, changed, and cleared; and what cannot has a reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest

from kernel.ids import uuid7
from planner.writable import Value, writable
from schema.inventory.category import ProductCategory
from schema.inventory.location import Location, Warehouse
from schema.inventory.product import Barcode, Product, Sku
from schema.platform.party import Address, Contact, Party, PartyRole
from schema.purchasing.vendor_product import VendorProduct
from schema.scalars import CountryCode, CurrencyCode
from tests.writing.shop import Shop

MASTERS: tuple[type[Any], ...] = (
    Product, Sku, Barcode, ProductCategory, Warehouse, Location, Party, PartyRole, Address, Contact, VendorProduct,
)  # fmt: skip
# What the system itself keeps of every row.
KEPT = {"id", "company_id", "version", "recorded_at", "changed_at", "archived_at", "merged_into_id"}
# What follows from something else.
FOLLOWS = {
    "sku.currency": "that of the company",
    "location.path": "kept by a trigger",
    "product_category.path": "kept by a trigger",
    "vendor_product.last_unit_cost": "comes with receipts",
    "vendor_product.last_received_on": "comes with receipts",
}
FIELDS = [
    pytest.param(type_, value, id=f"{type_.__name__}.{value.name}")
    for type_ in MASTERS
    for value in writable(type_).values
]
CHANGING = [each for each in FIELDS if not cast("Value", each.values[1]).fixed]
SAMPLES: Mapping[Any, tuple[Any, Any]] = {
    Decimal: ("1.500000", "2.250000"),
    bool: (True, False),
    int: (1, 2),
    dt.date: ("2026-01-31", "2026-02-28"),
    CountryCode: ("AT", "DE"),
    CurrencyCode: ("EUR", "USD"),
}


@dataclass(frozen=True)
class World:
    """Two of everything that something can refer to."""

    shop: Shop
    ids: Mapping[str, tuple[str, str]]

    async def make(self, type_: type[Any], **values: Any) -> dict[str, Any]:
        """Make something with what it must have, and give what came of it."""
        needed = {value.name: self.samples(type_, value)[0] for value in writable(type_).values if value.required}
        if type_ is Location:
            needed["warehouseId"] = self.ids["Warehouse"][0]
        # One of each kind for a party, and one of each vendor for a SKU.
        if type_ is PartyRole:
            needed["partyId"] = (await self.make(Party))["id"]
        if type_ is VendorProduct and "skuId" not in values:
            needed["skuId"] = (await self.make(Sku))["id"]
        return await self.do(type_, "Create", {"companyId": f"Company:{self.shop.company}", **needed, **values})

    async def do(self, type_: type[Any], verb: str, given: dict[str, Any]) -> dict[str, Any]:
        """Do something to one of a type, which must not be refused."""
        name = type_.__name__
        field = name[0].lower() + name[1:]
        document = f"""
        mutation ($input: {name}{verb}Input!) {{
          done: {field}{verb}(input: $input) {{ of: {field} {{ id version }} errors {{ code path message }} }}
        }}
        """
        answer = await self.shop.ask(document, {"input": given})
        assert answer["data"]["done"]["errors"] == [], (given, answer)
        return answer["data"]["done"]["of"]

    def samples(self, type_: type[Any], value: Value) -> tuple[Any, Any]:
        """Give two values that fit."""
        if value.of is not None:
            return self.ids[value.of]
        if type_ is Barcode and value.column == "value":
            return an_ean(), an_ean()
        if type_ is Barcode and value.column == "kind":
            return "EAN_13", "CODE_128"
        if value.type_ in SAMPLES:
            return SAMPLES[value.type_]
        if value.type_ is str:
            return f"One {uuid7()}", f"Two {uuid7()}"
        first, second, *_ = (each.name for each in value.type_.values)
        return first, second

    async def stored(self, type_: type[Any], made: dict[str, Any], column: str) -> object:
        """Read a column as it would be said."""
        table = writable(type_).entity.table.name
        query = f"select {column} from {table} where id = $1"
        found = await self.shop.owner.fetchval(query, made["id"].partition(":")[2])
        return found if found is None or isinstance(found, bool | int) else str(found)


@pytest.fixture(scope="session")
async def world(shop: Shop) -> World:
    """Two of everything."""
    owner = shop.owner
    other = await owner.fetchval("select id from unit where id <> $1 limit 1", shop.unit)
    ids: dict[str, tuple[str, str]] = {"Unit": (f"Unit:{shop.unit}", f"Unit:{other}")}
    made = World(shop, ids)
    for type_ in (ProductCategory, Party, Product, Sku, Address, Warehouse, Location):
        ids[type_.__name__] = (await made.make(type_))["id"], (await made.make(type_))["id"]
    return made


def an_ean() -> str:
    """Give a barcode of 13 digits that nobody has, the last of which is 10 less their sum, weighted 1 and 3."""
    digits = str(uuid7().int % 10**12).zfill(12)
    return digits + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


@pytest.mark.parametrize(("type_", "value"), FIELDS)
async def test_is_said_of_a_new_one(world: World, type_: type[Any], value: Value) -> None:
    said = world.samples(type_, value)[0]
    made = await world.make(type_, **{value.name: said})
    assert await world.stored(type_, made, value.column) == plain(said)


@pytest.mark.parametrize(("type_", "value"), CHANGING)
async def test_is_changed_and_cleared(world: World, type_: type[Any], value: Value) -> None:
    made = await world.make(type_)
    first, second = world.samples(type_, value)
    for said in (second, first, *([None] if value.nullable else [])):
        made = await world.do(type_, "Update", {**made, value.name: said})
        assert await world.stored(type_, made, value.column) == plain(said)


@pytest.mark.parametrize("type_", MASTERS)
def test_what_cannot_be_written_has_a_reason(type_: type[Any]) -> None:
    can = writable(type_)
    table = can.entity.table
    computed = {column.name for column in table.columns if column.computed is not None}
    written = {value.column for value in can.values}
    follows = {name.partition(".")[2] for name in FOLLOWS if name.partition(".")[0] == table.name}
    assert {column.name for column in table.columns} == written | KEPT & set(table.columns.keys()) | computed | follows


def plain(said: object) -> object:
    """Give what is stored for what is said: of an id, its key."""
    return said.rpartition(":")[2] if isinstance(said, str) else said
