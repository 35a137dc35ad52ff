"""Root fields that lead to entities of any type."""

import strawberry

from planner.access import PUBLIC
from planner.lists import by_node_id, by_node_ids, found
from schema.base import Node
from schema.search import SearchHit


@strawberry.type
class NodeQueries:
    """Root fields that lead to entities of any type."""

    node: Node | None = by_node_id("Anything by its id; null where there is no such thing, or none to see.")
    nodes: list[Node | None] = by_node_ids(
        "Several things by their ids, in the order of the ids; null for those that are not there, or not to be seen."
    )
    search: list[SearchHit] = found(
        "Parties, products and SKUs in which all the words occur; of types that one may not read none.", needs=PUBLIC
    )
