"""Advances: taken off once, given back by the note on what took them off, and what is left of them as open items."""

from typing import Any
from uuid import UUID

import pytest

from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk, totals
from tests.finance.office import Answer, Word
from tests.finance.payments.waiting import held_back

OPEN = "{ openItems(first: 50) { nodes { account { code } open { amount } } } }"
CHECKS = '{ integrityChecks(companyIds: ["Company:%s"]) { checks { kind holds findings } } }'


async def advance(desk: Desk, price: str = "100", **said: Any) -> Answer:
    """Post an invoice that asks for money in advance."""
    if "T" not in desk.taxes:
        await desk.tax("T", "20")
    return await desk.posted(desk.line(1, price, "T"), isAdvance=True, **said)


async def final(desk: Desk, *advances: Answer, price: str = "300", **said: Any) -> Answer:
    """Post the invoice that takes advances off."""
    deductions = [{"advanceId": each["id"]} for each in advances]
    return await desk.posted(desk.line(3, str(int(price) // 3), "T"), deductions=deductions, **said)


async def credited(desk: Desk, invoice: Answer, **said: Any) -> Answer:
    """Post the note on an invoice."""
    note = await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], invoiceOn="2026-03-12", **said)
    return await desk.post(note)


async def prepayments(desk: Desk, code: str = "2020") -> list[str]:
    """Give what is open on an account of prepayments."""
    nodes = (await desk.office.ask(OPEN))["data"]["openItems"]["nodes"]
    return [
        each["open"]["amount"] for each in nodes if each["account"]["code"] == code and float(each["open"]["amount"])
    ]


async def broken(desk: Desk) -> list[str]:
    """Name the checks of the books that do not hold."""
    checks = (await desk.office.ask(CHECKS % desk.office.company))["data"]["integrityChecks"]["checks"]
    return [check["kind"] for check in checks if not check["holds"]]


async def test_taking_an_advance_off_settles_what_it_had_left(desk: Desk) -> None:
    one = await advance(desk)
    assert await prepayments(desk) == ["-100.00"]

    await final(desk, one)

    assert await prepayments(desk) == []
    assert await desk.office.balance("2020") == "0.00"
    assert await broken(desk) == []


async def test_a_bill_takes_off_what_was_paid_to_the_vendor_in_advance(desk: Desk) -> None:
    one = await advance(desk, kind="VENDOR_BILL")
    assert await prepayments(desk, "1230") == ["100.00"]

    await final(desk, one, kind="VENDOR_BILL")

    assert await prepayments(desk, "1230") == []


@pytest.mark.parametrize("lines", [[(-1, "50"), (3, "100")], [(3, "100"), (-1, "50")]])
async def test_an_advance_with_a_line_that_takes_something_off_is_settled_whole(
    desk: Desk, lines: list[tuple[int, str]]
) -> None:
    await desk.tax("T", "20")
    one = await desk.posted(*(desk.line(quantity, price, "T") for quantity, price in lines), isAdvance=True)

    found = await final(desk, one)
    assert (totals(found)[2], await prepayments(desk)) == ("60.00", [])

    await credited(desk, found)
    assert sorted(await prepayments(desk)) == ["-300.00", "50.00"]
    await credited(desk, one)
    assert (await prepayments(desk), await desk.office.balance("2020")) == ([], "0.00")
    assert await broken(desk) == []


async def test_an_advance_of_nothing_but_tax_is_taken_off_and_given_back(desk: Desk) -> None:
    await desk.tax("T", "20")
    one = await desk.posted(desk.line(1, "10", "T"), desk.line(-1, "10"), isAdvance=True)

    found = await final(desk, one)
    assert (totals(found)[2], await prepayments(desk)) == ("358.00", [])

    await credited(desk, found)
    assert totals(await final(desk, one))[2] == "358.00"
    assert (await prepayments(desk), await broken(desk)) == ([], [])


async def test_the_note_on_the_final_invoice_gives_the_advance_back(desk: Desk) -> None:
    one = await advance(desk)
    found = await final(desk, one)

    note = await credited(desk, found)

    assert (totals(note), note["deducted"]["amount"]) == (("300.00", "60.00", "240.00"), "120.00")
    entry = await desk.entry(note)
    assert (entry["1210"], entry["2020"], entry["2110"]) == ("-240.00", "-100.00", "40.00")
    assert (await desk.invoice(found["id"]))["state"] == "CANCELLED"
    assert await prepayments(desk) == ["-100.00"]
    assert await broken(desk) == []


async def test_an_advance_that_was_given_back_is_taken_off_again(desk: Desk) -> None:
    one = await advance(desk)
    await credited(desk, await final(desk, one))

    again = await final(desk, one)

    assert totals(again)[2] == "240.00"
    assert await prepayments(desk) == []
    assert [await desk.office.balance(code) for code in ("2020", "2110")] == ["0.00", "-60.00"]
    assert await broken(desk) == []


async def test_refuses_to_take_an_advance_off_twice(desk: Desk) -> None:
    one = await advance(desk)
    await final(desk, one)
    said = desk.input([desk.line(1, "300", "T")], deductions=[{"advanceId": one["id"]}])

    assert await desk.refused("invoiceCreate", input=said) == ["ALREADY_TAKEN"]


async def test_notes_in_parts_give_the_advance_back_with_the_last_of_them(desk: Desk) -> None:
    one = await advance(desk)
    found = await final(desk, one)
    line = found["lines"][0]["id"]

    first = await credited(desk, found, lines=[{"lineId": line, "quantity": "2"}])
    assert (totals(first)[2], await prepayments(desk)) == ("240.00", [])
    assert (await desk.invoice(found["id"]))["state"] == "POSTED"

    last = await credited(desk, found)
    assert (totals(last)[2], await prepayments(desk)) == ("0.00", ["-100.00"])
    assert (await desk.invoice(found["id"]))["state"] == "CANCELLED"
    assert await broken(desk) == []


async def test_a_note_without_the_advance_takes_back_no_more_than_was_asked_for(desk: Desk) -> None:
    found = await final(desk, await advance(desk))
    note = await desk.draft(desk.line(1, "201", "T"), kind="CREDIT_NOTE", creditsId=found["id"])

    assert await desk.refused("invoiceValidate", id=note["id"], version=note["version"]) == ["CREDIT_ABOVE_INVOICE"]


async def test_an_advance_that_is_cancelled_leaves_nothing_behind(desk: Desk) -> None:
    one = await advance(desk)

    note = await credited(desk, one)

    assert (await desk.entry(note))["2020"] == "100.00"
    assert (await desk.invoice(one["id"]))["state"] == "CANCELLED"
    assert await prepayments(desk) == []
    assert await broken(desk) == []


async def test_refuses_to_take_off_what_was_cancelled(desk: Desk) -> None:
    one = await advance(desk)
    draft = await desk.draft(desk.line(1, "300", "T"), deductions=[{"advanceId": one["id"]}])
    await credited(desk, one)

    assert await desk.refused("invoiceValidate", id=draft["id"], version=draft["version"]) == ["ADVANCE_UNFIT"]


async def test_refuses_to_take_off_more_of_a_tax_than_the_invoice_has(desk: Desk) -> None:
    await desk.tax("ZERO", "0")
    one = await advance(desk)
    draft = await desk.draft(
        desk.line(3, "100", "ZERO"), desk.line(1, "99", "T"), deductions=[{"advanceId": one["id"]}]
    )

    selection = "errors { code path ... on AdvanceAboveInvoice { wanted tax base } }"
    asked = f'mutation {{ invoiceValidate(id: "{draft["id"]}", version: {draft["version"]}) {{ {selection} }} }}'
    errors = (await desk.office.ask(asked))["data"]["invoiceValidate"]["errors"]

    told = {"wanted": "100.00", "tax": "T", "base": "99.00"}
    assert errors == [{"code": "ADVANCE_ABOVE_INVOICE", "path": ["deductions"], **told}]


async def test_advances_of_the_whole_price_are_taken_off_whatever_the_cents_are_rounded_to(desk: Desk) -> None:
    await desk.tax("T", "20", isIncluded=True)
    advances = [await advance(desk, "5.00") for _ in range(3)]

    invoice = await final(desk, *advances, price="15")

    assert totals(invoice) == ("12.50", "2.50", "0.00")
    assert (await prepayments(desk), await desk.office.balance("2020"), await desk.office.balance("2110")) == (
        [], "0.00", "-2.50",
    )  # fmt: skip
    assert await broken(desk) == []


async def test_advances_are_taken_off_where_each_line_is_rounded_for_itself(desk: Desk) -> None:
    await desk.policy(rounding=Word("LINE"))
    await desk.tax("T", "20", isIncluded=True)
    one = await advance(desk, "9.99")

    lines = [desk.line(1, "3.33", "T")] * 3
    invoice = await desk.posted(*lines, deductions=[{"advanceId": one["id"]}])

    assert (totals(one), totals(invoice)) == (("8.32", "1.67", "9.99"), ("8.31", "1.68", "0.00"))
    assert await broken(desk) == []


async def test_a_note_leaves_the_invoice_what_its_advances_had_of_a_tax(desk: Desk) -> None:
    one = await advance(desk)
    lines = desk.line(3, "100", "T"), desk.line(3, "100")
    found = await desk.posted(*lines, deductions=[{"advanceId": one["id"]}])
    taxed = found["lines"][0]["id"]

    async def part(quantity: str) -> Answer:
        said: dict[str, Any] = {"id": found["id"], "lines": [{"lineId": taxed, "quantity": quantity}]}
        return await desk.office.done("invoiceCredit", INVOICE, invoiceOn="2026-03-12", **said)

    whole = await part("3")
    refused = await desk.office.do("invoiceValidate", "invoice { id }", id=whole["id"], version=whole["version"])
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("CREDIT_ABOVE_INVOICE", ["lines"])]

    await desk.post(await part("2"))
    assert [await desk.office.balance(code) for code in ("2020", "2110")] == ["0.00", "-20.00"]
    assert totals(await credited(desk, found)) == ("400.00", "20.00", "300.00")
    assert ([await desk.office.balance(code) for code in ("2020", "2110")], await broken(desk)) == (
        ["-100.00", "-20.00"],
        [],
    )


async def test_refuses_to_cancel_an_advance_that_was_taken_off(desk: Desk) -> None:
    one = await advance(desk)
    found = await final(desk, one)
    note = await desk.office.done("invoiceCredit", INVOICE, id=one["id"], invoiceOn="2026-03-12")

    asked = f'mutation {{ invoiceValidate(id: "{note["id"]}", version: {note["version"]}) {{ errors {{ code ... on AdvanceTakenOff {{ takenOffBy {{ id }} }} }} }} }}'
    errors = (await desk.office.ask(asked))["data"]["invoiceValidate"]["errors"]

    assert errors == [{"code": "ADVANCE_TAKEN_OFF", "takenOffBy": {"id": found["id"]}}]


async def test_a_draft_that_is_thrown_away_frees_its_advance(desk: Desk) -> None:
    one = await advance(desk)
    draft = await desk.draft(desk.line(1, "300", "T"), deductions=[{"advanceId": one["id"]}])
    await desk.office.done("invoiceDelete", "invoice { id }", id=draft["id"], version=draft["version"])

    assert totals(await final(desk, one))[2] == "240.00"


async def test_an_advance_at_another_rate_leaves_a_difference_of_exchange(desk: Desk) -> None:
    one = await advance(desk, currency="USD", rate="0.8")

    await final(desk, one, currency="USD", rate="0.9")

    assert await prepayments(desk) == []
    assert await desk.office.balance("2020") == "0.00"
    assert await broken(desk) == []


async def test_a_tax_that_is_owed_on_payment_is_owed_once_with_advances(desk: Desk) -> None:
    await desk.tax("T", "20", isCashBasis=True)
    one = await advance(desk)

    await final(desk, one)

    assert [await desk.office.balance(code) for code in ("2110", "2120")] == ["0.00", "-60.00"]


@pytest.mark.parametrize("is_of_advance", [True, False])
async def test_a_note_waits_for_what_stands_for_an_advance_before_it_takes_a_number(
    desk: Desk, *, is_of_advance: bool
) -> None:
    one = await advance(desk)
    of = one if is_of_advance else await final(desk, one)
    office = desk.office
    draft = await office.done("invoiceCredit", INVOICE, id=of["id"], invoiceOn="2026-03-12")
    valid = await office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])
    said = "select id from open_item where entry_id = $1 and side = 'PAYABLE'"
    item = await office.shop.owner.fetchval(said, UUID(of["entry"]["id"].partition(":")[2]))
    given: dict[str, Any] = {"id": valid["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}

    posted = await held_back(office.shop, office.company, [item], office.do("invoicePost", INVOICE, **given))

    assert (posted["errors"], await broken(desk)) == ([], [])
