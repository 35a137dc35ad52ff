"""A field is renamed through its whole life: named anew, deprecated, waited for, and gone when its day is over and nobody uses it."""

from datetime import date

import pytest

from server.contract.comparison import changes
from server.contract.gate import objections
from server.contract.use import Stored, Usage, Use
from server.errors import OperatorError
from tests.contract.promise import promise

FIRST = "type Query { order: Order } type Order { total: String }"
BOTH = """type Query { order: Order }
type Order { total: String @deprecated(reason: "Use amount. Sunset 2027-01-01.") amount: String }"""
LAST = "type Query { order: Order } type Order { amount: String }"
AFTER = date(2027, 1, 4)
UNUSED = Usage(AFTER, date(2026, 1, 1))


def against(schema: str, today: date, usage: Usage | None) -> list[str]:
    """Release the field as deprecated in January 2026, and ask what stands against this schema later."""
    before = promise(BOTH, date(2026, 1, 1))
    return objections(changes(before, promise(schema, today, before)), before, usage, today)


def test_the_new_name_comes_and_the_old_one_is_deprecated_for_two_quarters() -> None:
    released = promise(FIRST)
    found = changes(released, promise(BOTH, before=released))
    assert [(change.kind, change.coordinate) for change in found] == [
        ("DEPRECATED", "Order.total"),
        ("FIELD_ADDED", "Order.amount"),
    ]
    assert objections(found, released, None, date(2026, 1, 1)) == []


def test_it_cannot_be_deprecated_for_less() -> None:
    with pytest.raises(OperatorError, match=r"Order\.total goes too soon.*not before 2027-04-01"):
        promise(BOTH, date(2026, 10, 1))


def test_it_keeps_the_day_on_which_it_was_deprecated() -> None:
    released = promise(BOTH, date(2026, 1, 1))
    assert promise(BOTH, date(2026, 12, 1), released).deprecations["Order.total"].since == date(2026, 1, 1)


def test_it_is_not_removed_without_being_deprecated() -> None:
    released = promise(FIRST)
    assert objections(changes(released, promise(LAST)), released, UNUSED, AFTER) == [
        "Field Order.total was removed. Order.total was never deprecated: say so first, with a day at least two quarters away."
    ]


def test_it_is_not_removed_before_its_day() -> None:
    assert against(LAST, date(2026, 12, 31), UNUSED) == [
        "Field Order.total was removed. Order.total stays until 2027-01-01."
    ]


def test_its_day_does_not_come_sooner() -> None:
    (objection,) = against(BOTH.replace("2027-01-01", "2026-08-01"), date(2026, 7, 1), UNUSED)
    assert (
        objection == "Order.total was to stay until 2027-01-01, and goes on 2026-08-01. A day that was promised holds."
    )


def test_without_an_export_it_counts_as_used() -> None:
    (objection,) = against(LAST, AFTER, None)
    assert "counts as used" in objection


@pytest.mark.parametrize("usage", [Usage(date(2026, 12, 1), date(2026, 1, 1)), Usage(AFTER, date(2026, 12, 1))])
def test_an_old_export_and_one_that_has_not_counted_for_long_tell_nothing(usage: Usage) -> None:
    (objection,) = against(LAST, AFTER, usage)
    assert "says too little" in objection


def test_it_is_not_removed_while_a_program_uses_it() -> None:
    used = Usage(AFTER, date(2026, 1, 1), [Use("shop", "Order.total", 1200, date(2026, 12, 31))])
    assert against(LAST, AFTER, used) == [
        "Field Order.total was removed. It is used by shop (1,200 requests, the last on 2026-12-31)."
    ]


def test_it_is_not_removed_while_a_stored_document_names_it() -> None:
    stored = Stored("Shop's webhook", "query { order { total } }", None, {})
    (objection,) = against(LAST, AFTER, Usage(AFTER, date(2026, 1, 1), documents=[stored]))
    assert objection.endswith("It is used by Shop's webhook.")


def test_it_is_removed_when_its_day_is_over_and_nobody_has_used_it_for_a_quarter() -> None:
    long_ago = Usage(AFTER, date(2026, 1, 1), [Use("shop", "Order.total", 3, date(2026, 6, 1))])
    assert against(LAST, AFTER, long_ago) == []


def test_a_type_goes_when_everything_that_leads_to_it_may_go() -> None:
    last = "type Query { amount: String }"
    said = '"Use amount. Sunset 2027-01-01."'
    released = promise(
        f"type Query {{ order: Order @deprecated(reason: {said}) amount: String }} type Order {{ total: String }}"
    )
    found = changes(released, promise(last))
    assert {change.kind for change in found if change.weight == "BREAKING"} == {"TYPE_REMOVED", "FIELD_REMOVED"}
    assert objections(found, released, UNUSED, AFTER) == []
    assert len(objections(found, released, UNUSED, date(2026, 12, 31))) == 2
