"""Programs that come: somebody asks that one be let in, or lets it in at once; later it is changed."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from kernel.draft import Draft
from models import OAuthClientState
from services import masters
from services.platform.oauth_client.life import OAUTH_CLIENT, PersonNeeded, person_of
from services.platform.oauth_client.role import require_own_roles
from services.platform.user_role import require_reach
from services.work import Work

_ID_BYTES: Final = 12


async def request(work: Work, draft: Draft) -> UUID:
    """Write down a program that somebody wants to be let in, and give its id; until then it may do nothing.

    Raises:
        PersonNeeded: nobody who could be asked about it wants it.
        DomainError: something that is said of it does not fit.
    """
    person = person_of(work)
    if person is None:
        raise PersonNeeded
    return await _make(work, draft, {"state": OAuthClientState.REQUESTED, "requested_by": person})


async def create(work: Work, draft: Draft) -> UUID:
    """Let a program in at once, and give its id.

    Raises:
        NotFound: it would be one of our own, which ask in every company, and whoever works here does not reach every one.
        DomainError: as `request`.
    """
    if draft.values.get("party_id") is None:
        require_reach(work, None, draft.at("party_id"))
    facts = {"state": OAuthClientState.APPROVED, "decided_by": person_of(work), "decided_at": work.clock.now()}
    return await _make(work, draft, facts)


async def update(work: Work, draft: Draft) -> UUID:
    """Change a program, and give its id.

    Raises:
        ClientApprovalNeeded: it was let in as it is, and whoever works here lets no programs in.
        RightsExceeded: its keys are changed, by which one asks as the program, and its own roles give more than they have.
        DomainError: something that is said of it does not fit.
    """
    person_of(work)
    (key,) = await masters.update(work, OAUTH_CLIENT, [draft])
    if "public_keys" in draft.values:
        await require_own_roles(work, key)
    return key


async def _make(work: Work, draft: Draft, facts: Mapping[str, object]) -> UUID:
    values = {**draft.values, **facts, "client_id": secrets.token_hex(_ID_BYTES)}
    if work.principal is not None and work.principal.party_id is not None and values.get("party_id") is None:
        # A partner's people ask for programs of that partner.
        values["party_id"] = work.principal.party_id
    (key,) = await masters.create(work, OAUTH_CLIENT, [replace(draft, values=values)])
    return key
