"""Known cases of reconciling, with the figures that others came to (tryton account_statement, genkgo camt)."""

from tests.finance.bank.formats.samples import sample
from tests.finance.bank.till import IBAN, LINES, Till, mt940

_BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-10</Dt></Dt></Bal>"""
DEBIT = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-03-10T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id><CreDtTm>2026-03-10T18:00:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{_BALANCE.format(kind="OPBD", amount="2000.00")}{_BALANCE.format(kind="CLBD", amount="1900.00")}
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt>
<BkTxCd/></Ntry></Stmt></BkToCstmrStmt></Document>"""


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


async def test_a_debit_of_a_camt_statement_is_below_zero(till: Till) -> None:
    """REC-04, in a file of genkgo/camt, since the one that the case names is not published."""
    told = await till.bring_in(sample("camt_genkgo/data/camt053.v2.multi.statement.xml"), "application/xml")
    statement = told["bankStatements"][1]
    assert (statement["opening"], statement["closing"]) == ({"amount": "27.00"}, {"amount": "20.00"})
    assert (statement["total"], statement["warnings"]) == ({"amount": "-7.00", "currency": "EUR"}, [])
    (line,) = (await till.ask(LINES, id=statement["id"]))["lines"]["nodes"]
    assert (line["amount"], line["bookedOn"]) == ({"amount": "-7.00"}, "2014-12-31")


async def test_one_debit_of_a_camt_statement(till: Till) -> None:
    """REC-04 with the figures of the case, in a file of ours."""
    told = await till.bring_in(DEBIT.encode(), "application/xml")
    (statement,) = told["bankStatements"]
    assert (statement["opening"], statement["closing"]) == ({"amount": "2000.00"}, {"amount": "1900.00"})
    assert (statement["total"], statement["warnings"]) == ({"amount": "-100.00", "currency": "EUR"}, [])
    (line,) = (await till.ask(LINES, id=statement["id"]))["lines"]["nodes"]
    assert (line["amount"], line["bookedOn"]) == ({"amount": "-100.00"}, "2026-03-10")
