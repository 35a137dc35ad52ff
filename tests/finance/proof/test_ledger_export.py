"""The ledger is written in the background, and fetched by whoever asked for it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from auth.roles import RoleCode
from tests.finance.office import Office, Word
from tests.finance.proof.background import finished
from tests.finance.reports.asking import first_quarter

FILE = "name mediaType sizeBytes sha256 downloadUrl"


async def test_a_controller_fetches_a_ledger_that_adds_up(office: Office, tmp_path: Path) -> None:
    await first_quarter(office)

    job = await finished(office, "ledgerExportRequest", RoleCode.CONTROLLER, format=Word("BEANCOUNT"))
    answer = await office.ask(f'{{ file(id: "{job["result"]["file"]}") {{ {FILE} }} }}', RoleCode.CONTROLLER)
    file = answer["data"]["file"]
    fetched = await office.shop.site.client.get(file["downloadUrl"])

    assert (fetched.status_code, len(fetched.content)) == (200, file["sizeBytes"])
    assert file["name"].endswith(".beancount")
    books = tmp_path / "books.beancount"
    books.write_bytes(fetched.content)
    program = Path(sys.executable).with_name("bean-check")
    checked = subprocess.run([program, "--no-cache", books], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "balance Assets:1410  1090.00 ~ 0 EUR" in fetched.text


async def test_whoever_asks_again_is_given_the_job_that_is_under_way(office: Office) -> None:
    said: dict[str, Any] = {"companyId": f"Company:{office.company}", "format": Word("BEANCOUNT")}
    first, again = [
        await office.done("ledgerExportRequest", "job { id }", RoleCode.CONTROLLER, **said) for _ in range(2)
    ]
    other = await office.done("ledgerExportRequest", "job { id }", RoleCode.ADMIN, **said)
    assert first == again != other


async def test_nobody_else_is_shown_the_file(office: Office) -> None:
    job = await finished(office, "ledgerExportRequest", RoleCode.CONTROLLER, format=Word("BEANCOUNT"))
    answer = await office.ask(f'{{ file(id: "{job["result"]["file"]}") {{ name }} }}', RoleCode.ACCOUNTANT)
    assert answer["data"]["file"] is None


async def test_an_accountant_does_not_take_the_ledger_out(office: Office) -> None:
    said: dict[str, Any] = {"companyId": f"Company:{office.company}", "format": Word("BEANCOUNT")}
    refused = await office.do("ledgerExportRequest", "job { id }", RoleCode.ACCOUNTANT, **said)
    assert refused["errors"][0]["code"] == "FORBIDDEN"


async def test_nobody_takes_a_ledger_out_that_they_do_not_see(office: Office) -> None:
    said: dict[str, Any] = {"companyId": f"Company:{office.shop.other}", "format": Word("BEANCOUNT")}
    refused = await office.do("ledgerExportRequest", "job { id }", **said)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("NOT_FOUND", ["companyId"])]
