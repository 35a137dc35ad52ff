"""Every subscription tells everybody what the log of events tells them, with what a query would show them of it."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import parse

from auth.principal import Principal
from auth.roles import RoleCode
from models.platform.event_topics import TOLD
from planner.answer import Planner
from planner.entity import spec_of
from planner.fields import Changes
from planner.following import NotFollowed, follow
from resolvers.schema import build_schema, core_of
from server.graphql.access import access_of
from server.graphql.caller import Caller
from tests.live.audience import Audience
from tests.oracle.printed import printed
from tests.oracle.viewers import somebody
from tests.permissions.expected import Rights
from tests.schema.asking_everything import selection

SCHEMA, SDL = core_of(build_schema()), printed()
assert SCHEMA.subscription_type is not None
TYPED = {
    next(iter(spec.topics)): name
    for name, field in SCHEMA.subscription_type.fields.items()
    if isinstance(spec := spec_of(field), Changes) and len(spec.topics) == 1
}
WHO = ["admin of two", "auditor without costs", "customer"]
LOG = "query ($after: String!) { eventLog(after: $after) { nodes { nodeKey version kind } cursor hasNextPage } }"
CHANGE = "topic kind nodeKey version from to figures occurredAt"


def test_everything_that_is_told_of_has_a_type_of_change() -> None:
    interface = SCHEMA.get_type("Change")
    named = {type_.name for type_ in SCHEMA.get_possible_types(interface)}  # pyright: ignore[reportArgumentType]
    assert named == {f"{told.type_name}Change" for told in TOLD}


@pytest.mark.parametrize("role", RoleCode)
def test_a_role_may_follow_what_it_may_read(planner: Planner, role: RoleCode) -> None:
    rights = Rights(SDL, somebody(role).permissions)
    for name in SDL.fields("Subscription"):
        text = _document(name, "kind")
        refused = contextlib.nullcontext()
        if rights.missing_for_field("Subscription", name):
            refused = pytest.raises(NotFollowed)
        with refused:
            follow(planner, parse(text), None, {}, access_of(somebody(role)), key=text)


async def test_everybody_is_told_what_the_log_tells_them(
    world_audience: Audience, viewers: Mapping[str, Principal], start: str
) -> None:
    for who, principal in viewers.items():
        expected = await _log(world_audience, principal, start)
        told = await _told(world_audience, principal, "events", "nodeKey version kind", start)
        assert told == expected, who


@pytest.mark.parametrize("type_name", TYPED)
@pytest.mark.parametrize("who", WHO)
async def test_shows_what_a_query_shows(
    world_audience: Audience, viewers: Mapping[str, Principal], start: str, type_name: str, who: str
) -> None:
    principal, root = viewers[who], TYPED[type_name]
    if Rights(SDL, principal.permissions).missing_for_field("Subscription", root):
        assert await world_audience.refused(_document(root, CHANGE), principal, start) == "FORBIDDEN"
        return
    type_ = SCHEMA.get_type(type_name)
    fields = selection(type_, deep=1)  # pyright: ignore[reportArgumentType]
    told = await _told(world_audience, principal, root, f"{CHANGE} node {fields}", start)
    expected = await _log(world_audience, principal, start)
    keys = [each["nodeKey"] for each in expected if each["nodeKey"].startswith(f"{type_name}:")]
    assert [each["nodeKey"] for each in told] == keys
    shown = {each["nodeKey"]: each["node"] for each in told}
    for begin in range(0, len(shown), 20):
        some = list(shown)[begin : begin + 20]
        assert [shown[key] for key in some] == await _nodes(world_audience, principal, some, type_name, fields)


async def test_a_field_that_is_denied_says_so_in_every_answer(
    world_audience: Audience, viewers: Mapping[str, Principal], start: str
) -> None:
    text = _document("salesOrdersChanged", "node { margin { amount } number }")
    listener = await world_audience.listen(text, viewers["auditor without costs"], start)
    answer = orjson.loads(listener.told[0].payload)
    assert {change["node"]["margin"] for change in answer["data"]["salesOrdersChanged"]["changes"]} == {None}
    (error,) = answer["errors"]
    assert error["extensions"]["coordinate"] == "SalesOrder.margin"
    assert error["path"] == ["salesOrdersChanged", "changes", "node", "margin"]


async def test_who_may_not_read_a_field_may_not_filter_by_it(
    world_audience: Audience, viewers: Mapping[str, Principal]
) -> None:
    text = "subscription { salesOrdersChanged(filter: { customer: { id: { isNull: false } } }) { cursor } }"
    who = replace(viewers["admin of all"], permissions=viewers["admin of all"].permissions - {"platform.party:read"})
    assert await world_audience.refused(text, who) == "FORBIDDEN"


async def test_a_snapshot_is_the_list(world_audience: Audience, viewers: Mapping[str, Principal]) -> None:
    for who in WHO:
        text = "subscription { salesOrdersChanged(snapshot: true) { isSnapshot changes { nodeKey to version node { id state version } } } }"
        if Rights(SDL, viewers[who].permissions).missing_for_field("Subscription", "salesOrdersChanged"):
            continue
        listener = await world_audience.listen(text, viewers[who])
        await listener.until(lambda told: not told.batches[-1]["isSnapshot"])
        listed = await _ask(
            world_audience, viewers[who], "{ salesOrders(first: 100) { totalCount nodes { id state version } } }"
        )
        nodes = [each["node"] for each in listener.changes]
        assert all(each in nodes for each in listed["salesOrders"]["nodes"])
        assert len(nodes) == listed["salesOrders"]["totalCount"]
        assert all(
            (each["nodeKey"], each["to"], each["version"]) == tuple(each["node"].values()) for each in listener.changes
        )


def _document(root: str, change: str) -> str:
    return f"subscription {{ {root} {{ cursor changes {{ {change} }} }} }}"


async def _told(audience: Audience, who: Principal, root: str, change: str, start: str) -> list[dict[str, Any]]:
    """Catch up from the start, until something is told that happens now."""
    listener, subscriber = await audience.subscribe(_document(root, change), who, start)
    await listener.until(lambda _: subscriber.position == audience.live.position and not subscriber.is_new)
    subscriber.end()
    return listener.changes


async def _log(audience: Audience, who: Principal, start: str) -> list[dict[str, Any]]:
    nodes, cursor, has_more = list[dict[str, Any]](), start, True
    while has_more:
        page = (await _ask(audience, who, LOG, after=cursor))["eventLog"]
        nodes, cursor, has_more = [*nodes, *page["nodes"]], page["cursor"], page["hasNextPage"]
    return nodes


async def _nodes(
    audience: Audience, who: Principal, keys: list[str], type_name: str, fields: str
) -> list[dict[str, Any] | None]:
    text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {fields} }} }}"
    return (await _ask(audience, who, text, ids=keys))["nodes"]


async def _ask(audience: Audience, who: Principal, text: str, **variables: Any) -> dict[str, Any]:
    reply = await audience.answering.answer(audience.asked(text, **variables), Caller.of(who))
    return orjson.loads(reply.body)["data"]
