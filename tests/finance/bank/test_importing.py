"""Bank statements come in once, whole, on the account that they are of."""

import pytest

from auth.roles import RoleCode
from tests.finance.bank.formats.samples import sample
from tests.finance.bank.till import IBAN, IMPORT, Till, mt940

FEE = ("-5.00", "805?00ENTGELT?20Account fees")


async def test_brings_a_statement_in_with_its_lines(till: Till) -> None:
    told = await till.bring_in(mt940(1, ("119.00", "166?20SVWZ+Invoice 17?32Jane"), FEE))
    (statement,) = told["bankStatements"]
    assert (told["errors"], told["knownIdentifiers"], statement["warnings"]) == ([], [], [])
    assert (statement["format"], statement["identifier"]) == ("MT940", "1/1 2026-03-31")
    assert statement["closing"] == {"amount": "1114.00"}
    assert statement["total"] == {"amount": "114.00", "currency": "EUR"}
    lines = await till.lines(mt940(2, ("119.00", "166?20SVWZ+Invoice 17?32Jane"), FEE, opening="1114"))
    assert [(line["amount"]["amount"], line["state"]) for line in lines] == [
        ("119.00", "UNMATCHED"),
        ("-5.00", "UNMATCHED"),
    ]


async def test_brings_a_statement_of_iso_20022_in(till: Till) -> None:
    told = await till.bring_in(sample("camt_genkgo/data/camt053.v2.multi.statement.xml"), "application/xml")
    assert told["errors"] == []
    figures = [(s["opening"]["amount"], s["total"]["amount"], s["closing"]["amount"]) for s in told["bankStatements"]]
    assert figures == [("18.15", "8.85", "27.00"), ("27.00", "-7.00", "20.00")]


async def test_brings_a_statement_in_once_by_its_file_and_by_its_name(till: Till) -> None:
    first = await till.bring_in(mt940(1, FEE))
    again = await till.bring_in(mt940(1, FEE))
    other = await till.bring_in(mt940(1, ("-6.00", "805?20Other")))
    assert [error["code"] for told in (first, again, other) for error in told["errors"]] == ["STATEMENT_KNOWN"] * 2


async def test_brings_in_what_is_new_of_a_file_and_names_the_rest(till: Till) -> None:
    await till.bring_in(mt940(1, FEE))
    told = await till.bring_in(mt940(1, FEE) + mt940(2, FEE, opening="995"))
    assert (len(told["bankStatements"]), told["knownIdentifiers"]) == (1, ["1/1 2026-03-31"])


async def test_tells_with_figures_what_does_not_follow(till: Till) -> None:
    await till.bring_in(mt940(1, FEE))
    told = await till.bring_in(mt940(2, FEE, opening="900", more="10"))
    assert told["bankStatements"][0]["warnings"] == [
        "SUM_DIFFERS: 900.00 and entries of -5.00 come to 895.00, not to 905.00.",
        "OPENING_DIFFERS: It begins with 900.00; the one until 2026-03-31 ends with 995.00.",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Dear customer", "STATEMENT_FORMAT_UNKNOWN"),
        (mt940(1, FEE).replace(b"D5,00", b"D5,005"), "STATEMENT_UNREADABLE"),
        (mt940(1, FEE).replace(b":61:2603", b":61:2613"), "STATEMENT_UNREADABLE"),
        (mt940(1, FEE, account="NL91ABNA0417164300"), "BANK_ACCOUNT_UNKNOWN"),
    ],
)
async def test_refuses_the_whole_file(till: Till, content: bytes, code: str) -> None:
    told = await till.bring_in(content)
    assert [(error["code"], error["path"]) for error in told["errors"]] == [(code, ["fileId"])]
    assert (
        await till.shop.owner.fetchval("select count(*) from bank_statement where company_id = $1", till.books.company)
        == 0
    )


async def test_refuses_reports_that_come_again_in_the_statement(till: Till) -> None:
    told = await till.bring_in(sample("camt_genkgo/data/camt052.v8.xml"), "application/xml")
    assert [error["code"] for error in told["errors"]] == ["STATEMENT_NOT_FINAL"]


async def test_refuses_a_statement_of_another_account_than_the_one_that_was_chosen(till: Till) -> None:
    other = (await till.add_account(iban="NL91ABNA0417164300"))["bankAccount"]["id"]
    told = await till.bring_in(mt940(1, FEE), account=other)
    assert [error["code"] for error in told["errors"]] == ["STATEMENT_OF_OTHER_ACCOUNT"]


async def test_knows_an_account_by_the_number_that_the_bank_writes(till: Till) -> None:
    await till.add_account(number="50880050/0194774600888")
    told = await till.bring_in(mt940(1, FEE, account="50880050/0194774600888"))
    assert told["errors"] == []


async def test_leaves_entries_out_that_came_with_another_statement(till: Till) -> None:
    await till.add_account(number="1")
    row = "<STMTTRN><DTPOSTED>20260302<TRNAMT>-5.00<FITID>{id}<NAME>Shop</STMTTRN>"
    frame = "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>{}</BANKTRANLIST></STMTRS></OFX>"
    await till.bring_in(frame.format(row.format(id="A")).encode())
    told = await till.bring_in(frame.format(row.format(id="A") + row.format(id="B")).encode())
    (statement,) = told["bankStatements"]
    assert statement["warnings"] == ["ENTRY_KNOWN: 1 entries came with another statement."]
    assert statement["total"]["amount"] == "-5.00"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"iban": "NL26VAYB8060476891"}, "IBAN_INVALID"),
        ({"number": "7", "currency": "USD"}, "CURRENCY_OF_ACCOUNT_DIFFERS"),
        ({}, "RULE_BROKEN"),
    ],
)
async def test_refuses_accounts_that_cannot_be(till: Till, said: dict[str, str], code: str) -> None:
    assert [error["code"] for error in (await till.add_account(**said))["errors"]] == [code]


async def test_refuses_places_in_the_books_that_are_not_of_a_bank(till: Till) -> None:
    accounts, journals = till.books.accounts, till.books.journals
    receivable = await till.add_account(number="7", accountId=f"LedgerAccount:{accounts['1210']}")
    sales = await till.add_account(number="7", journalId=f"Journal:{journals['SAL']}")
    assert [each["errors"][0]["code"] for each in (receivable, sales)] == ["ACCOUNT_NOT_OF_BANK", "JOURNAL_NOT_OF_BANK"]


async def test_writes_an_iban_as_it_is_compared(till: Till) -> None:
    made = await till.add_account(iban="nl91 abna 0417 1643 00")
    assert made["bankAccount"]["iban"] == "NL91ABNA0417164300"


async def test_a_sales_representative_brings_nothing_in(till: Till) -> None:
    token = till.shop.token(RoleCode.SALES_REP, companies=[till.books.company])
    answer = await till.shop.ask(IMPORT, {"file": f"File:{till.books.company}", "key": IBAN}, token=token)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
