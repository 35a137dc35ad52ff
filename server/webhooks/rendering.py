"""Bodies of messages: one change in the shape of a stored subscription, with the rights that a program has now."""

import hashlib
from typing import Protocol
from uuid import UUID

import orjson

from auth.principal import Principal
from planner.access import Access
from services.platform.webhook.shape import Wanted


class Bodies(Protocol):
    """Makes bodies."""

    async def body(self, wanted: Wanted, position: int, access: Access) -> bytes | None:
        """Give what is told of the event at a position of the feed; None where nothing is, to these rights.

        Raises:
            WebhookDocumentUnfit: the document is not valid any more.
        """
        ...


def rights_of(principal: Principal) -> bytes:
    """Give what tells rights from others: a body that was made with these is sent as long as they are the same."""
    companies = None if principal.companies is None else [str(each) for each in principal.companies]
    party = None if principal.party_id is None else str(principal.party_id)
    return hashlib.sha256(orjson.dumps([sorted(principal.permissions), companies, party])).digest()


def test_body(endpoint: UUID) -> bytes:
    """Give what is told by a test: nothing, in the shape of an answer."""
    return orjson.dumps({"data": None, "extensions": {"test": True, "endpoint": f"WebhookEndpoint:{endpoint}"}})
