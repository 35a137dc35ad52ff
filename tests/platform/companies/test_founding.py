"""A company is founded by a mutation, and is refused where it cannot be one."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest

from kernel.sandbox import sandbox_id
from tests.platform.companies.founder import COMPANY, Founder, key_of, said

AUDIT = "select operation, after ->> 'name' as name, reason from audit_entry where entity_id = $1"
KEPT = "select count(*) from company where code = $1"


async def test_founds_a_company_that_is_seen_at_once(founder: Founder) -> None:
    company = await founder.found(vatNumber="ATU00000024")
    assert (company["version"], company["roundingPolicy"], company["isSandbox"]) == (1, "HALF_UP", False)
    asked = f'{{ company(id: "{company["id"]}") {{ vatNumber timeZone }} }}'
    assert (await founder.ask(asked))["data"]["company"] == {"vatNumber": "ATU00000024", "timeZone": "Europe/Vienna"}
    listed = await founder.ask("{ companies(first: 100) { nodes { id } } }")
    assert {"id": company["id"]} in listed["data"]["companies"]["nodes"]


async def test_the_audit_tells_of_it(founder: Founder) -> None:
    company = await founder.done("companyCreate", COMPANY, input=said(), reason="We begin.")
    entries = await founder.shop.owner.fetch(AUDIT, key_of(company))
    assert [tuple(entry) for entry in entries] == [("INSERT", "Kettle & Sons", "We begin.")]


async def test_the_header_names_it_at_once(founder: Founder) -> None:
    company = await founder.found()
    answer = await founder.shop.ask(
        "{ companies(first: 9) { nodes { id } } }", token=founder.bearer, torso_company=company["id"]
    )
    assert answer["data"]["companies"]["nodes"] == [{"id": company["id"]}]


async def test_takes_an_id_that_the_caller_has_chosen(founder: Founder) -> None:
    key = "Company:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"
    assert (await founder.found(id=key))["id"] == key
    assert await founder.refused(id=key) == ("ID_TAKEN", ["input", "id"])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"timeZone": "Europe/Atlantis"}, "TIME_ZONE_UNKNOWN"),
        ({"timeZone": "../../etc/passwd"}, "TIME_ZONE_UNKNOWN"),
        ({"timeZone": "\x00"}, "TIME_ZONE_UNKNOWN"),
        ({"timeZone": ""}, "TIME_ZONE_UNKNOWN"),
        ({"currency": "XYZ"}, "NOT_FOUND"),
        ({"country": "ZZ"}, "NOT_FOUND"),
        ({"vatNumber": "ATU00000025"}, "VAT_NUMBER_UNFIT"),
        ({"vatNumber": "DE136695976"}, "VAT_NUMBER_UNFIT"),
        ({"vatNumber": ""}, "VAT_NUMBER_UNFIT"),
        ({"vatNumber": "ATU00000024\n"}, "VAT_NUMBER_UNFIT"),
        ({"code": " "}, "VALUE_REQUIRED"),
        ({"name": ""}, "VALUE_REQUIRED"),
        ({"legalName": "\x00"}, "TEXT_UNFIT"),
        ({"code": "SHOP"}, "ALREADY_TAKEN"),
        ({"id": f"Company:{sandbox_id()}"}, "SANDBOX_AS_MADE"),
        ({"id": "Party:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f"}, "ID_OF_OTHER_TYPE"),
    ],
)
async def test_says_what_it_does_not_take(founder: Founder, values: dict[str, str], code: str) -> None:
    assert await founder.refused(**values) == (code, ["input", *values])


async def test_keeps_a_vat_number_as_its_country_writes_it(founder: Founder) -> None:
    assert (await founder.found(vatNumber="at u00000024"))["vatNumber"] == "ATU00000024"
    assert (await founder.found(country="GR", vatNumber="EL 094259216"))["vatNumber"] == "EL094259216"
    assert (await founder.found(country="US", vatNumber="12-3456789"))["vatNumber"] == "12-3456789"


async def test_a_simulation_founds_nothing(founder: Founder) -> None:
    wanted = said()
    payload = await founder.do("companyCreate", COMPANY, simulate=True, input=wanted)
    assert (payload["company"]["code"], payload["errors"]) == (wanted["code"], [])
    assert await founder.shop.owner.fetchval(KEPT, wanted["code"]) == 0


async def test_the_same_key_founds_once(founder: Founder) -> None:
    wanted = said()
    first, again = [
        await founder.done("companyCreate", COMPANY, input=wanted, idempotencyKey=wanted["code"]) for _ in range(2)
    ]
    assert first == again
    assert await founder.shop.owner.fetchval(KEPT, wanted["code"]) == 1


async def test_of_all_who_want_a_code_one_gets_it(founder: Founder) -> None:
    wanted = said()
    answers = await asyncio.gather(*(founder.do("companyCreate", COMPANY, input=wanted) for _ in range(12)))
    told = Counter(answer["errors"][0]["code"] if answer["errors"] else "OK" for answer in answers)
    assert told == {"OK": 1, "ALREADY_TAKEN": 11}


async def test_is_founded_with_its_books_or_not_at_all(founder: Founder) -> None:
    key = UUID("0190f3c2-7a1b-7c3d-8e4f-000000000001")
    document = """
    mutation ($company: CompanyCreateInput!, $books: BooksSetUpInput!) @atomic {
      companyCreate(input: $company) { company { id } errors { code } }
      booksSetUp(input: $books) { fiscalYear { code } errors { code path } }
    }"""
    books = {"companyId": f"Company:{key}", "code": "2026", "startsOn": "2026-01-01", "endsOn": "2025-12-31"}
    company = said(id=f"Company:{key}")
    await founder.ask(document, variables={"company": company, "books": books})
    assert await founder.shop.owner.fetchval(KEPT, company["code"]) == 0
    books |= {"endsOn": "2026-12-31"}
    answer = await founder.ask(document, variables={"company": company, "books": books})
    assert answer["data"]["booksSetUp"] == {"fiscalYear": {"code": "2026"}, "errors": []}
