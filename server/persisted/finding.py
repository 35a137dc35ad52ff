"""From a request to its document: sent with it, registered by the build of a program, or sent before with its hash."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from graphql import GraphQLError

from server.access.entrance import Admitted
from server.graphql.errors import Refused
from server.graphql.request import GraphQLRequest
from server.persisted.automatic import Automatic
from server.persisted.registry import Registry
from services.platform.persisted_operation.limited import OperationNotRegistered
from services.platform.persisted_operation.manifest import lookup_key

OPERATION_NOT_REGISTERED: Final = OperationNotRegistered.code
# Apollo's clients know it by its sentence, and send the document then.
_NOT_FOUND: Final = "PersistedQueryNotFound"


class NotRegistered(Refused):
    """A client asks for something else that may ask by what it has registered alone."""

    def __init__(self) -> None:
        """Refuse it."""
        super().__init__(
            [GraphQLError(OperationNotRegistered.message, extensions={"code": OPERATION_NOT_REGISTERED})], status=403
        )


@dataclass
class Finding:
    """Finds the documents of requests."""

    registry: Registry
    automatic: Automatic = field(default_factory=Automatic)

    async def found(self, request: GraphQLRequest, admitted: Admitted) -> GraphQLRequest:
        """Give a request with its document.

        Raises:
            NotRegistered: it is none by which this client may ask.
            Refused: it is not known, or is another one than its hash says.
        """
        if request.document_id is not None:
            return replace(request, document=await self._registered(request.document_id, admitted.client_id))
        if request.sha256 is not None:
            return await self._by_hash(request, request.sha256, admitted)
        if admitted.only_persisted:
            await self._require_registered(request.document, admitted.client_id)
        return request

    def keep(self, request: GraphQLRequest, admitted: Admitted) -> None:
        """Keep the document that came with a request, which is valid, for when its hash is sent without it."""
        if request.sha256 is not None and request.document and not admitted.only_persisted:
            self.automatic.keep(admitted.client_id, request.sha256, request.document)

    async def _registered(self, document_id: str, client_id: str) -> str:
        document = await self.registry.find(client_id, lookup_key(document_id))
        if document is None:
            message = "This client has registered no document of this id."
            raise Refused.because(message, "PERSISTED_DOCUMENT_NOT_FOUND")
        return document

    async def _by_hash(self, request: GraphQLRequest, hash_: str, admitted: Admitted) -> GraphQLRequest:
        if request.document:
            _require_same(request.document, hash_)
        document = None
        if not admitted.only_persisted:
            document = request.document or self.automatic.find(admitted.client_id, hash_)
        document = document or await self.registry.find(admitted.client_id, hash_)
        if document is None:
            raise NotRegistered if admitted.only_persisted else _not_found()
        return replace(request, document=document)

    async def _require_registered(self, document: str, client_id: str) -> None:
        """Check that a document that was sent is one that is registered, letter by letter."""
        if await self.registry.find(client_id, _hash_of(document)) is None:
            raise NotRegistered


def _not_found() -> Refused:
    return Refused.because(_NOT_FOUND, "PERSISTED_QUERY_NOT_FOUND")


def _require_same(document: str, hash_: str) -> None:
    if _hash_of(document) != hash_:
        message = "The document is another one than its hash says."
        raise Refused.because(message, "PERSISTED_QUERY_MISMATCH", status=400)


def _hash_of(document: str) -> str:
    return sha256(document.encode()).hexdigest()
