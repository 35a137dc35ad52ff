"""Whatever can be written of a master can be said when it is made, changed, and cleared; and what cannot has a reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest
from asyncpg import Connection

from kernel.ids import uuid7
from planner.writable import Value, writable
from schema.finance.account import LedgerAccount
from schema.finance.bank_account import BankAccount, MatchRule
from schema.finance.dimension import Dimension, DimensionValue
from schema.finance.dunning import DunningLevel
from schema.finance.journal import Journal
from schema.finance.payment_term import PaymentTerm
from schema.finance.tax_code import TaxCode
from schema.finance.tax_policy import TaxProfile, WithholdingCertificate
from schema.finance.tax_position import TaxPosition
from schema.finance.tax_return import TaxBox
from schema.inventory.category import ProductCategory
from schema.inventory.location import Location, Warehouse
from schema.inventory.product import Barcode, Product, Sku
from schema.logistics.carrier import Carrier, CarrierService
from schema.platform.party import Address, Contact, Party, PartyRole
from schema.purchasing.vendor_product import VendorProduct
from schema.sales.commission import CommissionRule
from schema.sales.coupon import Coupon
from schema.sales.customer_group import CustomerGroup
from schema.sales.order_credit import CreditLimit
from schema.sales.price_list import PriceList, PriceListItem
from schema.sales.pricing_rule import PricingRule
from schema.scalars import CountryCode, CurrencyCode
from tests.schema import builders
from tests.writing.fitting import BESIDE, NOT_CLEARED, REFERS, always, fitting
from tests.writing.shop import Shop

MASTERS: tuple[type[Any], ...] = (
    Product, Sku, Barcode, ProductCategory, Warehouse, Location, Party, PartyRole, Address, Contact, VendorProduct,
    LedgerAccount, Journal, Dimension, DimensionValue, BankAccount, MatchRule, DunningLevel, PaymentTerm, TaxCode, TaxBox,
    TaxPosition, TaxProfile, WithholdingCertificate, Carrier, CarrierService, CustomerGroup, PriceList, PriceListItem,
    PricingRule, Coupon, CreditLimit, CommissionRule,
)  # fmt: skip
# What the system itself keeps of every row.
KEPT = {"id", "company_id", "version", "recorded_at", "changed_at", "archived_at", "merged_into_id"}
# What follows from something else.
FOLLOWS = {
    "sku.currency": "that of the company",
    "location.path": "kept by a trigger",
    "product_category.path": "kept by a trigger",
    "ledger_account.path": "kept by a trigger",
    "dimension_value.path": "kept by a trigger",
    "credit_limit.currency": "that of the company",
    "price_list_item.currency": "that of the list",
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
        needed = dict(always(type_))
        for value in writable(type_).values:
            if value.required and value.name not in values:
                needed[value.name] = (await self.samples(type_, value))[0]
        if type_ is Location:
            needed["warehouseId"] = self.ids["Warehouse"][0]
        # One of each kind for a party, and one of each vendor for a SKU.
        if type_ in (PartyRole, TaxProfile):
            needed["partyId"] = (await self.make(Party))["id"]
        if type_ is CreditLimit and "customerId" not in values:
            needed["customerId"] = (await self.make(Party))["id"]
        if type_ is VendorProduct and "skuId" not in values:
            needed["skuId"] = (await self.make(Sku))["id"]
        # One price of a thing and day in each list.
        if type_ is PriceListItem and "listId" not in values:
            needed["listId"] = (await self.make(PriceList))["id"]
        needed |= self.referring(type_, values)
        return await self.do(type_, "Create", {"companyId": f"Company:{self.shop.company}", **needed, **values})

    def referring(self, type_: type[Any], values: Mapping[str, Any]) -> Mapping[str, str]:
        """Say what something refers to, where that depends on what else is said."""
        if type_ is PriceListItem:
            of_one_thing = {"skuId", "productId", "categoryId"} & values.keys()
            return {"unitId": self.ids["Unit"][0], **({} if of_one_thing else {"productId": self.ids["Product"][0]})}
        if type_ is PricingRule:
            gives = {"freeSkuId": self.ids["Sku"][0]} if values.get("benefit") == "FREE_ITEM" else {}
            return {"unitId": self.ids["Unit"][0], **gives}
        return {}

    async def two(self, type_: type[Any], **values: Any) -> tuple[str, str]:
        """Make two of a type, and give their ids."""
        return (await self.make(type_, **values))["id"], (await self.make(type_, **values))["id"]

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

    async def samples(self, type_: type[Any], value: Value) -> tuple[Any, Any]:
        """Give two values that fit."""
        # One bank account in a currency for each account.
        if (type_, value.column) == (BankAccount, "account_id"):
            return await self.two(LedgerAccount, subtype="BANK")
        if value.of is not None:
            return self.ids[REFERS.get((type_, value.column), value.of)]
        if (found := fitting(type_, value.column)) is not None:
            return found
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


async def _user(owner: Connection) -> str:
    name = f"u-{uuid7()}"
    return f"User:{await builders.insert(owner, 'user_account', email=f'{name}@example.org', name=name)}"


@pytest.fixture(scope="session")
async def world(shop: Shop) -> World:
    """Two of everything."""
    owner = shop.owner
    other = await owner.fetchval("select id from unit where id <> $1 limit 1", shop.unit)
    ids: dict[str, tuple[str, str]] = {"Unit": (f"Unit:{shop.unit}", f"Unit:{other}")}
    made = World(shop, ids)
    ids["User"] = (await _user(owner), await _user(owner))
    for type_ in (ProductCategory, Party, Product, Sku, Address, Warehouse, Location):
        ids[type_.__name__] = await made.two(type_)
    ids["LedgerAccount"] = await made.two(LedgerAccount, subtype="BANK")
    ids["headings"] = await made.two(LedgerAccount, isGroup=True)
    ids["Journal"] = await made.two(Journal, kind="BANK")
    ids["withheld"] = await made.two(TaxCode, kind="WITHHOLDING", withholdingBase="NET")
    for type_ in (
        Dimension, DimensionValue, BankAccount, TaxCode, TaxPosition, CustomerGroup, Carrier, PriceList, PricingRule,
    ):  # fmt: skip
        ids[type_.__name__] = await made.two(type_)
    return made


@pytest.mark.parametrize(("type_", "value"), FIELDS)
async def test_is_said_of_a_new_one(world: World, type_: type[Any], value: Value) -> None:
    said = (await world.samples(type_, value))[0]
    made = await world.make(type_, **{**BESIDE.get((type_, value.column), {}), value.name: said})
    assert await world.stored(type_, made, value.column) == plain(said)


@pytest.mark.parametrize(("type_", "value"), CHANGING)
async def test_is_changed_and_cleared(world: World, type_: type[Any], value: Value) -> None:
    made = await world.make(type_, **BESIDE.get((type_, value.column), {}))
    first, second = await world.samples(type_, value)
    cleared = value.nullable and f"{writable(type_).entity.table.name}.{value.column}" not in NOT_CLEARED
    for said in (second, first, *([None] if cleared else [])):
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
