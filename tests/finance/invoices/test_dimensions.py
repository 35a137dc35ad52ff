"""What lines of invoices belong to: cost centres and other dimensions, through posting and back."""

from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk
from tests.finance.office import Answer, office_of
from tests.finance.reports.asking import companies

VALUES = "{ invoice(id: %s) { version lines { id dimensions { id dimension { code } value { code } } } } }"
TRIAL = "lines { code movements { closing { amount } } }"
INCOME = "result { amount }"
LEGS = """
select account.code, array(select value.code from unnest(line.value_ids) as id join dimension_value as value using (id)) as values
from journal_line as line join ledger_account as account on account.id = line.account_id
where line.entry_id = $1 order by line.position
"""
COPY = """
insert into invoice_line_dimension (company_id, line_id, dimension_id, value_id)
select company_id, line_id, dimension_id, value_id from invoice_line_dimension where id = $1
"""
NAMED = "select id from invoice_line_dimension where line_id = $1"


def of(*values: str) -> Answer:
    """Say what a line belongs to."""
    return {"dimensions": [{"valueId": each} for each in values]}


async def bill(desk: Desk, *lines: Any, **said: Any) -> Answer:
    """Post the bill of a vendor."""
    return await desk.posted(*lines, kind="VENDOR_BILL", reference=uuid7().hex, **said)


async def credited(desk: Desk, invoice: Answer, **said: Any) -> Answer:
    """Post the note that takes a document back."""
    return await desk.post(
        await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], invoiceOn="2026-03-12", **said)
    )


async def legs(desk: Desk, invoice: Answer) -> list[tuple[str, list[str]]]:
    """Give the accounts that a document was posted to, and to which values of dimensions each line belongs."""
    rows = await desk.office.shop.owner.fetch(LEGS, key_of(invoice["entry"]))
    return [(row["code"], row["values"]) for row in rows]


def key_of(node: Answer) -> str:
    """Give the UUID in an id."""
    return node["id"].partition(":")[2]


async def trial(desk: Desk, value_id: str) -> dict[str, str]:
    """Give what the trial balance of a value says of its accounts."""
    days = {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}
    (found,) = await companies(desk.office, "trialBalance", TRIAL, **days, valueId=value_id)
    return {line["code"]: line["movements"][0]["closing"]["amount"] for line in found["lines"]}


async def test_a_bill_to_a_cost_centre_is_in_the_reports_of_it(desk: Desk) -> None:
    await desk.tax("V", "20")
    north = await desk.office.value()

    await bill(desk, desk.line(2, "60", "V", **of(north)), desk.line(1, "7", "V"))

    assert await trial(desk, north) == {"6210": "120.00"}
    days = {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}
    (found,) = await companies(desk.office, "incomeStatement", INCOME, **days, valueId=north)
    assert found["result"] == [{"amount": "-120.00"}]


async def test_the_note_takes_it_back_from_the_cost_centre(desk: Desk) -> None:
    north = await desk.office.value()
    invoice = await desk.posted(desk.line(3, "33.33", **of(north)))
    assert await trial(desk, north) == {"4010": "-99.99"}

    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "1"}]
    note = await credited(desk, invoice, lines=lines)
    assert await trial(desk, north) == {"4010": "-66.66"}
    assert await legs(desk, note) == [("1210", []), ("4010", ["NORTH"])]

    await credited(desk, invoice)
    assert await trial(desk, north) in ({}, {"4010": "0.00"})


async def test_what_is_not_deductible_belongs_there_and_other_tax_does_not(desk: Desk) -> None:
    rates = [{"validFrom": "2000-01-01", "percent": "20", "deductiblePercent": "50"}]
    await desk.tax("HALF", "20", rates=rates)
    north, east = await desk.office.value(), await desk.office.value("EAST", "PROJECT")

    posted = await bill(desk, desk.line(1, "100", "HALF", **of(north, east)))

    assert await trial(desk, north) == await trial(desk, east) == {"6210": "110.00"}
    assert sorted((code, sorted(values)) for code, values in await legs(desk, posted)) == [
        ("1310", []), ("2010", []), ("6210", ["EAST", "NORTH"]),
    ]  # fmt: skip


@pytest.mark.parametrize("cut_off", ["BEFORE_DELIVERY", "AFTER_DELIVERY"])
async def test_what_is_cut_off_belongs_to_it_too(desk: Desk, cut_off: str) -> None:
    north = await desk.office.value()
    invoice = await desk.draft(desk.line(1, "100", cutOff=cut_off, **of(north)))

    posted = await desk.post(invoice)

    assert [values for _, values in await legs(desk, posted)] == [[], ["NORTH"]]


async def test_an_advance_is_a_debt_and_what_takes_it_off_belongs_to_the_value(desk: Desk) -> None:
    north = await desk.office.value()
    advance = await desk.posted(desk.line(1, "40", **of(north)), isAdvance=True)
    assert await trial(desk, north) == {}

    await desk.posted(desk.line(1, "100", **of(north)), deductions=[{"advanceId": advance["id"]}])

    assert await trial(desk, north) == {"4010": "-100.00"}


async def test_a_duplicate_belongs_to_the_same(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "5", **of(await desk.office.value())), desk.line(1, "6"))

    copy = await desk.office.done("invoiceDuplicate", "invoice { id }", id=invoice["id"])

    found = (await desk.office.ask(VALUES % f'"{copy["id"]}"'))["data"]["invoice"]
    told = [
        [(each["dimension"]["code"], each["value"]["code"]) for each in line["dimensions"]] for line in found["lines"]
    ]
    assert told == [[("COST_CENTRE", "NORTH")], []]


async def test_a_draft_takes_another_value_and_none(desk: Desk) -> None:
    north, south = await desk.office.value(), await desk.office.value("SOUTH")
    draft = await desk.draft(desk.line(1, "5", **of(north)))
    before = (await desk.office.ask(VALUES % f'"{draft["id"]}"'))["data"]["invoice"]
    line = before["lines"][0]

    edits = {"remove": [line["dimensions"][0]["id"]], "add": [{"valueId": south}]}
    said = {
        "id": draft["id"],
        "version": before["version"],
        "lines": {"update": [{"id": line["id"], "dimensions": edits}]},
    }
    await desk.office.done("invoiceUpdate", "invoice { id }", input=said)

    after = (await desk.office.ask(VALUES % f'"{draft["id"]}"'))["data"]["invoice"]
    assert [each["value"]["code"] for each in after["lines"][0]["dimensions"]] == ["SOUTH"]
    await desk.office.done("invoiceDelete", "invoice { id }", id=draft["id"], version=after["version"])


async def test_refuses_a_value_of_another_company(desk: Desk) -> None:
    theirs = await (await office_of(desk.office.shop)).value()

    said = desk.input([desk.line(1, "5"), desk.line(1, "5", **of(theirs))])
    (error,) = (await desk.office.do("invoiceCreate", "invoice { id }", input=said))["errors"]

    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "lines", "1", "dimensions", "0", "valueId"])


async def test_refuses_two_values_of_one_dimension(desk: Desk) -> None:
    north, south = await desk.office.value(), await desk.office.value("SOUTH")

    said = desk.input([desk.line(1, "5", **of(north, south))])
    (error,) = (await desk.office.do("invoiceCreate", "invoice { id }", input=said))["errors"]

    assert error["code"] == "ALREADY_TAKEN"


async def test_who_may_not_write_invoices_may_not_say_what_lines_belong_to(desk: Desk) -> None:
    north = await desk.office.value()
    said = desk.input([desk.line(1, "5", **of(north))])

    for role in (RoleCode.AUDITOR, RoleCode.SALES_MANAGER):
        (error,) = (await desk.office.do("invoiceCreate", "invoice { id }", role, input=said))["errors"]
        assert error["code"] == "FORBIDDEN"


async def test_who_does_not_see_bills_does_not_see_what_their_lines_belong_to(desk: Desk) -> None:
    north = await desk.office.value()
    await bill(desk, desk.line(1, "100", **of(north)))
    query = "{ invoiceLineDimensions(first: 5) { nodes { value { id } } } }"

    assert (await desk.office.ask(query, RoleCode.SALES_MANAGER))["data"]["invoiceLineDimensions"]["nodes"] == []
    seen = (await desk.office.ask(query, RoleCode.CONTROLLER))["data"]["invoiceLineDimensions"]["nodes"]
    assert seen == [{"value": {"id": north}}]


async def test_what_a_posted_line_belongs_to_cannot_change(desk: Desk) -> None:
    north, south = await desk.office.value(), await desk.office.value("SOUTH")
    invoice = await desk.posted(desk.line(1, "5", **of(north)))
    line = invoice["lines"][0]

    edits = {"update": [{"id": line["id"], "dimensions": {"add": [{"valueId": south}]}}]}
    said = {"id": invoice["id"], "version": invoice["version"], "lines": edits}
    assert await desk.refused("invoiceUpdate", input=said) == ["TRANSITION_UNAVAILABLE"]

    owner = desk.office.shop.owner
    named = await owner.fetchval(NAMED, key_of(line))
    for statement in (
        "update invoice_line_dimension set value_id = value_id where id = $1",
        "delete from invoice_line_dimension where id = $1",
        COPY,
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="the invoice is posted"):
            await owner.execute(statement, named)
