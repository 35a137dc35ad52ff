"""What a change of the contract breaks, beyond what the schema alone tells."""

import pytest

from server.contract.comparison import changes
from services.platform.contract_history import ChangeWeight
from tests.contract.promise import promise

ORDER = "type Query { order: Order } type Order { total: String colour: String! }"


def told(before: str, after: str) -> list[tuple[ChangeWeight, str, str]]:
    """Compare two schemas: weights, kinds and coordinates."""
    return [change[:3] for change in changes(promise(before), promise(after))]


def test_what_stays_as_it_is_has_not_changed() -> None:
    assert told(ORDER, ORDER) == []


def test_a_field_that_is_gone_breaks_and_one_that_is_new_does_not() -> None:
    assert told(ORDER, ORDER.replace("total", "sum")) == [
        (ChangeWeight.BREAKING, "FIELD_REMOVED", "Order.total"),
        (ChangeWeight.SAFE, "FIELD_ADDED", "Order.sum"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "kind", "coordinate"),
    [
        ("type Query { a(b: Int): Int }", "type Query { a: Int }", "ARG_REMOVED", "Query.a(b:)"),
        ("type Query { a: Int }", "type Query { a(b: Int!): Int }", "REQUIRED_ARG_ADDED", "Query.a(b:)"),
        ("enum E { A B } type Query { e: E }", "enum E { A } type Query { e: E }", "VALUE_REMOVED_FROM_ENUM", "E.B"),
        ("type T { a: Int } type Query { a: Int t: T }", "type Query { a: Int }", "TYPE_REMOVED", "T"),
        ("input I { a: Int } type Query { a(i: I): Int }", "input I { b: Int } type Query { a(i: I): Int }", "FIELD_REMOVED", "I.a"),
    ],
)  # fmt: skip
def test_names_the_part_that_breaks(before: str, after: str, kind: str, coordinate: str) -> None:
    assert (ChangeWeight.BREAKING, kind, coordinate) in told(before, after)


def test_a_new_value_of_an_enum_may_surprise() -> None:
    found = told("enum E { A } type Query { e: E }", "enum E { A B } type Query { e: E }")
    assert found == [(ChangeWeight.DANGEROUS, "VALUE_ADDED_TO_ENUM", "E.B")]


def test_a_field_that_was_null_by_fault_alone_breaks_when_it_may_be_null() -> None:
    before = "type Query { a: Int @semanticNonNull }"
    assert told(before, "type Query { a: Int }") == [(ChangeWeight.BREAKING, "FIELD_MAY_BE_NULL", "Query.a")]
    assert told(before, before) == []


def test_a_permission_more_breaks_and_one_less_does_not() -> None:
    open_, guarded = promise(ORDER), promise(ORDER, needs={"Order.total": ["sales.order:read"]})
    assert [change[:3] for change in changes(open_, guarded)] == [
        (ChangeWeight.BREAKING, "PERMISSION_ADDED", "Order.total")
    ]
    assert [change[:3] for change in changes(guarded, open_)] == [
        (ChangeWeight.SAFE, "PERMISSION_REMOVED", "Order.total")
    ]


def test_a_permission_of_what_is_new_breaks_nothing() -> None:
    grown = ORDER.replace("total", "margin: String total")
    found = changes(promise(ORDER), promise(grown, needs={"Order.margin": ["sales.margin:read"]}))
    assert {change.weight for change in found} == {ChangeWeight.SAFE}


def test_a_code_and_a_fact_that_are_not_told_any_more_break() -> None:
    before = promise(ORDER, errors={"BUSY": {"facts": {}}, "STALE": {"facts": {"version": "Int!"}}})
    found = changes(before, promise(ORDER, errors={"STALE": {"facts": {}}, "NEW": {"facts": {}}}))
    assert [change[:3] for change in found] == [
        (ChangeWeight.BREAKING, "ERROR_FACT_REMOVED", "error STALE"),
        (ChangeWeight.BREAKING, "ERROR_REMOVED", "error BUSY"),
        (ChangeWeight.SAFE, "ERROR_ADDED", "error NEW"),
    ]


def test_events_that_tell_less_break() -> None:
    told_of = {"figures": ["total"], "kinds": ["ENTERED"], "permission": None}
    before = promise(ORDER, events={"Order": told_of, "Job": told_of})
    found = changes(
        before, promise(ORDER, events={"Order": {**told_of, "figures": [], "permission": "sales.order:read"}})
    )
    assert [(change.kind, change.coordinate) for change in found] == [
        ("EVENT_REMOVED", "event Job"),
        ("EVENT_TELLS_LESS", "event Order"),
        ("PERMISSION_ADDED", "event Order"),
    ]
