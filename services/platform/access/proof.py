"""Proofs of possession, and what programs sign to prove themselves: each is taken once."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from models import OAuthProof
from services.work import Work


async def is_first_time(work: Work, fingerprint: bytes, until: datetime) -> bool:
    """Remember that a proof was shown, and tell whether it is the first time; of two at once one is."""
    statement = insert(OAuthProof).values(proof_hash=fingerprint, expires_at=until)
    shown = await work.session.execute(statement.on_conflict_do_nothing().returning(OAuthProof.id))
    return shown.first() is not None
