"""Many clients post invoices at once: on one receivable account, or notes on one line."""

import asyncio
from typing import Any

from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk

CLIENTS = 64


async def test_64_clients_post_without_a_deadlock_or_a_gap(desk: Desk) -> None:
    await desk.tax("T", "20")
    drafts = [await desk.draft(desk.line(1, place, "T")) for place in range(1, CLIENTS + 1)]
    valid = [
        await desk.office.done("invoiceValidate", "invoice { id version }", id=draft["id"], version=draft["version"])
        for draft in drafts
    ]

    posted = await asyncio.gather(
        *(
            desk.office.done(
                "invoicePost", "invoice { number }", id=each["id"], version=each["version"], idempotencyKey=str(uuid7())
            )
            for each in valid
        )
    )

    assert sorted(each["number"] for each in posted) == [f"SAL-2026-{place:06}" for place in range(1, CLIENTS + 1)]


async def test_of_notes_on_the_same_line_that_are_posted_at_once_one_is_posted(desk: Desk) -> None:
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(1, "100", "T"), desk.line(9, "100"))
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "1"}]
    valid: list[dict[str, Any]] = []
    for _ in range(4):
        note = await desk.office.done("invoiceCredit", "invoice { id version }", id=invoice["id"], lines=lines)
        valid.append(await desk.office.done("invoiceValidate", "invoice { id version }", **note))

    posted = await asyncio.gather(
        *(desk.office.do("invoicePost", "invoice { id }", **each, idempotencyKey=str(uuid7())) for each in valid)
    )

    assert sorted(error["code"] for each in posted for error in each["errors"]) == ["CREDIT_ABOVE_LINE"] * 3
    assert await desk.office.balance("2110") == "0.00"
