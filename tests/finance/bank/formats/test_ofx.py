"""OFX 1 and 2, as banks write them."""

import datetime as dt
from decimal import Decimal

import pytest

from services.finance.bank.formats import read_statements
from services.finance.bank.formats.statement import StatementUnreadable, WarningCode
from tests.finance.bank.formats.samples import names, sample, totals

FIXTURES = "ofx_ofxparse/tests/fixtures"
# Answers of a bank that hold no statement: lists of accounts, sign-on alone, errors.
WITHOUT = {
    "account_listing_aggregation",
    "bank_small",
    "error_message",
    "signon_fail",
    "signon_success",
    "signon_success_no_message",
}
WITH = [name for name in names(f"{FIXTURES}/*.ofx") if name.rpartition("/")[2].removesuffix(".ofx") not in WITHOUT]
STATEMENT = """OFXHEADER:100

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST>
<LEDGERBAL><BALAMT>10.00<DTASOF>20260302</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
ROW = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302120000[-5:EST]<TRNAMT>-5.00<FITID>1<NAME>Smith &amp; Sons"


@pytest.mark.parametrize("name", WITH)
def test_reads_the_figures_of_every_sample(name: str) -> None:
    expected = totals(name)
    statements = read_statements(sample(name))
    entries = [entry for statement in statements for entry in statement.entries]
    assert (len(entries), sum((e.amount for e in entries), Decimal(0))) == (
        expected["transactions"],
        Decimal(expected["sum"]),
    )
    closings = [statement.closing.amount for statement in statements if statement.closing]
    assert set(closings) <= {Decimal(text) for text in expected["BALAMT"]}


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_refuses_answers_that_hold_no_statement(name: str) -> None:
    with pytest.raises(StatementUnreadable, match="no statement"):
        read_statements(sample(f"{FIXTURES}/{name}.ofx"))


@pytest.mark.parametrize(("name", "problem"), [("date_missing", "is no day"), ("decimal_error", "is no amount")])
def test_refuses_the_whole_file_where_an_entry_cannot_be_read(name: str, problem: str) -> None:
    with pytest.raises(StatementUnreadable, match=problem):
        read_statements(sample(f"{FIXTURES}/fail_nice/{name}.ofx"))


def test_reads_a_statement_whose_balance_is_empty_and_says_so() -> None:
    (statement,) = read_statements(sample(f"{FIXTURES}/fail_nice/empty_balance.ofx"))
    assert (statement.closing, [warning.code for warning in statement.warnings]) == (
        None,
        [WarningCode.BALANCE_MISSING],
    )


@pytest.mark.parametrize("end", ["</STMTTRN>", ""])
def test_reads_transactions_whether_or_not_they_are_closed(end: str) -> None:
    (statement,) = read_statements(STATEMENT.format(rows=(ROW + end) * 2).encode())
    assert [(entry.amount, entry.counterparty_name) for entry in statement.entries] == [
        (Decimal("-5.00"), "Smith & Sons")
    ] * 2


def test_takes_the_day_as_the_bank_tells_it_where_it_is() -> None:
    (statement,) = read_statements(b"\xef\xbb\xbf" + STATEMENT.format(rows=ROW).encode())
    (entry,) = statement.entries
    assert (entry.booked_on, entry.unique_id) == (dt.date(2026, 3, 2), "1")


def test_reads_amounts_with_a_comma() -> None:
    (statement,) = read_statements(STATEMENT.format(rows=ROW.replace("-5.00", "-1,5")).encode())
    assert [entry.amount for entry in statement.entries] == [Decimal("-1.5")]


def test_reckons_what_was_paid_in_the_other_currency_by_the_rate_of_the_bank() -> None:
    other = "<ORIGCURRENCY><CURRATE>0.5<CURSYM>USD</ORIGCURRENCY>"
    (statement,) = read_statements(STATEMENT.format(rows=ROW + other).encode())
    assert [(e.original_amount, e.original_currency) for e in statement.entries] == [(Decimal(-10), "USD")]
