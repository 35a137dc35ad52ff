"""Bringing a file and fetching it, over HTTP."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from kernel.clock import FixedClock
from models import File
from server.files.arriving import forget_drafts
from server.files.disk import DiskStorage
from server.files.endpoint import Works
from server.jobs.due import SYSTEM
from services.platform.file import (
    Announced,
    Arrived,
    FileChecksumInvalid,
    FileEmpty,
    FileNotUploaded,
    FileTooLarge,
    FileTypeRefused,
    claim,
    forget_unclaimed,
    release,
    upload_begin,
    upload_complete,
    upload_request,
)
from services.platform.file_kind import ATTACHMENTS
from services.platform.file_link import FileLinks
from services.platform.file_storage import Storage, StorageUnavailable
from services.refusals import NotFound
from tests.files.conftest import ADA, EVE, PDF, announced

SHA256 = hashlib.sha256(PDF).hexdigest()


class Unreachable(DiskStorage):
    """A store that does not answer."""

    def __init__(self) -> None:
        """Be nowhere."""
        super().__init__(Path("nowhere"))

    async def remove(self, sha256: str) -> None:
        """Do not answer."""
        raise StorageUnavailable(sha256)


async def put(browser: AsyncClient, links: FileLinks, file: File, content: bytes = PDF, **headers: str) -> Response:
    """Send a file to its link."""
    given = {"content-type": file.media_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await browser.put(links.upload(file.id), content=content, headers=given)


def code(answer: Response) -> str:
    [error] = answer.json()["errors"]
    return error["extensions"]["code"]


async def test_a_file_comes_back_as_it_was_sent(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    file = await announced(works, company, name="Größe 5.pdf")
    sent = await put(browser, links, file)
    assert (sent.status_code, sent.json()) == (
        201,
        {"id": f"File:{file.id}", "sha256": SHA256, "sizeBytes": len(PDF)},
    )
    fetched = await browser.get(links.download(file.id))
    assert (fetched.status_code, fetched.content) == (200, PDF)


async def test_a_browser_saves_it_and_runs_nothing(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    file = await announced(works, company, name="Größe 5.pdf")
    await put(browser, links, file)
    headers = (await browser.get(links.download(file.id))).headers
    assert headers["content-type"] == "application/pdf"
    assert (
        headers["content-disposition"]
        == "attachment; filename=\"Gr__e 5.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%205.pdf"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "private, no-store"


async def test_refuses_a_link_that_was_changed(browser: AsyncClient, links: FileLinks) -> None:
    for link in (links.download(uuid4()).replace("signature=", "signature=x"), f"/files/{uuid4()}"):
        refused = await browser.get(link)
        assert (refused.status_code, code(refused)) == (403, "LINK_INVALID")


async def test_refuses_a_link_whose_time_is_over(browser: AsyncClient, links: FileLinks, clock: FixedClock) -> None:
    link = links.download(uuid4())
    clock.advance(timedelta(hours=1))
    refused = await browser.get(link)
    assert (refused.status_code, code(refused)) == (403, "LINK_EXPIRED")


@pytest.mark.parametrize("path", ["/files/..%2f..%2fetc%2fpasswd", "/files/%2e%2e/x", "/files/../x", "/files/x"])
async def test_no_path_leads_out_of_the_files(browser: AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_what_has_not_come_cannot_be_fetched(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    file = await announced(works, company)
    refused = await browser.get(links.download(file.id))
    assert (refused.status_code, code(refused)) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("content", "status"),
    [(PDF[:-1], 413), (PDF + b"x", 413), (b"<html>" + PDF[6:], 422)],
    ids=["shorter", "longer", "of another type"],
)
async def test_refuses_what_was_not_announced(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID, content: bytes, status: int
) -> None:
    refused = await put(browser, links, await announced(works, company), content)
    assert (refused.status_code, code(refused)) == (status, "FILE_DIFFERS")


@pytest.mark.parametrize(("content", "status"), [(PDF[:-1], 422), (PDF + b"x" * 100, 413)], ids=["shorter", "longer"])
async def test_counts_what_comes_without_a_length(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID, content: bytes, status: int
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(content), 1000):
            yield content[place : place + 1000]

    file = await announced(works, company)
    refused = await browser.put(links.upload(file.id), content=pieces(), headers={"content-type": file.media_type})
    assert (refused.status_code, code(refused)) == (status, "FILE_DIFFERS")


async def test_refuses_another_content_type_than_was_announced(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    refused = await put(browser, links, await announced(works, company), content_type="text/html")
    assert (refused.status_code, code(refused)) == (415, "FILE_DIFFERS")


async def test_refuses_content_with_another_checksum(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    async with works(ADA) as work:
        file = await upload_request(work, company, Announced("a.pdf", "application/pdf", len(PDF), "0" * 64))
    refused = await put(browser, links, file)
    assert (refused.status_code, code(refused)) == (422, "FILE_DIFFERS")


async def test_a_second_time_changes_nothing_and_other_content_is_refused(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    file = await announced(works, company)
    assert [(await put(browser, links, file)).status_code for _ in range(2)] == [201, 201]
    refused = await put(browser, links, file, PDF[:-1] + b"!")
    assert (refused.status_code, code(refused)) == (422, "FILE_DIFFERS")
    assert (await browser.get(links.download(file.id))).content == PDF


async def test_many_at_once_leave_one_content(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID, tmp_path: Path
) -> None:
    uploads = [await announced(works, company) for _ in range(4)]
    answers = await asyncio.gather(*(put(browser, links, file) for file in uploads for _ in range(2)))
    assert {answer.status_code for answer in answers} == {201}
    assert [path.name for path in (tmp_path / "content").rglob("*") if path.is_file()] == [SHA256]
    assert list((tmp_path / "drafts").iterdir()) == []


async def test_refuses_what_will_not_be_taken(works: Works, company: UUID) -> None:
    cases = [
        (Announced("a.pdf", "application/pdf", 0), FileEmpty),
        (Announced("a.pdf", "application/pdf", ATTACHMENTS.size_bytes_max + 1), FileTooLarge),
        (Announced("a.html", "text/html", 10), FileTypeRefused),
        (Announced("a.svg", "image/svg+xml", 10), FileTypeRefused),
        (Announced("a.pdf", "application/pdf", 10, "ABC"), FileChecksumInvalid),
    ]
    for case, refusal in cases:
        with pytest.raises(refusal):
            async with works(ADA) as work:
                await upload_request(work, company, case)


async def test_a_file_is_of_use_to_whoever_brought_it_and_after_it_has_come(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID
) -> None:
    file = await announced(works, company)
    async with works(ADA) as work:
        with pytest.raises(FileNotUploaded):
            await upload_complete(work, file.id)
    await put(browser, links, file)
    async with works(ADA) as work:
        assert (await upload_complete(work, file.id)).sha256 == SHA256
    async with works(EVE) as work:
        with pytest.raises(NotFound):
            await upload_complete(work, file.id)


async def test_an_unclaimed_file_is_forgotten_after_a_day_and_its_content_with_it(
    browser: AsyncClient,
    links: FileLinks,
    works: Works,
    company: UUID,
    clock: FixedClock,
    storage: Storage,
) -> None:
    content = PDF + uuid4().bytes
    sha256 = hashlib.sha256(content).hexdigest()
    kept, dropped = [await announced(works, company, content) for _ in range(2)]
    for file in (kept, dropped):
        await put(browser, links, file, content)
    async with works(ADA) as work:
        await claim(work, kept.id)
    clock.advance(timedelta(days=1, minutes=1))
    await forget_unclaimed(partial(works, SYSTEM), storage, clock.now())
    assert await storage.has(sha256)
    async with works(ADA) as work:
        await release(work, kept.id)
    clock.advance(timedelta(days=1, minutes=1))
    await forget_unclaimed(partial(works, SYSTEM), storage, clock.now())
    assert not await storage.has(sha256)


async def test_what_was_put_and_never_written_down_is_swept_away(
    storage: Storage, works: Works, company: UUID, clock: FixedClock, tmp_path: Path
) -> None:
    content = PDF + uuid4().bytes
    sha256 = hashlib.sha256(content).hexdigest()
    file = await announced(works, company, content)
    (tmp_path / "draft").write_bytes(content)
    # As by a server that is killed after it has put the content.
    async with works(ADA) as work:
        await upload_begin(work, file.id, Arrived(tmp_path / "draft", len(content), sha256, content[:64]))
    await storage.put(sha256, tmp_path / "draft")
    clock.advance(timedelta(days=1, hours=2))
    await forget_unclaimed(partial(works, SYSTEM), storage, clock.now())
    assert not await storage.has(sha256)


async def test_what_a_sweep_that_was_killed_has_let_go_is_swept_by_the_next(
    browser: AsyncClient, links: FileLinks, storage: Storage, works: Works, company: UUID, clock: FixedClock
) -> None:
    content = PDF + uuid4().bytes
    file = await announced(works, company, content)
    await put(browser, links, file, content)
    clock.advance(timedelta(days=1, hours=2))
    with pytest.raises(StorageUnavailable):
        await forget_unclaimed(partial(works, SYSTEM), Unreachable(), clock.now())
    async with works(ADA) as work:
        with pytest.raises(FileNotUploaded):
            await claim(work, file.id)
    assert await storage.has(hashlib.sha256(content).hexdigest())
    await forget_unclaimed(partial(works, SYSTEM), storage, clock.now())
    assert not await storage.has(hashlib.sha256(content).hexdigest())


async def test_the_audit_names_who_forgets_files(
    works: Works, company: UUID, clock: FixedClock, storage: Storage
) -> None:
    file = await announced(works, company)
    clock.advance(timedelta(days=1, hours=2))
    await forget_unclaimed(partial(works, SYSTEM), storage, clock.now())
    async with works(ADA) as work:
        entry = "select actor from audit_entry where entity_id = $1 and operation = 'DELETE'"
        assert await work.raw.fetchval(entry, file.id) == SYSTEM.subject


async def test_a_disk_that_takes_nothing_is_told_as_what_will_pass(
    browser: AsyncClient, links: FileLinks, works: Works, company: UUID, tmp_path: Path
) -> None:
    file = await announced(works, company)
    (tmp_path / "drafts").write_text("no directory")
    answer = await put(browser, links, file)
    assert (answer.status_code, code(answer), answer.headers["retry-after"]) == (503, "UNAVAILABLE", "5")
    (tmp_path / "drafts").unlink()
    assert (await put(browser, links, file)).status_code == 201


def test_drafts_of_a_server_that_was_killed_are_forgotten(tmp_path: Path, clock: FixedClock) -> None:
    forget_drafts(tmp_path / "nowhere", clock.now())
    for name, age in (("old", timedelta(days=2)), ("new", timedelta())):
        (tmp_path / name).touch()
        moment = (clock.now() - age).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    forget_drafts(tmp_path, clock.now() - timedelta(days=1))
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
