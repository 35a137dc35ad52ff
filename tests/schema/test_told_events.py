"""events.json tells of what is told, in the words of the schema."""

import orjson
from graphql import GraphQLObjectType, GraphQLSchema

from server.contract.events import events_document


def test_names_types_of_the_schema(planned: GraphQLSchema) -> None:
    said = orjson.loads(events_document(planned))
    for name, told in said["types"].items():
        change = planned.get_type(told["change"])
        assert name in said["topics"][told["topic"]]
        assert isinstance(change, GraphQLObjectType)
        assert str(change.fields["node"].type) == name
        assert told["state"] is None or planned.get_type(told["state"]) is not None


def test_tells_every_subscription_with_what_it_takes(planned: GraphQLSchema) -> None:
    assert planned.subscription_type is not None
    said = orjson.loads(events_document(planned))["subscriptions"]
    assert set(said) == set(planned.subscription_type.fields)
    assert said["salesOrdersChanged"] == {"batch": "SalesOrderChanges", "permissions": ["sales.order:read"]}
