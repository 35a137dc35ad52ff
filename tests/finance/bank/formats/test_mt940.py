"""MT940 and MT942 of many banks."""

from decimal import Decimal

import pytest

from services.finance.bank.formats import read_statements
from services.finance.bank.formats.statement import (
    StatementFormat,
    StatementFormatUnknown,
    StatementUnreadable,
    WarningCode,
)
from tests.finance.bank.formats.samples import names, peer_amounts, sample

WOLPH = "mt940_wolph/mt940_tests"
# Pieces of statements: entries whose currency no balance tells, or no field of a statement at all.
PIECES = {
    "betterplace/empty_entry_date.sta", "cmxl/statement_details.sta", "cmxl/statement_line.sta",
    "self-provided/empty_non_swift.sta", "self-provided/invalid_statement.sta", "self-provided/sparkassen.sta",
}  # fmt: skip
STATEMENT = """:20:X
:25:12345678/1020304050
:28C:7/1
:60F:C260301EUR100,00
{entries}:62F:C260302EUR{closing}
"""
WHOLE = [name for name in names(f"{WOLPH}/*/*.sta") if name.removeprefix(f"{WOLPH}/") not in PIECES]


@pytest.mark.parametrize("name", WHOLE)
def test_reads_the_entries_that_the_peer_expects(name: str) -> None:
    expected = list(peer_amounts(name))
    read = [entry for statement in read_statements(sample(name)) for entry in statement.entries]
    # The peer leaves a credit that is taken back above zero; what it does to the balance says otherwise.
    assert [
        -entry.amount if entry.is_reversal and entry.amount < 0 < amount else entry.amount
        for entry, amount in zip(read, expected, strict=True)
    ] == expected


@pytest.mark.parametrize("name", sorted(PIECES))
def test_refuses_pieces_of_statements(name: str) -> None:
    with pytest.raises((StatementUnreadable, StatementFormatUnknown)):
        read_statements(sample(f"{WOLPH}/{name}"))


@pytest.mark.parametrize(
    ("name", "closing", "total"),
    [
        ("ASNB/mt940_with_spaces_for_entry_date.txt", "501.23", "56.94"),
        ("citi/mt940.txt", "16233.92", "-1142.75"),
    ],
)
def test_reads_banks_for_which_the_peer_has_no_truth(name: str, closing: str, total: str) -> None:
    statements = read_statements(sample(f"{WOLPH}/{name}"))
    last = statements[-1].closing
    assert last is not None
    assert (last.amount, sum(each.total for each in statements)) == (Decimal(closing), Decimal(total))
    assert not any(each.warnings for each in statements)


@pytest.mark.parametrize(
    ("mark", "amount", "is_reversal"),
    [("C", "5.00", False), ("D", "-5.00", False), ("RC", "-5.00", True), ("RD", "5.00", True)],
)
def test_takes_back_what_was_reversed(mark: str, amount: str, is_reversal: bool) -> None:
    closing = f"{100 + Decimal(amount)}".replace(".", ",")
    text = STATEMENT.format(entries=f":61:2603020302{mark}5,00NTRFNONREF\n", closing=closing)
    (statement,) = read_statements(text.encode())
    (entry,) = statement.entries
    assert (entry.amount, entry.is_reversal, statement.warnings) == (Decimal(amount), is_reversal, ())


def test_takes_a_day_that_does_not_exist_as_the_last_of_its_month_and_says_so() -> None:
    (statement,) = read_statements(sample(f"{WOLPH}/self-provided/february_30.sta"))
    assert [entry.value_on.isoformat() for entry in statement.entries if entry.value_on] == ["2016-02-29"]
    assert [warning.code for warning in statement.warnings] == [WarningCode.DATE_CORRECTED]


def test_joins_the_pages_of_a_statement() -> None:
    first, second = read_statements(sample(f"{WOLPH}/self-provided/raphaelm.sta"))
    assert [(len(each.entries), each.total) for each in (first, second)] == [(8, Decimal(145000)), (1, Decimal(-50000))]
    assert first.closing is not None
    assert first.closing.amount == Decimal(145000)
    assert {warning.code for warning in first.warnings} == {WarningCode.CURRENCY_ASSUMED}


def test_tells_an_interim_report_from_a_statement() -> None:
    (report,) = read_statements(sample(f"{WOLPH}/self-provided/mt942.sta"))
    assert report.format is StatementFormat.MT942


def test_reads_names_in_windows_1252() -> None:
    entries = ":61:2603020302C5,00NTRFNONREF\n:86:166?00GUTSCHRIFT?20Müllers Mühle?32Jörg Groß\n"
    (statement,) = read_statements(STATEMENT.format(entries=entries, closing="105,00").encode("cp1252"))
    (entry,) = statement.entries
    assert (entry.counterparty_name, entry.remittance) == ("Jörg Groß", "GUTSCHRIFT Müllers Mühle")


def test_refuses_the_whole_file_where_an_entry_cannot_be_read() -> None:
    good, bad = ":61:2603020302C5,00NTRFNONREF\n", ":61:2613990302C5,00NTRFNONREF\n"
    with pytest.raises(StatementUnreadable):
        read_statements(STATEMENT.format(entries=good + bad, closing="110,00").encode())
