"""Recording what was denied and refused, on connections that are not rolled back with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncpg import Pool

from kernel.errors import DomainError
from planner.errors import Denied
from server.graphql.caller import Caller
from services.platform.audit import Outcome, record_refusal

if TYPE_CHECKING:
    from server.writing.steps import Step


@dataclass(frozen=True)
class Recorder:
    """Writes refusals and denials into the audit."""

    pool: Pool

    async def denied(self, caller: Caller, name: str, denied: Denied) -> None:
        """Record that somebody wanted to do what they may not."""
        facts = {"coordinate": denied.coordinate, "permission": denied.permission}
        await record_refusal(self.pool, caller.actor(None), name, "FORBIDDEN", facts, outcome=Outcome.DENIED)

    async def refused(self, caller: Caller, step: "Step", refusals: Sequence[DomainError]) -> None:
        """Record why something was not done; what was only simulated is no attempt."""
        if step.simulated:
            return
        first = refusals[0]
        facts = {**first.facts(), "path": list(first.path)}
        if len(refusals) > 1:
            facts["refusals"] = len(refusals)
        await record_refusal(self.pool, caller.actor(step.reason), step.name, first.code, facts)
