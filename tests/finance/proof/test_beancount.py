"""A program that is not ours adds the ledger up to the same balances."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kernel.ids import uuid7
from services.finance.export.beancount import beancount
from tests.finance.office import Office
from tests.finance.payments.desk import desk_of
from tests.finance.payments.test_revaluation import run
from tests.finance.reports.asking import companies, first_quarter

BALANCE: Final = re.compile(r"^[0-9-]+ balance [A-Za-z]+:(\S+)  (\S+) ~ 0 EUR$", re.MULTILINE)


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


async def test_beancount_accepts_foreign_currencies_and_a_closed_year(office: Office, tmp_path: Path) -> None:
    await first_quarter(office)
    desk = await desk_of(office)
    item = await desk.owed("100.00", "2026-01-10", currency="USD", rate="0.9")
    part: dict[str, Any] = {"openItemId": item, "amount": "40.00"}
    await desk.pay("40.00", part, on="2026-03-20", currency="USD", rate="0.95")
    assert (await run(desk, "2026-03-31", "0.8"))["errors"] == []
    await office.close_periods()
    year: dict[str, Any] = {"id": office.year["id"], "version": office.year["version"], "idempotencyKey": str(uuid7())}
    await office.done("fiscalYearClose", "fiscalYear { state }", **year)

    text = await written(office)

    assert "    amount: 100.00 USD\n" in text
    assert checked(text, tmp_path).stderr == ""
    told = {code: Decimal(amount) for code, amount in BALANCE.findall(text)}
    assert {code: amount for code, amount in told.items() if amount} == await on_trial(office)
    assert told["4010"] == told["6110"] == 0


async def on_trial(office: Office) -> dict[str, Decimal]:
    """Tell what is on each account at the end of the year, by the trial balance."""
    selection, days = "lines { code movements { closing { amount } } }", ("2026-01-01", "2026-12-31")
    (found,) = await companies(office, "trialBalance", selection, startsOn=days[0], endsOn=days[1])
    balances = {line["code"]: Decimal(line["movements"][0]["closing"]["amount"]) for line in found["lines"]}
    return {code: amount for code, amount in balances.items() if amount}


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
