"""Secrets of endpoints: shown once, sealed, and changed so that the one of before is good for a while beside the new one."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from auth.vault import Vault
from services.platform.webhook.endpoint import endpoint_to_change, place, sealed
from services.platform.webhook.signature import new_secret
from services.work import ShownOnce, Work

OVERLAP: Final = timedelta(hours=24)
"""For how long is signed with the secret of before too."""


async def secret_rotate(work: Work, key: UUID, version: int, *, at_once: bool) -> tuple[UUID, ShownOnce]:
    """Give an endpoint another secret, which is shown once; that of before is good for a day, or no more where it got known.

    Raises:
        NotFound, StaleVersion, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    endpoint = await endpoint_to_change(work, key, version, ())
    assert work.vault is not None
    secret, now = ShownOnce(new_secret()), work.clock.now()
    before = work.vault.open(endpoint.sealed_secret, place(key, "sealed_secret"))
    endpoint.sealed_secret_before = None if at_once else sealed(work, key, before, "sealed_secret_before")
    endpoint.secret_before_until = None if at_once else now + OVERLAP
    endpoint.sealed_secret = sealed(work, key, secret, "sealed_secret")
    endpoint.secret_changed_at = now
    await work.session.flush()
    return key, secret


def good_secrets(vault: Vault, key: UUID, secret: str, before: str | None) -> list[str]:
    """Open the secrets with which is signed: the newest, and that of before while it is good."""
    good = [vault.open(secret, place(key, "sealed_secret"))]
    return good if before is None else [*good, vault.open(before, place(key, "sealed_secret_before"))]
