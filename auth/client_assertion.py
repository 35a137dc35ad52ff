"""What a program signs to prove itself (`private_key_jwt`: RFC 7523, 3; OpenID Connect, 9).

That one is not shown twice is for its caller to see to, which remembers `Assertion.fingerprint` where all processes can see
it, until `Assertion.until`.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auth.client_keys import ALGORITHMS, ClientKey
from kernel.errors import DomainError

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LENGTH_MAX: Final = 8192
AHEAD_MAX: Final = timedelta(seconds=10)
"""How far the clock of a program may be ahead of ours."""
GOOD_FOR: Final = timedelta(hours=1)
"""How far ahead an assertion may end at most, which is how long it has to be remembered."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class AssertionFault(StrEnum):
    """What is wrong with an assertion; for tests and logs, since whoever shows it is told nothing of it."""

    MALFORMED = "MALFORMED"
    """Not a signed assertion, or it lacks what one has to say."""
    SIGNATURE = "SIGNATURE"
    """Not signed with a key of the program."""
    ISSUER = "ISSUER"
    """Not of the program about itself."""
    AUDIENCE = "AUDIENCE"
    """Made for another server, or not for this one alone."""
    TIME = "TIME"
    """Over, not good yet, or good for too long."""


@dataclass(eq=False)
class AssertionRefused(DomainError):
    """A program is believed by what it has signed just now, about itself and for this server alone."""

    message = "The assertion is not valid ({fault})."
    fault: AssertionFault


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an assertion has proved."""

    fingerprint: bytes
    """What it is remembered by, so that it is not taken twice."""
    until: datetime
    """For how long it has to be remembered."""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    iss: str
    sub: str = Field(min_length=1, max_length=200)
    aud: str | list[str]
    jti: str = Field(min_length=8, max_length=200)
    exp: float = Field(ge=0, le=1e11, allow_inf_nan=False)
    nbf: float = Field(default=0, allow_inf_nan=False)
    iat: float = Field(default=0, allow_inf_nan=False)


def subject_of(assertion: str) -> str:
    """Read whom an assertion is about, without believing it.

    Raises:
        AssertionRefused: it is none.
    """
    return _said(assertion)[0].sub


def check_assertion(assertion: str, keys: Sequence[ClientKey], audiences: Collection[str], now: datetime) -> Assertion:
    """Check an assertion with the keys of the program that it is about.

    Every audience that it names has to be ours: one that is good at two servers could be shown to one by the other.

    Raises:
        AssertionRefused: it proves nothing.
    """
    claims, key_id = _said(assertion)
    if not any(_is_signed(assertion, key) for key in keys if key_id is None or key.kid in (None, key_id)):
        raise AssertionRefused(AssertionFault.SIGNATURE)
    if claims.iss != claims.sub:
        raise AssertionRefused(AssertionFault.ISSUER)
    named = {claims.aud} if isinstance(claims.aud, str) else set(claims.aud)
    if not named or not named.issubset(audiences):
        raise AssertionRefused(AssertionFault.AUDIENCE)
    ahead = (now + AHEAD_MAX).timestamp()
    if not now.timestamp() < claims.exp <= (now + GOOD_FOR).timestamp() or max(claims.nbf, claims.iat) > ahead:
        raise AssertionRefused(AssertionFault.TIME)
    fingerprint = hashlib.sha256(f"assertion\0{claims.sub}\0{claims.jti}".encode()).digest()
    return Assertion(fingerprint, datetime.fromtimestamp(claims.exp, UTC) + AHEAD_MAX)


def _said(assertion: str) -> tuple[_Claims, str | None]:
    """Read what an assertion says, and with which key it says it is signed."""
    if len(assertion) > LENGTH_MAX or not _COMPACT.fullmatch(assertion):
        raise AssertionRefused(AssertionFault.MALFORMED)
    # The library meets a header that is no object with what Python throws.
    try:
        unproven = jws.extract_compact(assertion.encode())
        key_id: object = unproven.headers().get("kid")
        claims = _Claims.model_validate_json(unproven.payload)
    except (JoseError, ValidationError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise AssertionRefused(AssertionFault.MALFORMED) from None
    return claims, key_id if isinstance(key_id, str) else None


def _is_signed(assertion: str, key: ClientKey) -> bool:
    try:
        jws.deserialize_compact(assertion, key, algorithms=[ALGORITHMS[key.key_type]])
    except (JoseError, ValueError):
        return False
    return True
