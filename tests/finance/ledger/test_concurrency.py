"""Sixty-four people post to one account at once: nobody waits for ever, no number is missing, nothing is lost."""

import asyncio
from datetime import date

from kernel.ids import uuid7
from tests.finance.office import Answer, Office
from tests.schema import builders

CLIENTS = 64
TAKEN = uuid7()
NUMBERS = "select array_agg(number order by number) from journal_entry where company_id = $1 and number like $2"


async def post(office: Office, client: int) -> None:
    """Post a sale of one euro, in one of two journals."""
    journal = ("GEN", "SAL")[client % 2]
    draft = await office.draft([office.line("1410", "1.00"), office.line("4010", "-1.00")], "2026-05-05", journal)
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    await office.done("journalEntryPost", "journalEntry { number }", **said)


async def test_all_are_posted_and_numbered_without_a_gap(office: Office) -> None:
    await asyncio.gather(*(post(office, client) for client in range(CLIENTS)))
    assert await office.balance("1410") == f"{CLIENTS}.00"
    for journal in ("GEN", "SAL"):
        numbers = await office.shop.owner.fetchval(NUMBERS, office.company, f"{journal}-%")
        assert numbers == [f"{journal}-2026-{place:06}" for place in range(1, CLIENTS // 2 + 1)]


async def test_all_post_at_once_to_what_one_customer_owes(office: Office) -> None:
    party = f"Party:{await builders.party(office.shop.owner, office.company)}"
    lines = [{**office.line("1210", "1.00"), "partyId": party}, office.line("4010", "-1.00")]
    where: Answer = {"companyId": f"Company:{office.company}", "journalId": office.journals["SAL"]}
    said: Answer = {**where, "postedOn": "2026-05-05", "description": "Sale", "lines": lines}

    async def one() -> str:
        key = uuid7().hex
        entry = await office.done("journalEntryCreate", "journalEntry { number }", input=said, idempotencyKey=key)
        return entry["number"]

    numbers = await asyncio.gather(*(one() for _ in range(CLIENTS)))
    assert sorted(numbers) == [f"SAL-2026-{place:06}" for place in range(1, CLIENTS + 1)]
    assert await office.balance("1210") == f"{CLIENTS}.00"


async def test_who_is_refused_late_leaves_no_gap(office: Office) -> None:
    lines = [office.line("1410", "1.00"), office.line("4010", "-1.00")]
    where: Answer = {"companyId": f"Company:{office.company}", "journalId": office.journals["GEN"]}
    said: Answer = {**where, "postedOn": "2026-05-05", "description": "Sale", "lines": lines}

    async def one(place: int) -> str | None:
        # Two of three have one id, which the database refuses to all but the first when they have their number already.
        more = {"id": f"JournalEntryDraft:{TAKEN}"} if place % 3 else {}
        given: Answer = {"input": {**said, **more}, "idempotencyKey": uuid7().hex}
        told = await office.do("journalEntryCreate", "journalEntry { number }", **given)
        return None if told["errors"] else told["journalEntry"]["number"]

    numbers = [number for number in await asyncio.gather(*(one(place) for place in range(48))) if number]
    assert sorted(numbers) == [f"GEN-2026-{place:06}" for place in range(1, len(numbers) + 1)]
    assert len(numbers) == 48 // 3 + 1


async def test_one_draft_is_posted_once(office: Office) -> None:
    draft = await office.draft([office.line("1410", "1.00"), office.line("4010", "-1.00")], "2026-05-05")

    async def once() -> str:
        said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
        errors = (await office.do("journalEntryPost", "journalEntry { number }", **said))["errors"]
        return errors[0]["code"] if errors else "OK"

    outcomes = await asyncio.gather(*(once() for _ in range(16)))
    assert sorted(outcomes) == ["NOT_FOUND"] * 15 + ["OK"]
    assert await office.balance("1410") == "1.00"


async def test_an_entry_is_reversed_once(office: Office) -> None:
    entry = await office.post({"1410": "1.00", "4010": "-1.00"}, "2026-05-05")

    async def undo() -> str:
        said: Answer = {"id": entry["id"], "postedOn": date(2026, 5, 6).isoformat(), "description": "Wrong"}
        errors = (await office.do("journalEntryReverse", "journalEntry { id }", **said, idempotencyKey=str(uuid7())))[
            "errors"
        ]
        return errors[0]["code"] if errors else "OK"

    outcomes = await asyncio.gather(*(undo() for _ in range(8)))
    assert outcomes.count("OK") == 1
    assert set(outcomes) <= {"OK", "ALREADY_REVERSED", "ALREADY_TAKEN"}
    assert await office.balance("1410") == "0.00"
