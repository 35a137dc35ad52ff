"""What is deprecated says what to use instead, and until when it stays."""

from datetime import date

import pytest
from graphql import build_schema

from server.contract.deprecations import deprecations_document, deprecations_of
from server.errors import OperatorError

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("reason", ["Old.", "Use b. Sunset soon.", "Sunset 2027-12-01.", "Use b. Sunset 2027-13-01."])
def test_refuses_a_reason_without_a_day(reason: str) -> None:
    schema = build_schema(f'type Query {{ a: Int @deprecated(reason: "{reason}") b: Int }}')
    with pytest.raises(OperatorError, match=r"Query\.a is deprecated without saying until when"):
        deprecations_of(schema, {}, TODAY, {})


def test_finds_fields_arguments_inputs_and_values() -> None:
    said = '@deprecated(reason: "Use b. Sunset 2027-06-01.")'
    schema = build_schema(
        f"enum E {{ A {said} B }} input I {{ a: Int {said} }} type Query {{ a(i: I, e: E {said}): E {said} b: Int }}"
    )
    assert set(deprecations_of(schema, {}, TODAY, {})) == {"E.A", "I.a", "Query.a", "Query.a(e:)"}


def test_is_written_in_alphabetical_order() -> None:
    announced = {
        "error OLD": "Read NEW. Sunset 2027-06-01.",
        "Query.a": "It will take a permission. Sunset 2027-06-01.",
    }
    found = deprecations_of(build_schema("type Query { a: Int }"), {}, TODAY, announced)
    assert deprecations_document(found) == (
        '{\n"deprecations": {\n'
        '  "Query.a": {"instead":"It will take a permission.","since":"2026-11-22","sunset":"2027-06-01"},\n'
        '  "error OLD": {"instead":"Read NEW.","since":"2026-11-22","sunset":"2027-06-01"}\n}\n}\n'
    )
