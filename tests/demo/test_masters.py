import re

from asyncpg import Connection

from auth.roles import RoleCode
from services.demo.check_digits import gs1, vat_austria, vat_germany
from services.demo.identity import COMPANY_ID, CUSTOMER_PARTY_ID, SISTER_ID, USER_IDS, VENDOR_PARTY_ID


async def test_ids_are_the_same_for_ever(demo: Connection) -> None:
    assert str(COMPANY_ID) == "004c6682-226e-5dba-afcd-575203f384cf"
    assert str(CUSTOMER_PARTY_ID) == "5e4d19cb-9ee2-5f11-8e81-381f064751fa"
    assert str(VENDOR_PARTY_ID) == "843ebb4c-4fa2-5165-be07-7467546a8add"
    assert await demo.fetchval("select code from company where id = $1", COMPANY_ID) == "LUM"


async def test_the_partners_of_the_demo_have_documents(demo: Connection) -> None:
    assert await demo.fetchval("select count(*) from sales_order where customer_id = $1", CUSTOMER_PARTY_ID) > 30
    assert await demo.fetchval("select count(*) from purchase_order where vendor_id = $1", VENDOR_PARTY_ID) > 10


async def test_there_is_somebody_for_every_role(demo: Connection) -> None:
    rows = await demo.fetch(
        "select role.code, user_id from user_role join role on role.id = role_id where user_id = any($1)",
        list(USER_IDS.values()),
    )
    assert {RoleCode(row["code"]): row["user_id"] for row in rows} == USER_IDS


async def test_check_digits_of_barcodes_are_right(demo: Connection) -> None:
    rows = await demo.fetch("select value, kind from barcode where company_id = $1", COMPANY_ID)
    assert len(rows) > 300
    for row in rows:
        assert gs1(row["value"][:-1]) == row["value"]
        assert len(row["value"]) == {"EAN_13": 13, "GTIN_14": 14}[row["kind"]]


def test_check_digits_are_those_of_the_specifications() -> None:
    assert gs1("629104150021") == "6291041500213"
    assert vat_austria("1358562") == "ATU13585627"
    assert vat_germany("13669597") == "DE136695976"


async def test_the_sister_has_books_of_her_own(demo: Connection) -> None:
    for table in ("party", "sku", "sales_order", "purchase_order", "stock_move", "stock_level", "location"):
        rows = await demo.fetch(f"select company_id, count(*) from {table} group by company_id")
        assert {row["company_id"] for row in rows} == {COMPANY_ID, SISTER_ID}, table


async def test_e_mail_addresses_lead_nowhere(demo: Connection) -> None:
    rows = await demo.fetch(
        "select email from party union select email from contact union select email from user_account"
    )
    assert all(re.fullmatch(r"[a-z0-9-]+@([a-z0-9-]+\.)+example", row["email"]) for row in rows)
