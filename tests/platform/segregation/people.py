"""People with roles, and the work of whoever gives them another."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import create_engine
from server.graphql.caller import Caller
from server.writing.transaction import Transactions
from services.work import Work
from tests.oracle.viewers import somebody
from tests.schema.builders import insert
from tests.writing.shop import Shop


async def role_id(shop: Shop, code: str) -> UUID:
    """Give the id of a role."""
    return await shop.owner.fetchval("select id from role where code = $1", code)


async def own_role(shop: Shop, *permissions: str, parent: str | None = None) -> str:
    """Make a role of the company's own, and give its code."""
    code = f"OWN_{uuid7().hex}"
    row = {"code": code, "name": "Own", "description": "Own.", "permissions": list(permissions)}
    made = await insert(shop.owner, "role", **row)
    if parent is not None:
        await insert(shop.owner, "role_parent", role_id=made, parent_id=await role_id(shop, parent))
    return code


async def person(shop: Shop, *roles: str, company: UUID | None = None, **values: object) -> UUID:
    """Make somebody with some roles, in every company unless one is named."""
    user_id = await insert(shop.owner, "user_account", email=f"{uuid7().hex}@example.org", name="Cy")
    for code in roles:
        await give(shop, user_id, code, company, **values)
    return user_id


async def give(shop: Shop, user_id: UUID, code: str, company: UUID | None = None, **values: object) -> None:
    """Give a role to somebody."""
    row = {"user_id": user_id, "role_id": await role_id(shop, code), "company_id": company, **values}
    await insert(shop.owner, "user_role", **row)


@asynccontextmanager
async def working(shop: Shop) -> AsyncGenerator[Work]:
    """Open the work of an administrator; nothing of it is kept."""
    engine = create_engine(shop.database, size=1)
    try:
        async with Transactions(engine, SystemClock()).begin(Caller.of(somebody(RoleCode.ADMIN)), None) as work:
            yield work
    finally:
        await engine.dispose()
