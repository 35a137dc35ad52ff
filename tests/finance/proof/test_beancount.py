"""A program that is not ours adds the ledger up to the same balances."""

import subprocess
import sys
from pathlib import Path

from services.finance.export.beancount import beancount
from tests.finance.office import Office
from tests.finance.payments.desk import desk_of
from tests.finance.reports.asking import first_quarter


async def written(office: Office) -> str:
    """Write the ledger of an office."""
    return "".join([text async for text in beancount(office.shop.owner, office.company)])


def checked(text: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Let Beancount check a ledger."""
    file = directory / "books.beancount"
    file.write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name("bean-check")
    return subprocess.run([program, "--no-cache", file], capture_output=True, text=True, check=False)


async def test_beancount_accepts_the_ledger_with_equal_balances(office: Office, tmp_path: Path) -> None:
    await first_quarter(office)
    desk = await desk_of(office)
    item = await desk.owed("100.00", "2026-01-10", description='Said "so" \\ there')
    await desk.pay("40.00", {"openItemId": item, "amount": "40.00"}, on="2026-03-20")

    text = await written(office)

    assert "balance Assets:1210  60.00 ~ 0 EUR" in text
    found = checked(text, tmp_path)
    assert (found.returncode, found.stderr) == (0, "")


async def test_beancount_finds_a_cent(office: Office, tmp_path: Path) -> None:
    await first_quarter(office)
    text = await written(office)

    found = checked(text.replace("balance Assets:1410  1090.00", "balance Assets:1410  1090.01"), tmp_path)

    assert found.returncode == 1
    assert "Balance failed" in found.stderr


async def test_a_company_without_entries_is_a_title(office: Office, tmp_path: Path) -> None:
    text = await written(office)
    assert "open" not in text
    assert checked(text, tmp_path).returncode == 0
