"""Devices that are let in by somebody who types a short code elsewhere (RFC 8628)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from kernel.errors import DomainError
from models import OAuthClient, OAuthDeviceCode, OAuthGrant, UserSession
from services.platform.access.grant import Granted, grant_make
from services.platform.access.guessing import network
from services.platform.access.secret import hash_of, new_secret
from services.platform.access.sessions import session_goes_on
from services.work import Work

LASTS: Final = timedelta(minutes=10)
INTERVAL_SECONDS: Final = 5
OPEN_MAX: Final = 10_000
"""How many devices of one program may wait at once; of a network, so few that it takes many of these to be all."""
MINUTE: Final = timedelta(minutes=1)
BEGUN_A_MINUTE_MAX: Final = 30
"""How many devices of a network begin to wait within any minute, of all programs and at all workers together."""
NETWORK_BITS: Final = 48
"""How much of an address of IPv6 they are counted by: a site is given so much, and has 65,536 networks within it to ask from."""

_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('devices ' || encode($1, 'hex'), 0))"
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no words come of them, and none that look alike (RFC 8628, 6.1)."""


class DeviceState(StrEnum):
    """What a device is told that asks."""

    ALLOWED = "ALLOWED"
    PENDING = "PENDING"
    SLOW_DOWN = "SLOW_DOWN"
    REFUSED = "REFUSED"
    OVER = "OVER"


@dataclass(frozen=True)
class DeviceCodes:
    """What a device is given: a code to ask with, and one to show."""

    device_code: str
    user_code: str


@dataclass(eq=False)
class TooManyDevices(DomainError):
    """From a network so many devices begin to wait in a minute, whichever programs they name."""

    message = "Too many devices begin to wait there. Try again in {seconds} seconds."
    seconds: int


async def device_begin(work: Work, client: OAuthClient, scopes: Sequence[str], address: str) -> DeviceCodes | None:
    """Let a device that asks from an address wait for somebody; None where too many of this program do.

    Raises:
        TooManyDevices: as many of its network have begun to within a minute as may.
    """
    now, network_hash = work.clock.now(), hash_of(network(address, NETWORK_BITS))
    await _require_pace(work, network_hash)
    waiting = sa.select(sa.func.count()).where(OAuthDeviceCode.client_id == client.id, OAuthDeviceCode.expires_at > now)
    if (await work.session.scalar(waiting) or 0) >= OPEN_MAX:
        return None
    codes = DeviceCodes(new_secret(), _user_code())
    work.session.add(
        OAuthDeviceCode(
            device_code_hash=hash_of(codes.device_code),
            user_code_hash=hash_of(_bare(codes.user_code)),
            client_id=client.id,
            network_hash=network_hash,
            scopes=list(scopes),
            interval_seconds=INTERVAL_SECONDS,
            expires_at=now + LASTS,
        )
    )
    await work.session.flush()
    return codes


async def _require_pace(work: Work, network_hash: bytes) -> None:
    """Check that another device of a network may begin to wait, while no other one of it does."""
    await work.raw.execute(_LOCK, network_hash)
    # All of them last for the same time, so that when they end tells when they began.
    over = work.clock.now() + LASTS - MINUTE
    same = sa.select(OAuthDeviceCode.expires_at).where(
        OAuthDeviceCode.network_hash == network_hash, OAuthDeviceCode.expires_at > over
    )
    newest_first = same.order_by(OAuthDeviceCode.expires_at.desc())
    if oldest := await work.session.scalar(newest_first.offset(BEGUN_A_MINUTE_MAX - 1).limit(1)):
        raise TooManyDevices(ceil((oldest - over).total_seconds()))


async def device_ask(work: Work, client: OAuthClient, device_code: str) -> tuple[DeviceState, OAuthDeviceCode] | None:
    """Tell a device how far it is, and lock what it waits for; who asks too often has to wait longer."""
    waiting = await work.session.scalar(
        sa.select(OAuthDeviceCode)
        .where(OAuthDeviceCode.device_code_hash == hash_of(device_code), OAuthDeviceCode.client_id == client.id)
        .with_for_update()
    )
    if waiting is None:
        return None
    state = _asked(work, waiting)
    if state is DeviceState.ALLOWED and not await session_goes_on(work, _session(waiting)):
        return DeviceState.REFUSED, waiting
    return state, waiting


def _asked(work: Work, waiting: OAuthDeviceCode) -> DeviceState:
    now = work.clock.now()
    if waiting.expires_at <= now or waiting.used_at is not None:
        return DeviceState.OVER
    before, waiting.asked_at = waiting.asked_at, now
    if waiting.is_allowed is not None:
        return DeviceState.ALLOWED if waiting.is_allowed else DeviceState.REFUSED
    if before is not None and now - before < timedelta(seconds=waiting.interval_seconds):
        waiting.interval_seconds += INTERVAL_SECONDS
        return DeviceState.SLOW_DOWN
    return DeviceState.PENDING


async def device_named(work: Work, user_code: str) -> tuple[OAuthDeviceCode, OAuthClient] | None:
    """Find the device that shows a code, with its program, and lock it; capitals, blanks and dashes do not count."""
    found = await work.session.execute(
        sa.select(OAuthDeviceCode, OAuthClient)
        .join(OAuthClient, OAuthClient.id == OAuthDeviceCode.client_id)
        .where(
            OAuthDeviceCode.user_code_hash == hash_of(_bare(user_code)),
            OAuthDeviceCode.expires_at > work.clock.now(),
            OAuthDeviceCode.decided_at.is_(None),
        )
        .with_for_update(of=OAuthDeviceCode)
    )
    row = found.first()
    return None if row is None else (row[0], row[1])


async def device_decide(
    work: Work, waiting: OAuthDeviceCode, user_id: UUID, session_id: UUID, *, is_allowed: bool
) -> None:
    """Let a device in, or not."""
    waiting.user_id, waiting.session_id = user_id, session_id
    waiting.is_allowed, waiting.decided_at = is_allowed, work.clock.now()
    await work.session.flush()


async def device_redeem(work: Work, waiting: OAuthDeviceCode, audience: str, thumbprint: str | None) -> OAuthGrant:
    """Exchange the code of a device that was let in for the grant that it stands for."""
    assert waiting.user_id is not None
    session = await work.session.get_one(UserSession, _session(waiting))
    granted = Granted(waiting.client_id, waiting.user_id, session.id, tuple(waiting.scopes), session.authenticated_at)
    waiting.used_at = work.clock.now()
    return await grant_make(work, granted, audience, thumbprint)


def _session(waiting: OAuthDeviceCode) -> UUID:
    assert waiting.session_id is not None, "a device is let in by somebody who is signed in"
    return waiting.session_id


def _user_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _bare(user_code: str) -> str:
    return "".join(letter for letter in user_code.upper() if letter.isalnum())
