"""CAMT messages of all versions."""

import datetime as dt
from decimal import Decimal

import pytest

from services.finance.bank.formats import read_statements
from services.finance.bank.formats.statement import EntryStatus, StatementFormat, StatementUnreadable, WarningCode
from tests.finance.bank.formats.samples import names, sample, totals

GENKGO = "camt_genkgo/data"
ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}<BookgDt><Dt>2026-03-01</Dt></BookgDt></Ntry>"""


def message(inner: str, before: str = "") -> bytes:
    """Write a CAMT.053 message with one statement."""
    return f"""<?xml version="1.0"?>{before}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
    <BkToCstmrStmt><Stmt><Id>S1</Id>{inner}</Stmt></BkToCstmrStmt></Document>""".encode()


@pytest.mark.parametrize("name", [name for name in names(f"{GENKGO}/*.xml") if not name.endswith("wrong.xml")])
def test_reads_the_figures_of_every_sample(name: str) -> None:
    expected = [(s["id"], s["balances"], s["entries"], Decimal(s["sum_entries"])) for s in totals(name)["statements"]]
    read = [
        (
            statement.identifier,
            {balance.code: f"{balance.amount} {balance.currency}" for balance in statement.balances},
            len(statement.entries),
            sum((entry.amount for entry in statement.entries), Decimal(0)),
        )
        for statement in read_statements(sample(name))
    ]
    assert read == expected


def test_tells_whom_an_entry_is_from_and_what_it_is_for() -> None:
    (statement,) = read_statements(sample(f"{GENKGO}/camt053.v8.xml"))
    (entry,) = statement.entries
    assert (statement.format, statement.account) == (StatementFormat.CAMT_053, "NL26VAYB8060476890")
    assert (entry.booked_on, entry.value_on) == (dt.date(2014, 12, 31), dt.date(2015, 1, 2))
    assert (entry.counterparty_name, entry.counterparty_account) == ("NAME NAME", "NL56AGDH9619008421")
    assert (entry.remittance, entry.end_to_end_id) == ("4654654654654654", "MUELL/FINP/RA12345")


def test_tells_with_figures_that_the_entries_do_not_come_to_the_balance() -> None:
    (statement,) = read_statements(sample(f"{GENKGO}/camt053.v2.five.decimals.xml"))
    (warning,) = statement.warnings
    assert warning.code is WarningCode.SUM_DIFFERS
    assert warning.message == "18.150 and entries of 8.850 come to 27.000, not to 27.050."


def test_finds_the_other_side_of_a_reversal() -> None:
    more = "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>We</Nm></Pty></Dbtr>"
    more += "<Cdtr><Pty><Nm>They</Nm></Pty></Cdtr></RltdPties></TxDtls></NtryDtls>"
    (statement,) = read_statements(message(ENTRY.format(amount="5.00", side="CRDT", more=more)))
    (entry,) = statement.entries
    assert (entry.amount, entry.is_reversal, entry.counterparty_name) == (Decimal("5.00"), True, "They")


def test_tells_fees_and_the_amount_in_the_other_currency() -> None:
    more = '<AmtDtls><InstdAmt><Amt Ccy="USD">12.00</Amt></InstdAmt></AmtDtls>'
    more += '<Chrgs><Rcrd><Amt Ccy="EUR">0.75</Amt></Rcrd></Chrgs>'
    (statement,) = read_statements(message(ENTRY.format(amount="10.25", side="DBIT", more=more)))
    (entry,) = statement.entries
    assert (entry.amount, entry.fees) == (Decimal("-10.25"), Decimal("0.75"))
    assert (entry.original_amount, entry.original_currency) == (Decimal("-12.00"), "USD")


def test_does_not_add_up_what_is_only_pending() -> None:
    pending = ENTRY.format(amount="7.00", side="CRDT", more="<Sts><Cd>PDNG</Cd></Sts>")
    (statement,) = read_statements(message(pending + ENTRY.format(amount="1.00", side="CRDT", more="")))
    assert [entry.status for entry in statement.entries] == [EntryStatus.PENDING, EntryStatus.BOOKED]
    assert statement.total == Decimal("1.00")


def test_refuses_declarations_of_entities() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]>'
    with pytest.raises(StatementUnreadable, match="document type declaration"):
        read_statements(message("<AddtlStmtInf>&y;</AddtlStmtInf>", bomb))


@pytest.mark.parametrize(
    "broken",
    [
        ENTRY.format(amount="1.00", side="", more=""),
        ENTRY.format(amount="1e3", side="CRDT", more=""),
        ENTRY.format(amount="", side="CRDT", more=""),
        ENTRY.format(amount="1.00", side="CRDT", more="<ValDt><Dt>2026-02-30</Dt></ValDt>"),
        "<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>",
        "<Ntry>",
    ],
)
def test_refuses_the_whole_file_where_an_entry_cannot_be_read(broken: str) -> None:
    with pytest.raises(StatementUnreadable):
        read_statements(message(ENTRY.format(amount="1.00", side="CRDT", more="") + broken))


def test_refuses_a_message_without_statements() -> None:
    with pytest.raises(StatementUnreadable, match="no statement"):
        read_statements(sample(f"{GENKGO}/camt053.v2.wrong.xml"))
