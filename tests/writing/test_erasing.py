"""A person is forgotten whole, and what was booked stays; what is known of somebody is told to them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import asyncpg
import orjson
import pytest

from auth.roles import RoleCode
from tests.schema.builders import insert
from tests.writing.shop import Shop
from tests.writing.somebody import EMAIL, NAME, PHONE, STREET, Somebody


async def test_nothing_in_the_database_tells_of_whoever_was_forgotten(somebody: Somebody) -> None:
    assert "audit_entry.after" in await somebody.found(NAME)
    done = await somebody.erase(f"Party:{somebody.party}", reason=f"{NAME} asked for it")
    assert (done["erased"], done["errors"]) == (f"Party:{somebody.party}", [])
    assert done["auditEntries"] > 0
    assert await somebody.found(NAME, "prohaska", PHONE, STREET, STREET.replace(" ", "_")) == set()


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
    told = await somebody.told()
    assert {"party", "address", "contact", "user_account", "notification", "audit_entry"} <= told.keys()
    assert (told["party"][0]["email"], told["address"][0]["line1"]) == (EMAIL, STREET)
    assert "search_vector" not in told["party"][0]
