"""What is owed to vendors and what was taxed is told with figures, from day to day, and leads down to what it is made of."""

from decimal import Decimal
from typing import Any

from auth.roles import RoleCode
from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Office, literal
from tests.finance.reports.asking import Answer, companies

AGED = "lines { partyId amounts { amount } total { amount } } amounts { amount } total { amount }"
TAXED = "lines { taxCodeId code side base { amount } tax { amount } deductible { amount } } payable { amount }"
FIGURES = ("base", "tax", "deductible")


async def traded(office: Office) -> Desk:
    """Post an invoice and two bills with a tax of 20 %, one in March and one in April, and a note on a part of the first bill."""
    desk = await desk_of(office)
    await desk.tax("T", "20")
    await desk.posted(desk.line(1, "300", "T"))
    bill = await desk.posted(desk.line(1, "100", "T"), kind="VENDOR_BILL", reference="B-1")
    await desk.posted(desk.line(1, "50", "T"), kind="VENDOR_BILL", reference="B-2", invoiceOn="2026-04-20")
    note: dict[str, Any] = {"kind": "DEBIT_NOTE", "creditsId": bill["id"], "reference": "N-1"}
    await desk.posted(desk.line(1, "10", "T"), **note, invoiceOn="2026-04-25")
    return desk


async def payables(office: Office, on: str) -> Answer:
    """Tell what is owed on a day, overdue by less than thirty days and by more."""
    (found,) = await companies(office, "agedPayables", AGED, asOf=on, bounds=[30])
    return found


async def taxed(office: Office, starts_on: str, ends_on: str) -> Answer:
    """Tell what was taxed in some days."""
    (found,) = await companies(office, "taxReport", TAXED, startsOn=starts_on, endsOn=ends_on)
    return found


async def test_payables_are_aged_from_day_to_day(office: Office) -> None:
    desk = await traded(office)

    march, april, may = [await payables(office, on) for on in ("2026-03-10", "2026-04-25", "2026-05-21")]

    columns = [[each["amount"] for each in found["amounts"]] for found in (march, april, may)]
    assert columns == [["-120.00", "0.00", "0.00"], ["12.00", "-60.00", "-120.00"], ["0.00", "12.00", "-180.00"]]
    assert [line["partyId"] for line in may["lines"]] == [desk.party]
    assert may["total"]["amount"] == await office.balance("2010") == "-168.00"


async def test_what_is_owed_leads_down_to_open_items(office: Office) -> None:
    await traded(office)
    (line,) = (await payables(office, "2026-12-31"))["lines"]

    filter_ = literal({"party": {"id": {"eq": line["partyId"]}}, "account": {"code": {"eq": "2010"}}})
    answer = await office.ask(
        f"{{ openItems(first: 10, filter: {filter_}) {{ nodes {{ companyOpen {{ amount }} }} }} }}"
    )

    items = [Decimal(node["companyOpen"]["amount"]) for node in answer["data"]["openItems"]["nodes"]]
    assert (len(items), str(sum(items))) == (3, line["total"]["amount"])


async def test_a_tax_report_tells_what_is_owed_from_days_to_days(office: Office) -> None:
    await traded(office)

    march, april = await taxed(office, "2026-03-01", "2026-03-31"), await taxed(office, "2026-04-01", "2026-04-30")

    told = [
        [(line["side"], *(line[name]["amount"] for name in FIGURES)) for line in found["lines"]]
        for found in (march, april)
    ]
    assert told == [
        [("INPUT", "100.00", "20.00", "20.00"), ("OUTPUT", "300.00", "60.00", "0.00")],
        [("INPUT", "40.00", "8.00", "8.00")],
    ]
    assert [found["payable"]["amount"] for found in (march, april)] == ["40.00", "-8.00"]


async def test_what_was_taxed_leads_down_to_tax_lines(office: Office) -> None:
    await traded(office)
    days = "2026-03-01", "2026-04-30"
    for line in (await taxed(office, *days))["lines"]:
        filter_ = literal({
            "taxCode": {"id": {"eq": line["taxCodeId"]}}, "taxedOn": {"gte": days[0], "lte": days[1]},
        })  # fmt: skip
        answer = await office.ask(
            f"{{ taxLines(first: 10, filter: {filter_}) {{ nodes {{ side companyBase {{ amount }} companyAmount {{ amount }} "
            "companyDeductible { amount } } } }",
            RoleCode.CONTROLLER,
        )
        nodes = [node for node in answer["data"]["taxLines"]["nodes"] if node["side"] == line["side"]]
        sums = [
            sum(Decimal(node[name]["amount"]) for node in nodes)
            for name in ("companyBase", "companyAmount", "companyDeductible")
        ]
        assert [str(each) for each in sums] == [line[name]["amount"] for name in FIGURES]
