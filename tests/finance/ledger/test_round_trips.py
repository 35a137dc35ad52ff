"""How often posting goes to the database and back, counted on the wire: what others wait for is held no longer than needed."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.ids import uuid7
from server.settings import Settings
from tests.databases import COUNTED
from tests.finance.invoices.desk import desk_of
from tests.finance.office import Answer, Office
from tests.server.site import running
from tests.writing.proxy import Watch, proxy
from tests.writing.shop import Shop
from tests.writing.test_killed import socket_of, through

# The entry and its number; the payload; the answer kept, with the COMMIT; the log waited for. Behind the second wall also the role
# in which the payload is read, since nothing is checked before it that would take it along.
NUMBERED = 4 + COUNTED.stands
# BEGIN with who works, the key, the company with its policies of approval, journal with period and accounts.
AT_ONCE = 4 + NUMBERED
# BEGIN, key, draft, lines, the company with its policies of approval, draft gone, its files, journal with period and accounts.
OF_DRAFT = 8 + NUMBERED
# BEGIN, key, invoice, advances (locked, then read), orders, company, instalments, lines, taxes, three accounts, journal with
# period and accounts; with the number, what is told of the taxes and the invoice itself.
OF_INVOICE = 14 + NUMBERED + 2


@pytest.fixture
async def counted(office: Office, tmp_path: Path) -> AsyncGenerator[tuple[Office, Watch]]:
    """The office behind a proxy, and the proxy's count."""
    watch, shop = Watch(), office.shop
    async with proxy(socket_of(shop.database.app_url), tmp_path, watch):
        database = replace(shop.database, app_url=through(shop.database.app_url, tmp_path), wall=COUNTED)
        home = shop.site.settings.home
        settings = Settings(home=home, pool_size_min=0, pool_size_max=1, write_pool_size=1, row_security=COUNTED)
        async with running(settings, database) as site:
            there = Shop(site, shop.database, shop.owner, shop.company, shop.other, shop.unit)
            yield Office(there, office.company, office.year, office.accounts, office.journals), watch


async def trips(office: Office, watch: Watch, name: str, *given: Answer, of: str = "journalEntry") -> int:
    """Count the round trips of the last of some requests; those before it have had their statements prepared."""
    for each in given:
        watch.messages = 0
        await office.done(name, f"{of} {{ number }}", **each, idempotencyKey=uuid7().hex)
    return watch.messages


async def test_an_entry_without_a_draft_takes_eight(counted: tuple[Office, Watch]) -> None:
    office, watch = counted
    lines = [office.line("1410", "5.00"), office.line("4010", "-5.00")]
    where: Answer = {"companyId": f"Company:{office.company}", "journalId": office.journals["GEN"]}
    said: Answer = {"input": {**where, "postedOn": "2026-02-02", "description": "Test", "lines": lines}}
    assert await trips(office, watch, "journalEntryCreate", said, said, said) == AT_ONCE


async def test_a_draft_is_posted_in_twelve(counted: tuple[Office, Watch]) -> None:
    office, watch = counted
    lines = [office.line("1410", "5.00"), office.line("4010", "-5.00")]
    drafts = [await office.draft(lines, "2026-02-02") for _ in range(3)]
    assert await trips(office, watch, "journalEntryPost", *drafts) == OF_DRAFT


async def test_an_invoice_is_posted_in_twenty_however_many_lines_it_has(counted: tuple[Office, Watch]) -> None:
    office, watch = counted
    desk = await desk_of(office)
    await desk.tax("VAT", "20")
    valid: list[Answer] = []
    for lines in (1, 1, 1, 7):
        draft = await desk.draft(*[desk.line(2, "60.00", "VAT")] * lines)
        said = {"id": draft["id"], "version": draft["version"]}
        valid.append({"id": draft["id"], **await office.done("invoiceValidate", "invoice { version }", **said)})
    assert await trips(office, watch, "invoicePost", *valid, of="invoice") == OF_INVOICE
