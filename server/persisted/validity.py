"""Whether a document can be registered: it is valid in the schema, and within the limits of a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.graphql.documents import Documents
from server.graphql.errors import Refused
from services.platform.persisted_operation.document import OperationUnfit


@dataclass(frozen=True)
class SchemaDocuments:
    """Checks documents of one schema."""

    documents: Documents

    def names(self, text: str) -> Sequence[str]:
        """Give the names of the operations of a valid document.

        Raises:
            OperationUnfit: it is not valid, or has no operation.
        """
        try:
            document = self.documents.parsed(text)
            self.documents.check(document)
        except Refused as refused:
            raise OperationUnfit(refused.errors[0].message) from None
        if not document.operations:
            raise OperationUnfit("It has no operation.")
        return [name for name in document.operations if name is not None]
