"""events.json: what is told when it happens, under which topic, in which shape, and who may hear of it."""

from collections.abc import Iterator
from typing import Any, Final

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from auth.events import NEEDS, PUBLIC
from models.platform.event import EventKind
from models.platform.event_topics import TOLD, EventTopic, Told
from planner.needs import needs_of
from planner.types import bare, type_of
from server.contract.lines import parts_as_json

_KINDS: Final = tuple(EventKind)


def events_document(schema: GraphQLSchema) -> str:
    """Give as JSON the topics, the types that they tell of, and the subscriptions that tell them."""
    topics = {topic.value: sorted(told.type_name for told in TOLD if told.topic is topic) for topic in EventTopic}
    types = {told.type_name: _type(schema, told) for told in TOLD}
    return parts_as_json({"topics": topics, "types": types, "subscriptions": dict(_subscriptions(schema))})


def _type(schema: GraphQLSchema, told: Told) -> dict[str, Any]:
    needs = NEEDS[told.type_name]
    return {
        "topic": told.topic,
        "kinds": ["ENTERED"] if told.only else list(_KINDS),
        "change": f"{told.type_name}Change",
        "state": _state(schema, told),
        "figures": sorted(told.figures),
        "permission": None if needs == PUBLIC else needs,
        "concernsOne": told.subject != "null",
    }


def _state(schema: GraphQLSchema, told: Told) -> str | None:
    """Name the enum of the states that `from` and `to` tell; none for what has no life cycle."""
    type_ = schema.get_type(told.type_name)
    if told.state == "null" or not isinstance(type_, GraphQLObjectType):
        return None
    return bare(type_of(type_.fields["state"])).name


def _subscriptions(schema: GraphQLSchema) -> Iterator[tuple[str, dict[str, Any]]]:
    assert schema.subscription_type is not None
    for name, field in schema.subscription_type.fields.items():
        yield name, {"batch": _batch(field), "permissions": _permissions(schema, name)}


def _batch(field: GraphQLField) -> str:
    return bare(type_of(field)).name


def _permissions(schema: GraphQLSchema, name: str) -> list[str]:
    return [need.permission for need in needs_of(schema, f"Subscription.{name}")]
