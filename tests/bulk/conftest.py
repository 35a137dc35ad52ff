"""A company with more parties than a page has, and a worker beside its server."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from server.jobs.binding import Handlers
from server.jobs.here import do_here
from server.jobs.worker import tools_of
from server.settings import Settings
from server.wiring import HANDLERS
from tests.databases import MIGRATED, Databases
from tests.files.conftest import s3_address as s3_address  # noqa: PLC0414 - a fixture
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop

PARTIES = 230
ALL = "{ parties(orderBy: [{ field: NUMBER }]) { nodes { id number } } }"
RUN = """
mutation ($input: BulkQueryRunInput!, $key: ID) {
  bulkQueryRun(input: $input, idempotencyKey: $key) {
    bulkOperation { id state pageCost job { id } }
    errors { code path message ... on BulkFieldForbidden { coordinate permission } }
  }
}
"""
FOLLOW = """
query ($id: ID!) {
  bulkOperation(id: $id) {
    state rowCount failedCount pageCount sizeBytes sha256 downloadUrl errorCode errorMessage snapshotAt job { state progressDone }
  }
}
"""
MUTATE = """
mutation ($input: BulkMutationRunInput!) {
  bulkMutationRun(input: $input) { bulkOperation { id job { id } } errors { code path message } }
}
"""
ANNOUNCE = """
mutation ($company: ID!, $bytes: Int!) {
  fileUploadRequest(companyId: $company, name: "lines", mediaType: "application/x-ndjson", sizeBytes: $bytes) {
    file { id uploadUrl } errors { code message }
  }
}
"""
_PARTIES = """
insert into party (company_id, number, kind, name) select $1, 'P-' || lpad(n::text, 4, '0'), 'ORGANISATION', 'Party ' || n
from generate_series(1, $2) n
"""


@dataclass(frozen=True)
class Bulk:
    """Somebody who asks for bulk operations in a company of the shop."""

    shop: Shop
    company: UUID
    handlers: Handlers
    settings: Settings

    def token(self, role: RoleCode = RoleCode.ADMIN, subject: str | None = None, party: UUID | None = None) -> str:
        """Give the token of somebody of the company."""
        return self.shop.token(role, companies=[self.company], subject=subject, party=party)

    async def ask(self, document: str = ALL, *, token: str | None = None, **said: object) -> dict[str, Any]:
        """Ask for everything that a query finds, and give the payload."""
        answer = await self.shop.ask(RUN, {"input": {"document": document, **said}}, token=token or self.token())
        assert answer.get("data"), answer
        return answer["data"]["bulkQueryRun"] or answer

    async def brought(self, lines: Sequence[object], *, token: str | None = None) -> str:
        """Bring a file of lines, and give its id."""
        content = b"".join(each if isinstance(each, bytes) else orjson.dumps(each) + b"\n" for each in lines)
        given = {"company": f"Company:{self.company}", "bytes": len(content)}
        answer = await self.shop.ask(ANNOUNCE, given, token=token or self.token())
        file = answer["data"]["fileUploadRequest"]["file"]
        headers = {"content-type": "application/x-ndjson"}
        assert (await self.shop.site.client.put(file["uploadUrl"], content=content, headers=headers)).status_code == 201
        return file["id"]

    async def ask_to_do(
        self, document: str, lines: Sequence[object], *, token: str | None = None, **said: object
    ) -> dict[str, Any]:
        """Ask for a mutation to be done for lines, and give the payload."""
        given = {"document": document, "fileId": await self.brought(lines), **said}
        answer = await self.shop.ask(MUTATE, {"input": given}, token=token or self.token())
        assert answer.get("data"), answer
        return answer["data"]["bulkMutationRun"] or answer

    async def all_done(self, document: str, lines: Sequence[object], **said: str) -> dict[str, Any]:
        """Do a mutation for lines, and give what is told of it."""
        asked = await self.ask_to_do(document, lines, **said)
        assert asked["errors"] == [], asked
        assert await self.work(asked)
        return await self.told(asked)

    async def work(self, asked: dict[str, Any]) -> bool:
        """Do what was asked for, as a worker does."""
        async with tools_of(self.settings, self.shop.database) as tools:
            return await do_here(tools, self.handlers, UUID(asked["bulkOperation"]["job"]["id"].removeprefix("Job:")))

    async def told(self, asked: dict[str, Any], *, token: str | None = None) -> dict[str, Any]:
        """Give what is told of a bulk operation."""
        given = {"id": asked["bulkOperation"]["id"]}
        return (await self.shop.ask(FOLLOW, given, token=token or self.token()))["data"]["bulkOperation"]

    async def done(self, document: str = ALL, *, token: str | None = None, **said: object) -> dict[str, Any]:
        """Ask for something, do it, and give what is told of it."""
        asked = await self.ask(document, token=token, **said)
        assert asked["errors"] == [], asked
        assert await self.work(asked)
        return await self.told(asked, token=token)

    async def lines(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        """Fetch the file, which is what is told of it, and read its lines."""
        content = (await self.shop.site.client.get(told["downloadUrl"])).content
        assert (len(content), sha256(content).hexdigest()) == (told["sizeBytes"], told["sha256"])
        return [orjson.loads(line) for line in content.splitlines()]


@pytest.fixture(scope="session")
async def bulk_shop(databases: Databases, worker_id: str, run_directory: Path) -> AsyncGenerator[Shop]:
    """A server in front of a database of these tests' own."""
    database = await databases.make(f"bulk_{worker_id}", MIGRATED)
    async with opened_shop(database, run_directory, write_pool_size=4) as opened:
        await opened.owner.execute(_PARTIES, opened.other, 3)
        yield opened


@pytest.fixture
async def bulk(bulk_shop: Shop) -> AsyncGenerator[Bulk]:
    """A company of its own with parties, and nothing at work."""
    company = await builders.company(bulk_shop.owner, f"B-{uuid7().hex[-10:]}")
    await bulk_shop.owner.execute(_PARTIES, company, PARTIES)
    yield Bulk(bulk_shop, company, HANDLERS, bulk_shop.site.settings)
    await bulk_shop.owner.execute("delete from bulk_operation")
