"""Programs are told of their own work as people are, also where they are of no company."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from auth.principal import Principal
from tests.events.conftest import Happenings
from tests.live.audience import Audience
from tests.schema import builders

JOBS = "subscription { jobProgress { cursor changes { kind version node { state } } } }"
PROGRAM = "warehouse-display"
MAKE = "insert into job (kind, requested_by, company_id, state) values ('test.counted', $1, $2, 'QUEUED') returning id"


def program_with(permissions: Sequence[str], party: UUID | None = None) -> Principal:
    """Give a program that asks in its own name, and in no company."""
    return Principal(PROGRAM, PROGRAM, "Display", frozenset(permissions), (), party)


@pytest.mark.parametrize("permissions", [(), ("platform.job:read",)])
@pytest.mark.parametrize("party", [None, UUID(int=7)])
async def test_a_program_of_no_company_is_told_of_its_own_jobs(
    happenings: Happenings, audience: Audience, permissions: Sequence[str], party: UUID | None
) -> None:
    listener = await audience.listen(JOBS, program_with(permissions, party))
    job: UUID = await happenings.app.fetchval(MAKE, PROGRAM, None)
    await happenings.app.fetchval(MAKE, "somebody else", None)
    await listener.until(lambda told: len(told.changes) == 1)
    await happenings.work(job)
    await listener.until(lambda told: len(told.changes) == 2)
    assert [(each["kind"], each["version"], each["node"]) for each in listener.changes] == [
        ("ENTERED", 1, {"state": "QUEUED"}),
        ("CHANGED", 2, {"state": "QUEUED"}),
    ]


async def test_a_job_is_told_of_to_whoever_asked_for_it_whatever_company_it_is_for(
    happenings: Happenings, audience: Audience
) -> None:
    company = await builders.company(happenings.owner, "ELSEWHERE")
    listener = await audience.listen(JOBS, program_with(()))
    await happenings.app.fetchval(MAKE, PROGRAM, company)
    await listener.until(lambda told: told.changes)
    assert listener.changes[0]["node"] == {"state": "QUEUED"}
