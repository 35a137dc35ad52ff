"""Telling the audit what happens with what people prove themselves with; never a password, a code or a cookie."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.platform.audit import Attempt, Outcome, record_refusal
from services.work import Work


async def tell(
    work: Work, outcome: Outcome, attempted: str, code: str, user_id: UUID, facts: Mapping[str, Any] | None = None
) -> None:
    """Write an entry about somebody in the transaction in which it happens."""
    await record_refusal(work.raw, work.actor, Attempt(attempted, "User", user_id), code, facts, outcome=outcome)
