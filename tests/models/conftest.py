"""A small company to write to, as the application's role, in a transaction that leaves nothing behind."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from asyncpg import Connection

COMPANY = """
insert into company (code, name, legal_name, currency, country, time_zone)
values ($1, $1, $1, 'EUR', 'AT', 'Europe/Vienna') returning id
"""
WAREHOUSE = "insert into warehouse (company_id, code, name) values ($1, 'W', 'Warehouse') returning id"
LOCATION = """
insert into location (company_id, code, name, kind, warehouse_id) values ($1, $2, $2, $3, $4) returning id
"""
PRODUCT = """
with unit as (select id from unit where code = 'PCE'), product as (
  insert into product (company_id, code, name, kind, unit_id) select $1, 'P', 'Product', 'GOODS', id from unit returning *
)
insert into sku (company_id, product_id, code, name, unit_id, currency)
select $1, id, 'S', 'Thing', unit_id, 'EUR' from product returning id
"""
PARTY = "insert into party (company_id, number, kind, name) values ($1, $2, 'ORGANISATION', $2) returning id"


@dataclass(frozen=True)
class World:
    """What the tests write to and about."""

    app: Connection
    company: UUID
    other_company: UUID
    customer: UUID
    sku: UUID
    shelf: UUID
    ramp: UUID
    supplier: UUID

    async def move(self, from_location: UUID, to_location: UUID, quantity: str = "5") -> UUID:
        """Move goods."""
        statement = """
        insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at)
        values ($1, $2, $3, $4, $5::text::numeric, now()) returning id
        """
        return await self.app.fetchval(statement, self.company, self.sku, from_location, to_location, quantity)

    async def reserve(self, location: UUID, quantity: str) -> None:
        """Keep goods for somebody."""
        statement = """
        insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity)
        values ($1, 'SalesOrderLine', uuidv7(), $2, $3, $4::text::numeric)
        """
        await self.app.execute(statement, self.company, self.sku, location, quantity)

    async def on_hand(self, location: UUID) -> str | None:
        """Tell how much is at a location."""
        return await self.app.fetchval("select on_hand::text from stock_level where location_id = $1", location)


@pytest.fixture
async def world(app: Connection) -> World:
    """A company with a warehouse, a product and a customer, and another company."""
    company, other = [await app.fetchval(COMPANY, code) for code in ("ONE", "TWO")]
    warehouse = await app.fetchval(WAREHOUSE, company)
    return World(
        app,
        company,
        other,
        customer=await app.fetchval(PARTY, company, "C-1"),
        sku=await app.fetchval(PRODUCT, company),
        shelf=await app.fetchval(LOCATION, company, "SHELF", "INTERNAL", warehouse),
        ramp=await app.fetchval(LOCATION, company, "RAMP", "INTERNAL", warehouse),
        supplier=await app.fetchval(LOCATION, company, "SUPPLIER", "SUPPLIER", None),
    )
