"""Reading mutations without doing them: who may, with which fields of inputs, and what of their payloads is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, parse

from auth.principal import Principal
from planner.cache import PlanCache
from planner.payload import Payloads
from server.graphql.access import access_of
from server.graphql.documents import Document
from server.graphql.request import GraphQLRequest
from server.writing.steps import AnyStep, StepReader


@dataclass(frozen=True)
class Steps:
    """Reads operations of the schema; nothing of them is done."""

    schema: GraphQLSchema

    def read(self, principal: Principal, text: str, variables: Mapping[str, Any] | None = None) -> list[AnyStep]:
        """Read the fields of an operation."""
        reader = StepReader(self.schema, Payloads(self.schema, b"steps", PlanCache()))
        request = GraphQLRequest(text, variables=variables or {})
        return reader.read(Document(text, parse(text), 0), request, access_of(principal), None).all
