"""A program that is limited to its registered operations asks for nothing else, whichever way a document comes."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from kernel.errors import DomainError
from services.work import Work

# Programs that the database does not know, such as those of tokens that a developer makes, are not limited.
_MAY_ASK: Final = """
select not client.only_persisted_operations or exists (
  select from persisted_operation registered where registered.client_id = client.id and registered.sha256 = $2)
from oauth_client client where client.client_id = $1
"""


@dataclass(eq=False)
class OperationNotRegistered(DomainError):
    """A program that is limited to its registered operations asks for nothing else, in bulk or by a webhook neither."""

    message = "This client may ask by the operations that are registered for it, and nothing else."


async def require_registered(work: Work, document: str) -> None:
    """Check that the program may ask by a document: by one that it has registered, letter by letter, where it is limited to these.

    Raises:
        OperationNotRegistered: it may not.
    """
    found = sha256(document.encode()).hexdigest()
    if await work.raw.fetchval(_MAY_ASK, work.actor.client_id, found) is False:
        raise OperationNotRegistered
