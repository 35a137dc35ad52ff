"""What a stored subscription is about, and whether it can shape what is delivered: one change at a time, from a stretch of the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from asyncpg import Connection
from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLSchema,
    OperationType,
    get_argument_values,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from auth.permissions import CATALOGUE
from auth.principal import Principal
from events import position as positions
from planner.answer import Planner
from planner.arguments import Tracer
from planner.entity import spec_of
from planner.errors import PlanError
from planner.fields import Changes
from planner.filters import require_few_parts
from planner.following import NotFollowed, follow
from planner.selection import Selected, Selections
from planner.streams import stream_key
from server.graphql.access import access_of
from server.graphql.documents import Document, Documents
from server.graphql.errors import Refused
from services.platform.webhook.shape import CursorInvalid, ResyncRequired, Wanted, WebhookDocumentUnfit

_FEED: Final = "feed"
EVERYBODY: Final = Principal("torso", "torso", "Torso", frozenset(CATALOGUE), None)
"""Somebody who may see everything, for whom documents are tried."""
_OF_A_STREAM: Final = ("after", "window", "snapshot")
"""What is said of a subscription that somebody holds open; a webhook has its place, its pace and its start by itself."""


@dataclass(frozen=True)
class SubscriptionShapes:
    """Reads stored subscriptions of one schema."""

    schema: GraphQLSchema
    documents: Documents
    planner: Planner

    def topics(self, wanted: Wanted) -> list[str]:
        """Give what a subscription is about.

        Raises:
            WebhookDocumentUnfit: it is not valid, or asks for something else than what happens from now on.
        """
        document = self.valid(wanted)
        given = self._coerced(document, wanted)
        root, definition = self._root(document, wanted, given.coerced)
        spec = spec_of(definition)
        assert isinstance(spec, Changes), f"{root.name} tells of nothing"
        arguments = get_argument_values(definition, root.nodes[0], given)
        if said := [name for name in _OF_A_STREAM if arguments.get(name) is not None]:
            raise WebhookDocumentUnfit(f"{said[0]} is for whoever holds a subscription open.")
        self._require_plannable(document, wanted)
        topics, asked = {*spec.topics.values()}, arguments.get("topics")
        return sorted(str(each) for each in (topics if asked is None else topics & {*asked}))

    def valid(self, wanted: Wanted) -> Document:
        """Give the document, which is valid and has the operation.

        Raises:
            WebhookDocumentUnfit: it is not, or has not.
        """
        try:
            document = self.documents.known(wanted.document)
            if document is None:
                document = self.documents.parsed(wanted.document)
                self.documents.require_valid(document)
            operation = document.operation(wanted.operation_name)
        except Refused as refused:
            raise WebhookDocumentUnfit(refused.errors[0].message) from None
        if operation.operation is not OperationType.SUBSCRIPTION:
            raise WebhookDocumentUnfit("It is not a subscription.")
        return document

    async def position(self, reading: Connection, cursor: str) -> int:
        """Give the position that a cursor stands for.

        Raises:
            CursorInvalid, ResyncRequired: as their names say.
        """
        try:
            return await positions.opened(reading, stream_key(self.planner.cursor_secret, _FEED), cursor)
        except positions.CursorInvalid:
            raise CursorInvalid from None
        except positions.ResyncRequired:
            raise ResyncRequired from None

    def _require_plannable(self, document: Document, wanted: Wanted) -> None:
        """Plan it for somebody who may see everything: what cannot be told to them cannot be told at all."""
        variables, key = wanted.variables, document.hash
        try:
            follow(self.planner, document.ast, wanted.operation_name, variables, access_of(EVERYBODY), key=key)
        except NotFollowed as refused:
            raise WebhookDocumentUnfit(refused.errors[0].message) from None

    def _coerced(self, document: Document, wanted: Wanted) -> VariableValues:
        definitions = document.operation(wanted.operation_name).variable_definitions or ()
        try:
            require_few_parts(definitions, wanted.variables)
        except PlanError as error:
            raise WebhookDocumentUnfit(error.message) from None
        coerced = get_variable_values(self.schema, definitions, dict(wanted.variables), 1)
        if isinstance(coerced, list):
            raise WebhookDocumentUnfit(coerced[0].message)
        return coerced

    def _root(self, document: Document, wanted: Wanted, variables: Mapping[str, Any]) -> tuple[Selected, GraphQLField]:
        operation = document.operation(wanted.operation_name)
        definitions = document.ast.definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        root_type = self.schema.subscription_type
        assert root_type is not None
        roots = Selections(self.schema, fragments, Tracer(variables)).of(root_type, [operation.selection_set])
        if len(roots) != 1 or roots[0].name not in root_type.fields:
            raise WebhookDocumentUnfit("It asks for something else than one field of the subscriptions.")
        return roots[0], root_type.fields[roots[0].name]
