"""What can be asked for in bulk; how a document is read is known outside of here (`server.bulk`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from auth.principal import Principal
from kernel.errors import DomainError


@dataclass(eq=False)
class BulkDocumentUnfit(DomainError):
    """What is run in bulk is a query of one list, or one mutation, that is valid and that its requester may run."""

    message = "This document cannot be run in bulk: {problem}"
    problem: str


@dataclass(eq=False)
class BulkFieldForbidden(DomainError):
    """A file in which values are missing for want of a right would be taken for whole, so there is none."""

    message = "{coordinate} needs the permission {permission}."
    coordinate: str
    permission: str


class Asked(NamedTuple):
    """A document with what it is asked with."""

    document: str
    operation_name: str | None
    variables: Mapping[str, Any]


class BulkDocuments(Protocol):
    """Knows which documents can be run in bulk."""

    def page_cost(self, asked: Asked, principal: Principal) -> int:
        """Check a query, and give what one page of it costs.

        Raises:
            BulkDocumentUnfit, BulkFieldForbidden: it cannot be run, or not by them.
        """
        ...

    def names(self, asked: Asked) -> frozenset[str]:
        """Tell what a document that is fit names of the schema, by coordinate, and what its variables name."""
        ...

    def require_mutation(self, asked: Asked, principal: Principal) -> None:
        """Check a mutation that is done for each line of a file.

        Raises:
            BulkDocumentUnfit, BulkFieldForbidden: it cannot be done, or not by them.
        """
        ...
