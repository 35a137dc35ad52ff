"""Many clients post invoices on one receivable account at once."""

import asyncio

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
