"""Finding people by their e-mail address, however they spell it."""

import unicodedata
from typing import Final

import sqlalchemy as sa

from models import User
from services.work import Actor, Work

PAGES: Final = "torso-pages"
"""The program of whoever works with our own pages, as the audit has it."""
NOBODY: Final = "sign-in"
"""Who works before it is known who it is."""


def email_key(email: str) -> str:
    """Give what two spellings of one address have in common, as the function of that name in the database does."""
    return unicodedata.normalize("NFKC", email).lower()


def nobody(request_id: str) -> Actor:
    """Say to the audit that it is not known yet who works."""
    return Actor(NOBODY, PAGES, request_id, "")


def actor_of(user: User, request_id: str) -> Actor:
    """Say to the audit that somebody works with our own pages."""
    return Actor(str(user.id), PAGES, request_id, user.name)


async def user_by_email(work: Work, email: str) -> User | None:
    """Find somebody who may sign in."""
    if "\0" in email:
        return None
    key = sa.func.email_key(User.email) == sa.func.email_key(email.strip())
    return await work.session.scalar(sa.select(User).where(key, User.archived_at.is_(None)))
