"""The audit is taken out as a file, and that it was stands in the audit."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from auth.roles import RoleCode
from tests.finance.office import Office
from tests.finance.proof.background import finished
from tests.finance.reports.asking import first_quarter

SINCE, UNTIL = "2020-01-01T00:00:00Z", (datetime.now(UTC) + timedelta(days=1)).isoformat()
EXPORTED = "select actor, attempted, facts from audit_entry where operation = 'EXPORTED' and entity_id = $1 order by id"


async def entries_of(office: Office, job: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await office.ask(f'{{ file(id: "{job["result"]["file"]}") {{ downloadUrl }} }}', RoleCode.AUDITOR)
    fetched = await office.shop.site.client.get(answer["data"]["file"]["downloadUrl"])
    return [orjson.loads(line) for line in fetched.text.splitlines()]


async def test_an_auditor_takes_the_audit_of_a_company_out(office: Office) -> None:
    await first_quarter(office)
    job = await finished(office, "auditExportRequest", RoleCode.AUDITOR, since=SINCE, until=UNTIL)
    entries = await entries_of(office, job)
    assert {entry["company_id"] for entry in entries} == {str(office.company)}
    assert {"operation", "entity_type", "after", "actor", "position", "hash"} <= entries[0].keys()
    kept = await office.shop.owner.fetch(EXPORTED, UUID(job["result"]["file"].removeprefix("File:")))
    assert [row["attempted"] for row in kept] == ["audit.export", "files.download"]
    assert orjson.loads(kept[0]["facts"])["entries"] == len(entries)


@pytest.mark.parametrize("role", [RoleCode.CONTROLLER, RoleCode.ACCOUNTANT, RoleCode.SALES_REP])
async def test_nobody_else_takes_it_out(office: Office, role: RoleCode) -> None:
    said: dict[str, Any] = {"companyId": f"Company:{office.company}", "since": SINCE, "until": UNTIL}
    refused = await office.do("auditExportRequest", "job { id }", role, **said)
    assert refused["errors"][0]["code"] == "FORBIDDEN"


async def test_everything_is_for_those_who_see_all_companies(office: Office) -> None:
    refused = await office.do("auditExportRequest", "job { id }", RoleCode.AUDITOR, since=SINCE, until=UNTIL)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("VALUE_REQUIRED", ["companyId"])]
