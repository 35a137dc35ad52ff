"""What people have agreed to, remembered so that they are asked once."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from models import OAuthClient, OAuthConsent
from services.work import Work


async def has_agreed(work: Work, user_id: UUID, client: OAuthClient, scopes: Sequence[str]) -> bool:
    """Tell whether somebody has agreed to all of this before."""
    query = sa.select(OAuthConsent.scopes).where(OAuthConsent.user_id == user_id, OAuthConsent.client_id == client.id)
    agreed = await work.session.scalar(query)
    return agreed is not None and set(scopes) <= set(agreed)


async def agree(work: Work, user_id: UUID, client: OAuthClient, scopes: Sequence[str]) -> None:
    """Remember that somebody has agreed, to this and what they had agreed to before."""
    query = sa.select(OAuthConsent.scopes).where(OAuthConsent.user_id == user_id, OAuthConsent.client_id == client.id)
    before = await work.session.scalar(query.with_for_update()) or []
    together = sorted({*before, *scopes})
    statement = insert(OAuthConsent).values(user_id=user_id, client_id=client.id, scopes=together)
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "client_id"], set_={"scopes": together})
    )
