"""Proofs of possession (DPoP, RFC 9449): that whoever sends a request holds the key that its token is bound to.

What is accepted is narrow on purpose: one algorithm, a public key in the header, the method and address of this very
request, a time of now, and with a token its hash. That a proof is not shown twice is for its caller to see to, which
remembers `Proof.fingerprint` where all processes can see it.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auth.keys import ALGORITHM
from kernel.errors import DomainError

PROOF_TYPE: Final = "dpop+jwt"
PROOF_LENGTH_MAX: Final = 4096
GOOD_FOR: Final = timedelta(seconds=60)
"""How old a proof may be."""
AHEAD_MAX: Final = timedelta(seconds=10)
"""How far the clock of whoever made it may be ahead of ours."""
REMEMBERED_FOR: Final = GOOD_FOR + AHEAD_MAX + timedelta(seconds=10)
"""For how long a proof has to be remembered so that it is not taken twice."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_NONCE_PERIOD: Final = 300


class ProofFault(StrEnum):
    """What is wrong with a proof; told to the client, since none of it helps to forge one."""

    MALFORMED = "MALFORMED"
    """Not a signed proof of the kind and algorithm that are taken here, with the public key in its header."""
    SIGNATURE = "SIGNATURE"
    """Not signed with the key in its header."""
    METHOD = "METHOD"
    """Made for a request with another method."""
    ADDRESS = "ADDRESS"
    """Made for a request to another address."""
    TIME = "TIME"
    """Made too long ago, or in the future."""
    HASH = "HASH"
    """Made for another token, or for none."""
    KEY = "KEY"
    """Made with another key than the one that the token is bound to."""
    REPLAYED = "REPLAYED"
    """Shown before."""


@dataclass(eq=False)
class ProofRefused(DomainError):
    """A proof is taken only if it was made for this request, just now, with the key of the token, and only once."""

    message = "The DPoP proof is not valid ({fault})."
    fault: ProofFault


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof has proved."""

    thumbprint: str
    """The key, by its SHA-256 (RFC 7638): what a token says in `cnf.jkt`."""
    fingerprint: bytes
    """What the proof is remembered by, so that it is not taken twice."""
    nonce: str | None
    """The nonce of ours that it carries."""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    jti: str = Field(min_length=8, max_length=200)
    htm: str = Field(max_length=20)
    htu: str = Field(max_length=2000)
    iat: int
    ath: str | None = None
    nonce: str | None = None


def check_proof(
    proof: str, *, method: str, address: str, now: datetime, token: str | None = None, thumbprint: str | None = None
) -> Proof:
    """Check a proof for a request; with a `token` it must be made for it, with a `thumbprint` by this key.

    The address is the one that clients use, from the public URL of the server; its query does not count (RFC 9449, 4.2).

    Raises:
        ProofRefused: it proves nothing.
    """
    claims, key = _signed(proof)
    made_at = claims.iat
    if not hmac.compare_digest(claims.htm.encode(), method.encode()):
        raise ProofRefused(ProofFault.METHOD)
    if _bare(claims.htu) != _bare(address):
        raise ProofRefused(ProofFault.ADDRESS)
    if not (now - GOOD_FOR).timestamp() <= made_at <= (now + AHEAD_MAX).timestamp():
        raise ProofRefused(ProofFault.TIME)
    if token is not None and not hmac.compare_digest(_hash(token).encode(), (claims.ath or "").encode()):
        raise ProofRefused(ProofFault.HASH)
    shown = key.thumbprint()
    if thumbprint is not None and not hmac.compare_digest(shown.encode(), thumbprint.encode()):
        raise ProofRefused(ProofFault.KEY)
    return Proof(shown, hashlib.sha256(f"{shown} {claims.jti}".encode()).digest(), claims.nonce)


def one_proof(headers: Sequence[str]) -> str | None:
    """Give the proof of a request by its headers `DPoP`. Of two neither counts (RFC 9449, 4.3): joined they are none."""
    return ",".join(headers) if headers else None


def nonce_at(secret: bytes, now: datetime, periods_ago: int = 0) -> str:
    """Give the nonce of these five minutes; every process of an installation gives the same (RFC 9449, 8)."""
    period = int(now.timestamp()) // _NONCE_PERIOD - periods_ago
    return _text(hmac.new(secret, b"dpop nonce %d" % period, hashlib.sha256).digest()[:18])


def is_nonce(secret: bytes, now: datetime, nonce: str | None) -> bool:
    """Tell whether a nonce is ours, and of these five minutes or those before."""
    given = (nonce or "").encode()
    return any(hmac.compare_digest(given, nonce_at(secret, now, ago).encode()) for ago in (0, 1))


def _signed(proof: str) -> tuple[_Claims, ECKey]:
    if len(proof) > PROOF_LENGTH_MAX or not _COMPACT.fullmatch(proof):
        raise ProofRefused(ProofFault.MALFORMED)
    # The library meets a header that is no object with what Python throws.
    try:
        unproven = jws.extract_compact(proof.encode())
        key = _key_of(unproven.headers())
        claims = _Claims.model_validate_json(unproven.payload)
    except (JoseError, ValidationError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise ProofRefused(ProofFault.MALFORMED) from None
    try:
        jws.deserialize_compact(proof, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        raise ProofRefused(ProofFault.SIGNATURE) from None
    return claims, key


def _key_of(header: dict[str, Any]) -> ECKey:
    """Take the public key out of a header; a private one is not taken, since it is no secret any more."""
    if header["typ"] != PROOF_TYPE or header["alg"] != ALGORITHM or "d" in header["jwk"]:
        raise ProofRefused(ProofFault.MALFORMED)
    key = ECKey.import_key({name: str(header["jwk"][name]) for name in ("kty", "crv", "x", "y")})
    if key.curve_name != "P-256":
        raise ProofRefused(ProofFault.MALFORMED)
    return key


def _bare(address: str) -> tuple[str, str, int | None, str]:
    """Give what of an address counts: no query, no fragment, and the same whether or not the usual port is named."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme.lower())
    except ValueError:
        raise ProofRefused(ProofFault.ADDRESS) from None
    return parts.scheme.lower(), (parts.hostname or "").lower(), port, parts.path or "/"


def _hash(token: str) -> str:
    return _text(hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest())


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
