"""A person is forgotten whole, and what was booked stays; what is known of somebody is told to them."""

from collections.abc import AsyncGenerator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

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
PLACE = "203.0.113.77"
WAYS_IN = (
    "insert into user_password (user_id, password_hash, chosen_at) values ($1, 'x', now())",
    """
    insert into sign_in_step (secret_hash, kind, user_id, facts, expires_at)
    values (sha256($1::uuid::text::bytea), 'SECOND_FACTOR', $1::uuid, '{}', now())
    """,
    f"""
    insert into audit_entry (operation, entity_type, entity_id, attempted, code, facts, actor)
    values ('SIGN_IN', 'User', $1::uuid, 'signIn', 'SIGNED_IN', '{{"address": "{PLACE}"}}', $1::uuid::text)
    """,
)
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
        for statement in WAYS_IN:
            await owner.execute(statement, self.user)
        await owner.execute("select audit_seal(1000000)")

    async def erase(self, node: str, role: RoleCode = RoleCode.ADMIN) -> dict[str, Any]:
        """Ask to be forgotten."""
        answer = await self.shop.ask(ERASE, {"id": node, "reason": f"{NAME} asked for it"}, token=self.shop.token(role))
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


@pytest.fixture
async def somebody(shop: Shop) -> AsyncGenerator[Somebody]:
    """A person in the books."""
    person = Somebody(shop)
    await person.enter()
    yield person
    await person.erase(f"Party:{person.party}")


async def test_nothing_in_the_database_tells_of_whoever_was_forgotten(somebody: Somebody) -> None:
    assert "audit_entry.after" in await somebody.found(NAME)
    done = await somebody.erase(f"Party:{somebody.party}")
    assert (done["erased"], done["errors"]) == (f"Party:{somebody.party}", [])
    assert done["auditEntries"] > 0
    assert await somebody.found(NAME, "prohaska", PHONE, STREET, STREET.replace(" ", "_"), PLACE) == set()


async def test_the_audit_still_holds_and_says_what_was_taken_out(somebody: Somebody) -> None:
    assert await somebody.broken() is None
    await somebody.erase(f"Party:{somebody.party}")
    assert await somebody.broken() is None
    kept = await somebody.row(
        "select before, after from audit_entry where entity_id = $1 and operation = 'INSERT'", somebody.party
    )
    assert orjson.loads(kept["after"])["name"] == "[erased]"
    assert orjson.loads(kept["after"])["kind"] == "PERSON"


async def test_what_is_left_of_an_entry_is_not_changed_unnoticed_either(somebody: Somebody) -> None:
    await somebody.erase(f"Party:{somebody.party}")
    assert await somebody.broken() is None
    owner = somebody.shop.owner
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("select set_config('app.erasing', 'on', true)")
    await owner.execute("update audit_entry set actor = 'nobody' where entity_id = $1", somebody.party)
    assert "ENTRY_CHANGED" in str(await owner.fetchval("select audit_first_break()"))
    await transaction.rollback()


async def test_the_party_keeps_its_number_and_signs_in_no_more(somebody: Somebody) -> None:
    number = await somebody.shop.owner.fetchval("select number from party where id = $1", somebody.party)
    await somebody.erase(f"Party:{somebody.party}")
    row = await somebody.row(
        "select p.number, p.name, p.archived_at is null as open, u.email, u.archived_at is null as signs_in "
        "from party p join user_account u on u.party_id = p.id where p.id = $1", somebody.party,
    )  # fmt: skip
    assert (row["number"], row["name"], row["open"], row["signs_in"]) == (number, "[erased]", False, False)
    assert row["email"].endswith("@erased.invalid")


async def test_a_contact_is_forgotten_alone(somebody: Somebody) -> None:
    await somebody.erase(f"Contact:{somebody.contact}")
    row = await somebody.row(
        "select c.name as contact, p.name as party from contact c join party p on p.id = c.party_id where c.id = $1", somebody.contact
    )  # fmt: skip
    assert (row["contact"], row["party"]) == ("[erased]", NAME)


async def test_nobody_is_forgotten_while_something_is_open(somebody: Somebody) -> None:
    shop = somebody.shop
    order = await insert(
        shop.owner, "quotation", company_id=shop.company, customer_id=somebody.party, currency="EUR", quoted_on=date(2026, 1, 1),
        **dict.fromkeys(("net_amount", "tax_amount", "total_amount"), Decimal("0.00")),
    )  # fmt: skip
    refused = await somebody.erase(f"Party:{somebody.party}")
    assert refused["errors"] == [{"code": "STILL_IN_DEALINGS", "path": ["id"], "documents": [f"Quotation:{order}"]}]
    assert "party.name" in await somebody.found(NAME)
    await shop.owner.execute("delete from quotation where id = $1", order)


@pytest.mark.parametrize("kind", ["Party", "Company"])
async def test_an_organisation_is_no_person(shop: Shop, kind: str) -> None:
    firm = await insert(
        shop.owner, "party", company_id=shop.company, number=f"F-{uuid4().hex[:8]}", kind="ORGANISATION", name="Firm"
    )
    refused = await Somebody(shop).erase(f"{kind}:{firm}")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("NOT_A_PERSON_AT_ALL", ["id"])]


async def test_only_who_may_forgets_somebody(somebody: Somebody) -> None:
    refused = await somebody.erase(f"Party:{somebody.party}", RoleCode.SALES_MANAGER)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_nobody_takes_out_of_the_audit_what_they_like(shop: Shop) -> None:
    application = await asyncpg.connect(shop.database.app_url)
    await application.execute("set app.erasing = 'on'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute("update audit_entry set actor_name = 'x'")
    await application.close()


async def test_somebody_is_told_everything_that_is_known_of_them(somebody: Somebody) -> None:
    shop = somebody.shop
    asked = (await shop.ask(EXPORT, {"id": f"Party:{somebody.party}"}))["data"]["personalDataExport"]
    async with tools_of(shop.site.settings, shop.database) as tools:
        assert await do_here(tools, HANDLERS, UUID(asked["job"]["id"].removeprefix("Job:")))
    job = await shop.ask("query ($id: ID!) { job(id: $id) { result } }", {"id": asked["job"]["id"]})
    file = job["data"]["job"]["result"]["file"]
    found = await shop.ask("query ($id: ID!) { file(id: $id) { downloadUrl } }", {"id": file})
    told = (await shop.site.client.get(found["data"]["file"]["downloadUrl"])).json()["data"]
    assert {"party", "address", "contact", "user_account", "notification", "audit_entry"} <= told.keys()
    assert (told["party"][0]["email"], told["address"][0]["line1"]) == (EMAIL, STREET)
    assert "search_vector" not in told["party"][0]
