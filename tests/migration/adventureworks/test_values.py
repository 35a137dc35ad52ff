"""Values have one form each; what looks nearly like one is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from models import ImportFate
from services.migration.plans.source import Column, Row, Table
from services.migration.plans.values import DAY, DECIMAL, FLAG, MOMENT, TEXT, WHOLE, ValueType
from services.migration.refusals import FieldCountWrong, ValueMissing, ValueUnreadable


def row_of(kind: ValueType, text: str, null: str = "") -> Row:
    table = Table("T", {"value": Column(0, kind, null)})
    table.add([text])
    return table.rows[0]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEXT, "EA ", "EA"),
        (WHOLE, "-12", -12),
        (DECIMAL, ".00", Decimal("0.00")),
        (DECIMAL, "-.50", Decimal("-0.50")),
        (DECIMAL, "50.2635", Decimal("50.2635")),
        (FLAG, "1", True),
        (DAY, "2014-05-31", dt.date(2014, 5, 31)),
        (MOMENT, "2014-09-12 11:15:07.263000000", dt.datetime.fromisoformat("2014-09-12T11:15:07.263")),
    ],
)
def test_reads_what_is_written_plainly(kind: ValueType, text: str, value: object) -> None:
    assert row_of(kind, text)["value"] == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (WHOLE, "1.0"),
        (WHOLE, "1_000"),
        (WHOLE, "१२"),
        (DECIMAL, "1e3"),
        (DECIMAL, "1,5"),
        (DECIMAL, "NaN"),
        (FLAG, "true"),
        (DAY, "2014-02-30"),
        (DAY, "20140531"),
        (MOMENT, "00:00.0"),
        (MOMENT, "2014-05-31"),
    ],
)
def test_refuses_what_is_not(kind: ValueType, text: str) -> None:
    with pytest.raises(ValueUnreadable, match=f"is not {kind.expected}"):
        row_of(kind, text)["value"]


def test_empty_text_and_the_word_for_null_are_no_value() -> None:
    assert row_of(WHOLE, "  ")["value"] is None
    assert row_of(TEXT, "None", null="None")["value"] is None


def test_insists_on_a_number_that_is_needed() -> None:
    with pytest.raises(ValueMissing):
        row_of(DECIMAL, "").decimal("value")


def test_takes_the_day_of_a_moment() -> None:
    assert row_of(MOMENT, "2014-05-31 23:59:00").day("value") == dt.date(2014, 5, 31)


def test_a_torn_row_is_rejected_and_gives_no_value() -> None:
    table = Table("T", {"a": Column(0, TEXT), "b": Column(1, TEXT)})
    table.add(["only one"])
    assert table.rows[0].fate is ImportFate.REJECTED
    with pytest.raises(FieldCountWrong, match="1 fields instead of 2"):
        table.rows[0]["a"]
