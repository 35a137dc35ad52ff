"""Operations that make no sense are refused as a whole, by both sides with the same code."""

from collections.abc import Mapping

import pytest

from auth.principal import Principal
from tests.oracle.sides import Sides

NOWHERE = "00000000-0000-4000-8000-000000000000"
REFUSED = (
    ("salesOrders(first: 0) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(first: 101) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(last: -1) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(first: 1, last: 1) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(first: null) { pageInfo { hasNextPage } }", "BAD_USER_INPUT"),
    ("salesOrders(first: 1, offset: -1) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(first: 1, offset: 10001) { nodes { id } }", "BAD_USER_INPUT"),
    ("salesOrders(last: 1, offset: 1) { nodes { id } }", "BAD_USER_INPUT"),
    ('salesOrders(first: 1, after: "?") { nodes { id } }', "CURSOR_INVALID"),
    ('salesOrders(first: 1, before: "") { totalCount nodes { id } }', "CURSOR_INVALID"),
    ('parties(first: 1, search: "--") { nodes { id } }', "BAD_USER_INPUT"),
    ('search(text: " ") { __typename }', "BAD_USER_INPUT"),
    ('search(text: "a", first: 51) { __typename }', "BAD_USER_INPUT"),
    ('node(id: "Party") { id }', "ID_INVALID"),
    (f'nodes(ids: ["Party:{NOWHERE}", "x"]) {{ id }}', "ID_INVALID"),
    (f"nodes(ids: [{', '.join([chr(34) + 'Party:' + NOWHERE + chr(34)] * 101)}]) {{ id }}", "BAD_USER_INPUT"),
    (f'party(id: "Sku:{NOWHERE}") {{ id }}', "ID_OF_OTHER_TYPE"),
    (f'skuByCode(companyId: "Party:{NOWHERE}", code: "x") {{ id }}', "ID_OF_OTHER_TYPE"),
    (f'skus(first: 1, filter: {{ id: {{ in: ["Party:{NOWHERE}"] }} }}) {{ nodes {{ id }} }}', "ID_OF_OTHER_TYPE"),
    ('skus(first: 1, filter: { or: [{ id: { eq: "" } }] }) { nodes { id } }', "ID_INVALID"),
    ("salesOrderAggregate(first: 0) { count }", "BAD_USER_INPUT"),
    ("salesOrderAggregate(groupBy: [STATE], first: 1001) { count }", "BAD_USER_INPUT"),
    ('viewer { can(coordinates: ["SalesOrder.nothing"]) }', "BAD_USER_INPUT"),
)


@pytest.mark.parametrize(("field", "code"), REFUSED)
async def test_both_sides_refuse(field: str, code: str, sides: Sides, viewers: Mapping[str, Principal]) -> None:
    answers = await sides.ask(f"{{ good: viewer {{ name }} {field} }}", viewers["admin of two"])
    assert not answers.differences()
    assert answers.planned[:2] == (None, [{"code": code}])


@pytest.mark.parametrize(
    "other",
    [
        "salesOrders(first: 1, after: $at, orderBy: [{ field: NUMBER }])",
        'salesOrders(first: 1, after: $at, filter: { number: { ne: "x" } })',
        "purchaseOrders(first: 1, after: $at)",
    ],
)
async def test_a_cursor_of_another_list_is_refused(other: str, sides: Sides, viewers: Mapping[str, Principal]) -> None:
    viewer = viewers["admin of all"]
    listed = await sides.ask("{ salesOrders(first: 3) { pageInfo { endCursor } } }", viewer)
    planned, naive = ({"at": side.data["salesOrders"]["pageInfo"]["endCursor"]} for side in listed)
    answers = await sides.ask(f"query Other($at: String) {{ {other} {{ nodes {{ id }} }} }}", viewer, planned, naive)
    assert not answers.differences()
    assert answers.planned.errors == [{"code": "CURSOR_INVALID"}]
