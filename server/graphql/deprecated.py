"""Telling programs which deprecated parts of the schema they use, with every answer."""

from typing import TypedDict

from graphql import GraphQLSchema

from server.contract.deprecations import reasons, sunset_of
from server.graphql.naming import Names


class Told(TypedDict):
    """A part that is to go, as `extensions.deprecations` has it."""

    coordinate: str
    reason: str
    sunset: str | None


class Deprecated:
    """What of a schema is to go."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Read it from the schema."""
        self._told = {
            coordinate: Told(coordinate=coordinate, reason=reason, sunset=sunset_of(reason))
            for coordinate, reason in reasons(schema)
        }

    def among(self, names: Names) -> list[Told]:
        """Tell what of these parts is to go."""
        if not self._told:
            return []
        return [self._told[coordinate] for coordinate in sorted(names & self._told.keys())]
