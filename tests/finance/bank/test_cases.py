"""Known cases of reconciling, with the figures that others came to (tryton account_statement, genkgo camt)."""

from tests.finance.bank.formats.samples import sample
from tests.finance.bank.till import Till, mt940


async def test_a_statement_against_open_invoices_and_credit_notes(till: Till) -> None:
    customer, vendor = await till.party("Customer"), await till.party("Vendor")
    first, second = await till.owed(customer, "100.00"), await till.owed(customer, "150.00")
    credit, bill = await till.owed(customer, "-50.00"), await till.owed(vendor, "-50.00", account="2010")
    entries = ("180.00", "166?20Invoices"), ("-50.00", "166?20Credit note"), ("-60.00", "166?20Bill")
    told = await till.bring_in(mt940(1, *entries, opening="0", more="10"))
    assert told["bankStatements"][0]["closing"] == {"amount": "80.00"}
    paid, given, spent = await till.lines(mt940(2, *entries, opening="80"))

    await till.reconcile(paid, {"amount": "100", "journalLineId": first}, {"amount": "80", "journalLineId": second})
    await till.reconcile(given, {"amount": "-50", "journalLineId": credit})
    beyond = await till.reconcile(spent, {"amount": "-60", "journalLineId": bill})
    rest = await till.reconcile(spent, {"amount": "-50", "journalLineId": bill})

    assert [error["code"] for error in beyond["errors"]] == ["MORE_THAN_OPEN"]
    assert rest["bankStatementLine"]["unmatched"] == {"amount": "-10.00"}
    assert [each for each in await till.open_amounts(customer) if each != "0.00"] == ["70.00"]
    assert set(await till.open_amounts(vendor)) == {"0.00"}


async def test_the_second_statement_of_a_file_goes_on_where_the_first_ends(till: Till) -> None:
    told = await till.bring_in(sample("camt_genkgo/data/camt053.v2.multi.statement.xml"), "application/xml")
    first, second = told["bankStatements"]
    assert (first["closing"], second["opening"]) == ({"amount": "27.00"}, {"amount": "27.00"})
    assert (first["warnings"], second["warnings"]) == ([], [])
