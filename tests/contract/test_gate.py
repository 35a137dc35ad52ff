"""What has no place for `@deprecated` goes by the same rule: announced, after its day, and where nobody uses it."""

from datetime import date

from server.contract.comparison import changes
from server.contract.contract import Contract
from server.contract.deprecations import Deprecation
from server.contract.gate import objections
from server.contract.use import Usage, Use
from tests.contract.promise import promise

SCHEMA = """
enum EventTopic { ORDERS JOBS }
type OrderChange { kind: String }
type Order { id: ID }
type Query { order: Order change: OrderChange topic: EventTopic }
"""
DAY, AFTER = date(2027, 1, 1), date(2027, 1, 4)
ORDERS: dict[str, dict[str, object]] = {
    "Order": {"topic": "ORDERS", "change": "OrderChange", "figures": [], "kinds": [], "permission": None}
}


def announced(what: str, **promised: object) -> Contract:
    """Promise something, and say that it is to go."""
    before = promise(SCHEMA, **promised)  # pyright: ignore[reportArgumentType] - errors or events
    said = Deprecation("Read something else.", DAY, date(2026, 1, 1))
    return Contract(before.schema, before.needs, before.errors, before.events, {what: said})


def used(coordinate: str) -> Usage:
    """Say that the shop uses a part."""
    return Usage(AFTER, date(2026, 1, 1), [Use("shop", coordinate, 1, AFTER)])


def test_a_code_goes_after_its_day_since_nobody_can_count_its_use() -> None:
    before = announced("error OLD", errors={"OLD": {"facts": {}}})
    found = changes(before, promise(SCHEMA))
    assert objections(found, before, None, AFTER) == []
    assert objections(found, before, None, date(2026, 12, 31)) == [
        "The error OLD was removed. error OLD stays until 2027-01-01."
    ]


def test_a_code_that_was_not_announced_stays() -> None:
    before = promise(SCHEMA, errors={"OLD": {"facts": {}}})
    (objection,) = objections(changes(before, promise(SCHEMA)), before, None, AFTER)
    assert "error OLD was never deprecated" in objection


def test_events_stay_while_somebody_follows_them() -> None:
    before = announced("event Order", events=ORDERS)
    found = changes(before, promise(SCHEMA))
    for coordinate in ("EventTopic.ORDERS", "OrderChange.kind"):
        (objection,) = objections(found, before, used(coordinate), AFTER)
        assert objection.startswith("The event Order was removed. It is used by shop")


def test_who_reads_a_document_does_not_follow_its_events() -> None:
    before = announced("event Order", events=ORDERS)
    assert objections(changes(before, promise(SCHEMA)), before, used("Order.id"), AFTER) == []
