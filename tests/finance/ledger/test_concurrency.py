"""Sixty-four people post to one account at once: nobody waits for ever, no number is missing, nothing is lost."""

import asyncio
from datetime import date

from kernel.ids import uuid7
from tests.finance.office import Answer, Office

CLIENTS = 64
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
