"""Programs are told of their own work as people are."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from auth.principal import Principal
from tests.events.conftest import Happenings
from tests.live.audience import Audience

JOBS = "subscription { jobProgress { cursor changes { kind version node { state } } } }"
PROGRAM = "warehouse-display"
OWN = "insert into job (kind, requested_by, state) values ('test.counted', $1, 'QUEUED') returning id"


@pytest.mark.parametrize("permissions", [(), ("platform.job:read",)])
async def test_a_program_of_no_company_is_told_of_its_own_jobs(
    happenings: Happenings, audience: Audience, permissions: Sequence[str]
) -> None:
    program = Principal(PROGRAM, PROGRAM, "Display", frozenset(permissions), ())
    listener = await audience.listen(JOBS, program)
    job: UUID = await happenings.app.fetchval(OWN, PROGRAM)
    await listener.until(lambda told: len(told.changes) == 1)
    await happenings.work(job)
    await listener.until(lambda told: len(told.changes) == 2)
    assert [(each["kind"], each["node"]) for each in listener.changes] == [
        ("ENTERED", {"state": "QUEUED"}),
        ("CHANGED", {"state": "QUEUED"}),
    ]
