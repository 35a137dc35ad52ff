"""What `./torso bench write` does: mutations, and the same facts as SQL by hand.

The SQL writes one statement per table over asyncpg, in a transaction that says who works, under all constraints and with
the same rows of the audit; it gives back what the mutation does.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
from asyncpg import Connection

from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

BULK: Final = 1_000

Sql: TypeAlias = Callable[[Connection, Mapping[str, Any]], Awaitable[str]]
Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Sends an operation with variables, and gives the data of its answer."""


@dataclass(frozen=True)
class Step:
    """A request after others: its variables follow from the data that these have answered."""

    operation: str
    given: Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class WriteCase:
    """Something to write: `given` makes the variables of a request, of which no two are alike."""

    name: str
    operation: str
    sql: Sql
    given: Callable[[int], dict[str, Any]]
    then: Sequence[Step] = ()

    async def do(self, given: Mapping[str, Any], ask: Ask) -> None:
        """Send all requests of the case, one after the other."""
        answered = dict(await ask(self.operation, given))
        for step in self.then:
            answered |= await ask(step.operation, step.given(answered))


@dataclass
class Products:
    """The products that clients change: one for each of them, so that versions agree."""

    ids: list[UUID]
    versions: dict[int, int] = field(default_factory=dict[int, int])

    def change(self, client: int) -> dict[str, Any]:
        """Give the next change of a client's product."""
        version = self.versions.get(client, 1)
        self.versions[client] = version + 1
        name = f"Product of {client} at {version}"
        return {"input": {"id": f"Product:{self.ids[client]}", "version": version, "name": name}}


def write_cases(products: Products, unit: UUID) -> tuple[WriteCase, ...]:
    """Give the cases for a database with these products."""
    company = f"Company:{COMPANY_ID}"

    def party(_client: int) -> dict[str, Any]:
        number = uuid7().hex
        address = {"kind": "MAIN", "line1": "Ringstraße 1", "city": "Wien", "postalCode": "1010", "country": "AT"}
        known = {"companyId": company, "number": number, "kind": "ORGANISATION", "name": f"Party {number}"}
        return {"input": {**known, "roles": [{"role": "CUSTOMER"}], "addresses": [address]}}

    def bulk(_client: int) -> dict[str, Any]:
        start = uuid7().hex
        of = {"companyId": company, "unitId": f"Unit:{unit}", "kind": "GOODS"}
        return {"input": [{**of, "code": f"{start}-{place}", "name": f"Thing {place}"} for place in range(BULK)]}

    return (
        WriteCase("product_update", _UPDATE, update_product, products.change),
        WriteCase("party_create", _PARTY, create_party, party),
        WriteCase("products_bulk_1000", _BULK, create_products, bulk),
    )


_UPDATE: Final = """
mutation Rename($input: ProductUpdateInput!) {
  productUpdate(input: $input) { product { id code name version } errors { code path } }
}
"""
_PARTY: Final = """
mutation Party($input: PartyCreateInput!) {
  partyCreate(input: $input) { party { id number name version addresses { id city } roles { role } } errors { code path } }
}
"""
_BULK: Final = """
mutation Many($input: [ProductCreateInput!]!) {
  productBulkCreate(input: $input) { count errors { code path } }
}
"""

ACTOR: Final = """
select set_config('app.actor', 'bench', true), set_config('app.client', 'bench', true), set_config('app.request', $1, true)
"""
_CHANGE: Final = """
update product set name = $3 where id = $1 and version = $2 and company_id = $4
returning '{"id":"Product:' || id || '","code":' || to_json(code)::text || ',"name":' || to_json(name)::text
  || ',"version":' || version || '}'
"""
_NEW_PARTY: Final = "insert into party (id, company_id, number, kind, name) values ($1, $2, $3, $4, $5)"
_NEW_ROLE: Final = "insert into party_role (company_id, party_id, role) values ($1, $2, $3) returning role"
_NEW_ADDRESS: Final = """
insert into address (company_id, party_id, kind, line1, city, postal_code, country) values ($1, $2, $3, $4, $5, $6, $7)
returning id, city
"""
_NEW_PRODUCTS: Final = """
insert into product (company_id, unit_id, kind, code, name)
select $1, $2, 'GOODS', code, name from unnest($3::text[], $4::text[]) as made (code, name)
"""


async def update_product(connection: Connection, given: Mapping[str, Any]) -> str:
    """Change a product of a version."""
    said = given["input"]
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        text = await connection.fetchval(_CHANGE, key_in(said["id"]), said["version"], said["name"], COMPANY_ID)
    assert text is not None
    return text


async def create_party(connection: Connection, given: Mapping[str, Any]) -> str:
    """Make a party with a role and an address."""
    said, key = given["input"], uuid7()
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        await connection.execute(_NEW_PARTY, key, COMPANY_ID, said["number"], said["kind"], said["name"])
        role = await connection.fetchval(_NEW_ROLE, COMPANY_ID, key, said["roles"][0]["role"])
        address = said["addresses"][0]
        of = [address[name] for name in ("kind", "line1", "city", "postalCode", "country")]
        made = await connection.fetchrow(_NEW_ADDRESS, COMPANY_ID, key, *of)
    assert made is not None
    facts = {"id": str(key), "number": said["number"], "name": said["name"], "version": 1, "role": role}
    return orjson.dumps({**facts, "address": [str(made["id"]), made["city"]]}).decode()


async def create_products(connection: Connection, given: Mapping[str, Any]) -> str:
    """Make a thousand products."""
    said = given["input"]
    columns = [each["code"] for each in said], [each["name"] for each in said]
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        return await connection.execute(_NEW_PRODUCTS, COMPANY_ID, key_in(said[0]["unitId"]), *columns)


def key_in(text: str) -> UUID:
    return UUID(text.partition(":")[2])
