"""Locks and exceptions through the API: what they refuse, and what the audit tells of them."""

from typing import Any
from uuid import UUID

import orjson

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word

TOLD = "select operation, actor, reason, before, after from audit_entry where entity_id = $1 order by id"


async def lock(office: Office, area: str, until: str = "2026-03-31", **said: Any) -> Answer:
    """Lock an area up to a day."""
    given = {"companyId": f"Company:{office.company}", "area": Word(area), "lockedUntil": until}
    return await office.done("periodLockSet", "periodLock { id version }", RoleCode.CONTROLLER, input=given, **said)


async def refused(office: Office, journal: str, on: str = "2026-03-31") -> list[str]:
    """Try to post in a journal, and give the codes of the refusals."""
    draft = await office.draft([office.line("1310", "5.00"), office.line("3010", "-5.00")], on, journal)
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    return [error["code"] for error in (await office.do("journalEntryPost", "journalEntry { id }", **said))["errors"]]


async def told(office: Office, node: Answer) -> list[dict[str, Any]]:
    """Give what the audit tells of something, oldest first."""
    rows = await office.shop.owner.fetch(TOLD, UUID(node["id"].partition(":")[2]))
    return [
        {**row, "before": orjson.loads(row["before"] or "{}"), "after": orjson.loads(row["after"] or "{}")}
        for row in rows
    ]


async def test_a_lock_of_stock_holds_for_its_journal_alone(office: Office) -> None:
    await lock(office, "STOCK")
    assert await refused(office, "STK") == ["POSTING_LOCKED"]
    assert await refused(office, "GEN") == await refused(office, "STK", "2026-04-01") == []


async def test_the_audit_tells_who_locked_up_to_which_day_and_who_lifted_it(office: Office) -> None:
    held = await lock(office, "SALES", reason="The month is reported")
    held = await lock(office, "SALES", "2026-04-30")
    await office.done(
        "periodLockLift", "periodLock { id }", id=held["id"], version=held["version"], reason="A late bill"
    )

    locked, moved, lifted = await told(office, held)

    assert [each["operation"] for each in (locked, moved, lifted)] == ["INSERT", "UPDATE", "DELETE"]
    assert (locked["reason"], locked["after"]["area"]) == ("The month is reported", "SALES")
    assert [moved[at]["locked_through"] for at in ("before", "after")] == ["2026-03-31", "2026-04-30"]
    assert (lifted["reason"], lifted["before"]["locked_through"]) == ("A late bill", "2026-04-30")


async def test_the_audit_tells_of_an_exception_who_has_it_and_why_and_when_it_is_taken_back(office: Office) -> None:
    owner, user = office.shop.owner, uuid7()
    await owner.execute(
        "insert into user_account (id, email, name) values ($1, $2, 'Ada')", user, f"{user}@example.org"
    )
    given = {"companyId": f"Company:{office.company}", "userId": f"User:{user}", "area": Word("SALES"),
             "reason": "A late invoice", "expiresAt": "2999-01-01T00:00:00Z"}  # fmt: skip
    selection = "lockException { id version }"
    held = await office.done("lockExceptionGrant", selection, RoleCode.CONTROLLER, input=given)
    await office.done("lockExceptionRevoke", selection, id=held["id"], version=held["version"])

    granted, revoked = await told(office, held)

    assert (granted["operation"], revoked["operation"]) == ("INSERT", "UPDATE")
    assert (granted["after"]["user_id"], granted["after"]["reason"]) == (str(user), "A late invoice")
    assert revoked["before"]["revoked_at"] is None is not revoked["after"]["revoked_at"]
