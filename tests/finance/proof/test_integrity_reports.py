"""Reports of checks are made in the background and stay, and know what was signed last."""

from typing import Any

from auth.roles import RoleCode
from server.jobs.due import check_books, seal_journals
from tests.finance.office import Office
from tests.finance.proof.background import finished, worker
from tests.finance.reports.asking import first_quarter

LAST = "(select id from journal_entry where company_id = $1 order by number desc limit 1)"
CHAIN = "(select journal_id from journal_entry where company_id = $1 limit 1)"
FREE = (
    "alter table journal_seal drop constraint fk_journal_seal_entry_id",
    *(f"alter table {table} disable trigger user" for table in ("journal_seal", "journal_head", "journal_entry")),
)


async def sealed(office: Office) -> None:
    """Seal and sign what was posted, as a worker does."""
    async with worker(office) as tools:
        await seal_journals(tools)


async def reported(office: Office) -> dict[str, Any]:
    """Have a report made, and give it as an auditor sees it."""
    job = await finished(office, "integrityReportRequest", RoleCode.CONTROLLER)
    assert job["state"] == "DONE", job
    selection = "holds checkedAt requestedBy company { id } checks { kind holds count findings }"
    answer = await office.ask(
        f'{{ integrityReport(id: "{job["result"]["integrityReport"]}") {{ {selection} }} }}', RoleCode.AUDITOR
    )
    report = answer["data"]["integrityReport"]
    assert (report["requestedBy"], report["holds"]) == (job["requestedBy"], job["result"]["holds"])
    return report


async def test_a_report_tells_that_all_checks_hold(office: Office) -> None:
    await first_quarter(office)
    await sealed(office)

    report = await reported(office)

    assert report["holds"] is True
    assert report["company"] == {"id": f"Company:{office.company}"}
    assert [check["kind"] for check in report["checks"] if check["holds"] and check["findings"] == []] == [
        "ENTRIES_BALANCE", "BALANCES_ARE_SUMS_OF_LINES", "OPEN_ITEMS_ARE_ACCOUNTS", "SETTLED_IS_SUM_OF_SETTLEMENTS",
        "TAX_LINES_AGREE", "BANK_LINES_BOOKED_ONCE", "NUMBERS_WITHOUT_GAP", "ENTRIES_ARE_SEALED", "SEALS_HOLD",
        "STOCK_VALUES_ARE_SUMS_OF_ENTRIES", "STOCK_VALUES_ARE_STOCK_ACCOUNTS", "STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES",
        "CUT_OFFS_ARE_CUT_OFF_ACCOUNTS",
    ]  # fmt: skip


async def test_finds_that_the_last_entry_was_taken_out_with_its_seal_and_its_signature(office: Office) -> None:
    await first_quarter(office)
    await sealed(office)
    owner = office.shop.owner
    transaction = owner.transaction()
    await transaction.start()
    for statement in FREE:
        await owner.execute(statement)
    assert await owner.execute(f"delete from journal_head where journal_id = {CHAIN}", office.company) == "DELETE 1"
    assert await owner.execute(f"delete from journal_seal where entry_id = {LAST}", office.company) == "DELETE 1"
    for statement in FREE[1:]:
        await owner.execute(statement.replace("disable", "enable"))
    await owner.execute(
        "alter table journal_seal add constraint fk_journal_seal_entry_id foreign key (entry_id) references journal_entry (id)"
    )
    await transaction.commit()

    report = await reported(office)

    broken = {check["kind"]: check["findings"] for check in report["checks"] if not check["holds"]}
    assert set(broken) == {"ENTRIES_ARE_SEALED", "SEALS_HOLD"}
    assert broken["SEALS_HOLD"][0].endswith("breaks at 3: HEAD_LOST, though it was signed")


async def test_every_night_the_books_of_every_company_are_checked(office: Office) -> None:
    await first_quarter(office)
    async with worker(office) as tools:
        await check_books(tools)
    found = await office.shop.owner.fetch("select kind, state from job where company_id = $1", office.company)
    assert [tuple(job) for job in found] == [("finance.check", "QUEUED")]


async def test_an_accountant_does_not_have_the_whole_history_checked(office: Office) -> None:
    refused = await office.do(
        "integrityReportRequest", "job { id }", RoleCode.ACCOUNTANT, companyId=f"Company:{office.company}"
    )
    assert refused["errors"][0]["code"] == "FORBIDDEN"


async def test_nobody_has_books_checked_that_they_do_not_see(office: Office) -> None:
    refused = await office.do("integrityReportRequest", "job { id }", companyId=f"Company:{office.shop.other}")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("NOT_FOUND", ["companyId"])]
