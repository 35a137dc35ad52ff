"""Entries are undone with what they left open, or with the document that they were posted for, through the API."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.finance.payments.desk import Desk

WHY = "... on ReversedByDocument { mutation document { id } } ... on ItemsSettled { settlement { id } }"
REVERSE = """mutation { journalEntryReverse(id: "%s", postedOn: "%s", description: "Wrong", idempotencyKey: "%s") {
  journalEntry { id kind } errors { code path %s } } }"""


async def reverse(desk: Desk, entry: str, on: str = "2026-03-20") -> Answer:
    """Try to undo an entry."""
    document = REVERSE % (entry, on, uuid7(), WHY)
    return (await desk.office.ask(document, RoleCode.ACCOUNTANT))["data"]["journalEntryReverse"]


async def entry_of(desk: Desk, item: str) -> str:
    """Give the entry that an item was posted with."""
    answer = await desk.office.ask(f'{{ openItem(id: "{item}") {{ entry {{ id }} }} }}')
    return answer["data"]["openItem"]["entry"]["id"]


async def test_what_a_reversal_leaves_open_is_settled_with_what_the_entry_did(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD", rate="0.9")
    payload = await reverse(desk, await entry_of(desk, item))
    assert (payload["errors"], payload["journalEntry"]["kind"]) == ([], "REVERSAL")
    found = await desk.item(item)
    assert (found["open"]["amount"], found["companyOpen"]["amount"], await desk.credits()) == ("0.00", "0.00", [])


async def test_what_was_open_before_the_reversal_is_open_in_hindsight(desk: Desk) -> None:
    item = await desk.owed("100.00")
    await reverse(desk, await entry_of(desk, item))
    (settled,) = await desk.office.shop.owner.fetch(
        "select distinct settled_on::text from settlement_line where company_id = $1", desk.office.company
    )
    assert settled["settled_on"] == "2026-03-20"


async def test_refuses_to_reverse_what_is_settled_and_names_the_settlement(desk: Desk) -> None:
    invoice, note = await desk.owed("100.00"), await desk.owed("-40.00")
    done = await desk.settle({"openItemId": invoice, "amount": "40"}, {"openItemId": note, "amount": "-40"})
    payload = await reverse(desk, await entry_of(desk, invoice))
    (error,) = payload["errors"]
    assert (error["code"], error["settlement"]) == ("ITEMS_SETTLED", {"id": done["settlement"]["id"]})
    said: Answer = {"id": done["settlement"]["id"], "on": "2026-03-20", "why": "Wrong", "idempotencyKey": str(uuid7())}
    await desk.office.done("settlementUndo", "settlement { id }", **said)
    assert (await reverse(desk, await entry_of(desk, invoice)))["errors"] == []


async def test_refuses_to_reverse_the_entry_of_a_payment_and_says_how_it_is_undone(desk: Desk) -> None:
    payment = await desk.pay("10.00")
    answer = await desk.office.ask(f'{{ payment(id: "{payment["id"]}") {{ entry {{ id }} }} }}')
    (error,) = (await reverse(desk, answer["data"]["payment"]["entry"]["id"]))["errors"]
    assert (error["code"], error["mutation"], error["document"]) == (
        "REVERSED_BY_DOCUMENT", "paymentVoid", {"id": payment["id"]},
    )  # fmt: skip


async def test_refuses_to_reverse_what_a_settlement_posted(desk: Desk) -> None:
    await desk.allow("5.00")
    item = await desk.owed("4.00")
    said: dict[str, Any] = {"openItemId": item, "on": "2026-03-05", "idempotencyKey": str(uuid7())}
    settlement = (await desk.office.do("writeOff", "settlement { id entry { id } }", **said))["settlement"]
    (error,) = (await reverse(desk, settlement["entry"]["id"]))["errors"]
    assert (error["mutation"], error["document"]) == ("settlementUndo", {"id": settlement["id"]})


async def test_says_of_what_is_reversed_already_that_it_is(desk: Desk) -> None:
    entry = await entry_of(desk, await desk.owed("10.00"))
    await reverse(desk, entry)
    assert [error["code"] for error in (await reverse(desk, entry))["errors"]] == ["ALREADY_REVERSED"]


async def test_refuses_to_undo_a_settlement_before_its_day(desk: Desk) -> None:
    invoice, note = await desk.owed("100.00"), await desk.owed("-100.00")
    done = await desk.settle({"openItemId": invoice, "amount": "100"}, {"openItemId": note, "amount": "-100"})
    said: Answer = {"id": done["settlement"]["id"], "on": "2026-03-04", "why": "Wrong", "idempotencyKey": str(uuid7())}
    payload = await desk.office.do("settlementUndo", "settlement { id }", **said)
    assert [error["code"] for error in payload["errors"]] == ["UNDONE_TOO_EARLY"]
