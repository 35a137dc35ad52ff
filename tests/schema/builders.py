"""Rows for tests, each with what the database insists on and nothing else."""

from uuid import UUID

from asyncpg import Connection

from kernel.ids import uuid7


async def insert(connection: Connection, table: str, **values: object) -> UUID:
    """Insert a row and give its id."""
    key = uuid7()
    row = {"id": key, **values}
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await connection.execute(f"insert into {table} ({', '.join(row)}) values ({places})", *row.values())
    return key


async def unit(connection: Connection, code: str = "PCE") -> UUID:
    """Give a unit that every database has."""
    return await connection.fetchval("select id from unit where code = $1", code)


async def company(connection: Connection, code: str = "ACME", currency: str = "EUR") -> UUID:
    """Insert a company that keeps its books in euros, unless in another currency."""
    names = {"code": code, "name": code.title(), "legal_name": f"{code.title()} GmbH"}
    return await insert(connection, "company", **names, currency=currency, country="AT", time_zone="Europe/Vienna")


async def sku(connection: Connection, company_id: UUID, code: str = "BOLT", **values: object) -> UUID:
    """Insert a SKU counted in pieces, with a product of its own."""
    named = {"company_id": company_id, "code": code, "name": code.title(), "unit_id": await unit(connection)}
    product_id = await insert(connection, "product", **named, kind="GOODS")
    return await insert(connection, "sku", **named, product_id=product_id, currency="EUR", **values)


async def party(connection: Connection, company_id: UUID, number: str = "P-1", **values: object) -> UUID:
    """Insert an organisation."""
    row = {"number": number, "kind": "ORGANISATION", "name": f"Party {number}", **values}
    return await insert(connection, "party", company_id=company_id, **row)


async def location(connection: Connection, company_id: UUID, code: str, kind: str) -> UUID:
    """Insert a location; one inside gets a warehouse."""
    inside = kind == "INTERNAL"
    warehouse_id = (
        await insert(connection, "warehouse", company_id=company_id, code=code, name=code) if inside else None
    )
    row = {"code": code, "name": code.title(), "kind": kind, "warehouse_id": warehouse_id}
    return await insert(connection, "location", company_id=company_id, **row)
