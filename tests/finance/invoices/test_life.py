"""The life of an invoice: drafted, validated, posted, and what it says of itself then."""

from typing import Any

import asyncpg
import pytest

from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk, totals
from tests.finance.office import Word


async def test_posts_receivable_revenue_and_tax(desk: Desk) -> None:
    await desk.tax("T", "20")

    found = await desk.posted(desk.line(2, "50", "T"))

    assert (found["state"], found["paymentState"], found["outstanding"]["amount"]) == ("POSTED", "OPEN", "120.00")
    assert found["number"] == found["entry"]["number"]
    assert sorted((await desk.entry(found)).values()) == ["-100.00", "-20.00", "120.00"]


async def test_a_draft_has_no_number_and_is_paid_by_nobody(desk: Desk) -> None:
    found = await desk.draft(desk.line(1, "50"))

    assert (found["state"], found["number"], found["paymentState"], found["outstanding"]) == ("DRAFT", None, None, None)


async def test_changing_a_draft_reckons_it_again(desk: Desk) -> None:
    draft = await desk.draft(desk.line(1, "50"))
    change = {"id": draft["id"], "version": draft["version"], "lines": {"add": [desk.line(1, "25")]}}

    assert totals(await desk.office.done("invoiceUpdate", INVOICE, input=change))[2] == "75.00"


async def test_nothing_is_changed_after_validation_until_it_is_revised(desk: Desk) -> None:
    draft = await desk.draft(desk.line(1, "50"))
    valid = await desk.office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])
    change: dict[str, Any] = {"id": draft["id"], "version": valid["version"], "note": "late"}

    assert await desk.refused("invoiceUpdate", input=change) == ["TRANSITION_UNAVAILABLE"]
    revised = await desk.office.done("invoiceRevise", INVOICE, id=draft["id"], version=valid["version"])
    assert await desk.refused("invoiceUpdate", input={**change, "version": revised["version"]}) == []


async def test_refuses_to_post_what_is_not_validated(desk: Desk) -> None:
    draft = await desk.draft(desk.line(1, "50"))

    said: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    assert await desk.refused("invoicePost", **said) == ["TRANSITION_UNAVAILABLE"]


async def test_refuses_an_invoice_over_nothing(desk: Desk) -> None:
    draft = await desk.draft(desk.line(1, "0"))

    assert await desk.refused("invoiceValidate", id=draft["id"], version=draft["version"]) == ["INVOICE_WITHOUT_AMOUNT"]


async def test_a_draft_can_be_thrown_away_and_a_posted_invoice_cannot(desk: Desk) -> None:
    draft, posted = await desk.draft(desk.line(1, "50")), await desk.posted(desk.line(1, "50"))

    assert await desk.refused("invoiceDelete", id=draft["id"], version=draft["version"]) == []
    assert await desk.refused("invoiceDelete", id=posted["id"], version=posted["version"]) == ["TRANSITION_UNAVAILABLE"]


@pytest.mark.parametrize("table", ["invoice_line", "invoice_tax", "invoice_instalment"])
async def test_the_database_keeps_what_was_posted(desk: Desk, table: str) -> None:
    await desk.tax("T", "20")
    found = await desk.posted(desk.line(1, "50", "T"))

    with pytest.raises(asyncpg.CheckViolationError, match="posted"):
        await desk.office.shop.owner.execute(
            f"update {table} set currency = 'USD' where invoice_id = $1",
            found["id"].partition(":")[2],
        )


async def test_the_rate_of_the_day_stays_on_the_document(desk: Desk) -> None:
    await desk.office.shop.owner.execute(
        "insert into exchange_rate (from_currency, to_currency, valid_on, rate, source) "
        "values ('CHF', 'EUR', '2026-03-01', 0.9, 'TEST') on conflict do nothing"
    )

    found = await desk.posted(desk.line(1, "100"), currency="CHF")

    assert found["rate"] == "0.9000000000"


async def test_a_simulation_posts_nothing(desk: Desk) -> None:
    draft = await desk.draft(desk.line(1, "50"))
    valid = await desk.office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])

    said: dict[str, Any] = {"id": draft["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
    told = await desk.office.do("invoicePost", INVOICE, simulate=True, **said)

    assert (told["invoice"]["state"], told["invoice"]["number"]) == ("POSTED", None)
    assert (await desk.invoice(draft["id"]))["state"] == "VALIDATED"


async def test_cut_off_amounts_wait_on_accounts_of_their_own(desk: Desk) -> None:
    found = await desk.posted(
        desk.line(1, "70", cutOff=Word("BEFORE_DELIVERY")), desk.line(1, "30", cutOff=Word("AFTER_DELIVERY"))
    )

    assert await desk.entry(found) == {"1210": "100.00", "2040": "-70.00", "1160": "-30.00"}


async def test_a_bill_for_what_comes_later_or_came_before_waits_on_an_account_of_its_own(desk: Desk) -> None:
    lines = desk.line(1, "70", cutOff=Word("BEFORE_DELIVERY")), desk.line(1, "30", cutOff=Word("AFTER_DELIVERY"))
    await desk.posted(*lines, desk.line(1, "5"), kind="VENDOR_BILL", reference="B-1")

    assert [await desk.office.balance(code) for code in ("2010", "2030", "6210")] == ["-105.00", "100.00", "5.00"]


async def test_an_advance_is_taken_off_with_its_tax(desk: Desk) -> None:
    await desk.tax("T", "20")
    advance = await desk.posted(desk.line(1, "100", "T"), isAdvance=True)

    final = await desk.posted(desk.line(1, "300", "T"), deductions=[{"advanceId": advance["id"]}])

    assert (final["deducted"]["amount"], final["total"]["amount"]) == ("120.00", "240.00")
    entry = await desk.entry(final)
    assert (entry["1210"], entry["2020"], entry["2110"]) == ("240.00", "100.00", "-40.00")
    assert (await desk.entry(advance))["2020"] == "-100.00"


async def test_refuses_to_take_off_what_is_no_advance(desk: Desk) -> None:
    other = await desk.posted(desk.line(1, "100"))
    said = desk.input([desk.line(1, "300")], deductions=[{"advanceId": other["id"]}])

    assert await desk.refused("invoiceCreate", input=said) == ["ADVANCE_UNFIT"]


async def test_the_same_can_be_written_once_more(desk: Desk) -> None:
    found = await desk.posted(desk.line(2, "50"))

    copy = await desk.office.done("invoiceDuplicate", INVOICE, id=found["id"])

    assert (copy["state"], copy["number"], totals(copy)) == ("DRAFT", None, totals(found))
