"""A file is of one moment, whatever is written meanwhile and whoever is killed; and there is an end to everything."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from server.bulk import queries, reading
from server.bulk.reading import Reading, Snapshot
from server.files.s3 import S3Storage
from server.settings import S3Settings
from services.platform.bulk import limits
from services.platform.bulk.operation import AT_ONCE_MAX
from tests.bulk.conftest import PARTIES, Bulk
from tests.schema import builders


def after_first_page(monkeypatch: pytest.MonkeyPatch, do: Callable[[], Awaitable[None]]) -> None:
    """Do something when the first page was read."""
    pages = Reading.pages

    async def interrupted(self: Reading, reader: Snapshot) -> AsyncGenerator[list[bytes]]:
        count = 0
        async for lines in pages(self, reader):
            yield lines
            count += 1
            if count == 1:
                await do()

    monkeypatch.setattr(Reading, "pages", interrupted)


async def test_what_is_written_meanwhile_is_not_in_the_file(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = bulk.shop.owner

    async def write() -> None:
        await builders.party(owner, bulk.company, "P-9999")
        await owner.execute("delete from party where company_id = $1 and number = 'P-0200'", bulk.company)
        await owner.execute(
            "update party set number = 'Z-0150' where company_id = $1 and number = 'P-0150'", bulk.company
        )

    after_first_page(monkeypatch, write)
    told = await bulk.done()
    assert [line["number"] for line in await bulk.lines(told)] == [f"P-{n:04}" for n in range(1, PARTIES + 1)]


async def test_what_was_called_off_ends_and_has_no_file(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await bulk.ask()
    cancel = f'mutation {{ bulkQueryCancel(id: "{asked["bulkOperation"]["id"]}") {{ errors {{ code }} }} }}'

    async def call_off() -> None:
        told = await bulk.shop.ask(cancel, token=bulk.token())
        assert told["data"]["bulkQueryCancel"]["errors"] == []

    after_first_page(monkeypatch, call_off)
    assert await bulk.work(asked)
    told = await bulk.told(asked)
    assert (told["state"], told["downloadUrl"]) == ("CANCELED", None)
    again = await bulk.shop.ask(cancel, token=bulk.token())
    assert again["data"]["bulkQueryCancel"]["errors"] == [{"code": "BULK_OPERATION_ENDED"}]


@pytest.mark.parametrize(("limit", "value"), [("ROWS_MAX", 150), ("BYTES_MAX", 1_000)])
async def test_what_is_too_large_ends(bulk: Bulk, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(queries, limit, value)
    told = await bulk.done()
    assert (told["state"], told["errorCode"], told["downloadUrl"]) == ("FAILED", "BULK_TOO_LARGE", None)


async def test_what_takes_too_long_ends(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SNAPSHOT_LASTS", limits.SNAPSHOT_LASTS * 0)
    told = await bulk.done()
    assert (told["state"], told["errorCode"]) == ("FAILED", "BULK_TOOK_TOO_LONG")


async def test_a_page_that_takes_too_long_ends_it(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_LASTS", timedelta(milliseconds=500))
    asked = await bulk.ask()
    async with bulk.shop.owner.transaction():
        await bulk.shop.owner.execute("lock table party in access exclusive mode")
        assert await bulk.work(asked)
    told = await bulk.told(asked)
    assert (told["state"], told["errorCode"]) == ("FAILED", "BULK_PAGE_TOOK_TOO_LONG")


async def test_a_program_has_a_few_at_once(bulk: Bulk) -> None:
    asked = [await bulk.ask() for _ in range(AT_ONCE_MAX)]
    (error,) = (await bulk.ask())["errors"]
    assert error["code"] == "BULK_OPERATIONS_FULL"
    assert await bulk.work(asked[0])
    assert (await bulk.ask())["errors"] == []


async def test_dear_lists_have_smaller_pages(bulk: Bulk) -> None:
    dear = "{ parties { nodes { id children(first: 100) { nodes { id children(first: 3) { nodes { id } } } } } } }"
    told = await bulk.done(dear)
    assert (told["state"], told["rowCount"]) == ("COMPLETED", PARTIES)
    assert told["pageCount"] > 3


async def test_files_lie_in_an_s3_compatible_store_too(bulk: Bulk, s3_address: str) -> None:
    s3 = S3Settings(
        bucket="torso-files", endpoint=s3_address, access_key_id="key", secret_access_key=SecretStr("secret")
    )
    settings = bulk.shop.site.settings.model_copy(update={"s3": s3})
    elsewhere = replace(bulk, settings=settings)
    told = await elsewhere.done("{ parties { nodes { number name } } }")
    content = b"".join([piece async for piece in S3Storage(s3).read(told["sha256"])])
    assert (content.count(b"\n"), len(content)) == (PARTIES, told["sizeBytes"])
