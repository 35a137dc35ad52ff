"""Whether a document can be run in bulk: it is valid, of one list or one mutation, and its requester may run all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import OperationDefinitionNode, get_variable_values

from auth.principal import Principal
from planner.answer import Planner
from planner.errors import Denied, PlanError
from planner.filters import require_few_parts
from planner.operation import Operation, Plan
from planner.paging import PAGE_MAX
from server.bulk.lined import LinedMutation, lined
from server.bulk.paged import Paged, paged
from server.graphql.access import access_of
from server.graphql.documents import Document, Documents
from server.graphql.errors import Refused
from server.graphql.limits import COST, too_costly
from server.graphql.naming import Names, Naming
from services.platform.bulk.document import Asked, BulkDocumentUnfit, BulkFieldForbidden

VARIABLE_ERRORS_MAX: Final = 1


@dataclass(frozen=True)
class PagedQuery:
    """A query as it is read: pages of a size, of which each is within what a request may cost."""

    paged: Paged
    plan: Plan
    size: int
    names: Names
    """What it names of the schema, as it was asked for."""


@dataclass(frozen=True)
class SchemaBulkDocuments:
    """Reads documents of one schema."""

    documents: Documents
    planner: Planner

    def page_cost(self, asked: Asked, principal: Principal) -> int:
        """Check a query, and give what one page of it costs. Raises as `BulkDocuments.page_cost`."""
        return self.query(asked, principal).plan.cost

    def query(self, asked: Asked, principal: Principal) -> PagedQuery:
        """Give a query as it is read, with the largest pages that are within the limits.

        Raises:
            BulkDocumentUnfit, BulkFieldForbidden: it cannot be read, or not by them.
        """
        document, operation = self._valid(asked)
        given = self._variables(operation, asked)
        found = self._planned(document, operation, asked, given, principal, PAGE_MAX)
        if found.plan.cost > COST:
            # What a page costs grows with its rows.
            size = max(1, PAGE_MAX * COST // found.plan.cost)
            found = self._planned(document, operation, asked, given, principal, size)
        if found.plan.cost > COST:
            raise BulkDocumentUnfit(too_costly(found.plan.cost))
        if found.plan.denials:
            denial = found.plan.denials[0]
            raise BulkFieldForbidden(denial.coordinate, denial.permission)
        return found

    def names(self, asked: Asked) -> Names:
        """Tell what a document that is fit names, as `BulkDocuments.names`."""
        document, operation = self._valid(asked)
        return self._named(document, operation, asked)

    def require_mutation(self, asked: Asked, principal: Principal) -> None:
        """Check a mutation. Raises as `BulkDocuments.require_mutation`."""
        self.mutation(asked, principal)

    def mutation(self, asked: Asked, principal: Principal) -> LinedMutation:
        """Give a mutation as it is done for each line.

        Raises:
            BulkDocumentUnfit, BulkFieldForbidden: it cannot be done, or not by them.
        """
        document, operation = self._valid(asked)
        found = lined(self.planner.schema, document, operation)
        if not access_of(principal).allows(found.needs):
            raise BulkFieldForbidden(found.coordinate, found.needs)
        return found

    def _valid(self, asked: Asked) -> tuple[Document, OperationDefinitionNode]:
        try:
            document = self.documents.known(asked.document)
            if document is None:
                document = self.documents.parsed(asked.document)
                self.documents.require_valid(document)
            return document, document.operation(asked.operation_name)
        except Refused as refused:
            raise BulkDocumentUnfit(refused.errors[0].message) from None

    def _variables(self, operation: OperationDefinitionNode, asked: Asked) -> Mapping[str, Any]:
        definitions = operation.variable_definitions or ()
        try:
            require_few_parts(definitions, asked.variables)
        except PlanError as error:
            raise BulkDocumentUnfit(error.message) from None
        given = get_variable_values(self.planner.schema, definitions, dict(asked.variables), VARIABLE_ERRORS_MAX)
        if isinstance(given, list):
            raise BulkDocumentUnfit(given[0].message)
        return given.coerced

    def _planned(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        asked: Asked,
        given: Mapping[str, Any],
        principal: Principal,
        size: int,
    ) -> PagedQuery:
        schema, access = self.planner.schema, access_of(principal)
        rewritten = paged(schema, document.ast, operation, given, size)
        try:
            read = Operation.of(schema, rewritten.document, asked.operation_name)
            plan = read.plan(rewritten.variables(given, None), access, self.planner.cursor_secret)
            plan.values(rewritten.variables(given, None), access)
        except Denied as denied:
            raise BulkFieldForbidden(denied.coordinate, denied.permission) from None
        except PlanError as error:
            raise BulkDocumentUnfit(error.message) from None
        except RecursionError:
            raise BulkDocumentUnfit("It selects more than one statement can hold.") from None
        return PagedQuery(rewritten, plan, size, self._named(document, operation, asked))

    def _named(self, document: Document, operation: OperationDefinitionNode, asked: Asked) -> Names:
        return Naming(self.planner.schema).of(document.ast, operation).with_variables(asked.variables)
