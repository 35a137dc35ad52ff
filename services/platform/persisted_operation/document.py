"""A document that a program registers is valid; what makes one so is known outside of here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kernel.errors import DomainError


@dataclass(eq=False)
class OperationUnfit(DomainError):
    """What is registered is valid in the schema and within the limits of a document, so that it can be asked for at any time."""

    message = "This document cannot be registered: {problem}"
    problem: str


class Documents(Protocol):
    """Knows which documents are valid."""

    def names(self, text: str) -> Sequence[str]:
        """Give the names of the operations of a valid document.

        Raises:
            OperationUnfit: it is not valid.
        """
        ...
