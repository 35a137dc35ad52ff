"""Somebody in the books of the shop, who asks to be forgotten, and what the database knows of them."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg

from auth.roles import RoleCode
from server.jobs.here import do_here
from server.jobs.worker import tools_of
from server.wiring import HANDLERS
from tests.schema.builders import insert
from tests.writing.shop import Shop

ERASE = """
mutation ($id: ID!, $reason: String) {
  personErase(id: $id, reason: $reason) { erased auditEntries errors { code path ... on StillInDealings { documents } } }
}
"""
EXPORT = "mutation ($id: ID!) { personalDataExport(id: $id) { job { id } errors { code path } } }"
NAME, EMAIL, PHONE, STREET = "Ottokar Prohaska", "ottokar@prohaska.example", "+43 1 5550147", "Zwetschkengasse 7"
COLUMNS = """
select table_name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'tsvector')
"""


class Somebody:
    """A person in the books of the shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.party = self.contact = self.user = UUID(int=0)

    async def enter(self) -> None:
        """Be entered, be changed, be told something, and be sealed into the audit."""
        owner, company = self.shop.owner, self.shop.company
        self.party = await insert(
            owner, "party", company_id=company, number=f"P-{uuid4().hex[:8]}", kind="PERSON", name="Ottokar",
            email=EMAIL, phone=PHONE,
        )  # fmt: skip
        await owner.execute("update party set name = $2 where id = $1", self.party, NAME)
        of = {"company_id": company, "party_id": self.party}
        await insert(owner, "address", **of, kind="HOME", line1=STREET, city="Wien", country="AT")
        self.contact = await insert(owner, "contact", **of, name=NAME, email=EMAIL)
        self.user = await insert(owner, "user_account", email=EMAIL, name=NAME, party_id=self.party)
        await insert(
            owner, "notification", user_id=self.user, kind="JOB_FINISHED", subject=f"Dear {NAME}", text="Done.",
            language="en", facts="{}", in_inbox=True, by_mail=False,
        )  # fmt: skip
        await insert(
            owner, "external_reference", company_id=company, system="CRM", external_id=EMAIL, entity_type="Party", entity_id=self.party
        )  # fmt: skip
        await owner.execute("select audit_seal(1000000)")

    async def erase(
        self, node: str, role: RoleCode = RoleCode.ADMIN, reason: str = "They asked for it"
    ) -> dict[str, Any]:
        """Ask to be forgotten."""
        answer = await self.shop.ask(ERASE, {"id": node, "reason": reason}, token=self.shop.token(role))
        return answer["data"]["personErase"] or answer

    async def found(self, *words: str) -> set[str]:
        """Name the columns of the database in which any of the words stands."""
        places: set[str] = set()
        for table, column in await self.shop.owner.fetch(COLUMNS):
            query = f'select exists (select from "{table}" where "{column}"::text ilike any($1))'
            if await self.shop.owner.fetchval(query, [f"%{word}%" for word in words]):
                places.add(f"{table}.{column}")
        return places

    async def row(self, query: str, key: UUID) -> asyncpg.Record:
        """Give the one row that a query finds for an id."""
        found = await self.shop.owner.fetchrow(query, key)
        assert found is not None
        return found

    async def broken(self) -> str | None:
        """Tell where the chain of the audit breaks."""
        await self.shop.owner.execute("select audit_seal(1000000)")
        return await self.shop.owner.fetchval("select audit_first_break()")

    async def told(self) -> dict[str, Any]:
        """Have everything written that is known of them, and give it by table."""
        shop = self.shop
        asked = (await shop.ask(EXPORT, {"id": f"Party:{self.party}"}))["data"]["personalDataExport"]
        async with tools_of(shop.site.settings, shop.database) as tools:
            assert await do_here(tools, HANDLERS, UUID(asked["job"]["id"].removeprefix("Job:")))
        job = await shop.ask("query ($id: ID!) { job(id: $id) { result } }", {"id": asked["job"]["id"]})
        file = job["data"]["job"]["result"]["file"]
        found = await shop.ask("query ($id: ID!) { file(id: $id) { downloadUrl } }", {"id": file})
        return (await shop.site.client.get(found["data"]["file"]["downloadUrl"])).json()["data"]
