"""Signing how far the audit and the journals are sealed, with the key of the installation.

Whoever owns the database could reckon a whole chain anew, but not sign its head.
"""

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from auth.keys import ALGORITHM

_TYPE = "torso-audit-head"


def sign_head(key: ECKey, position: int, link: bytes, chain: str = "") -> str:
    """Sign that a chain ends with a hash at a position, as a JWS in compact form (RFC 7515).

    The chain of the audit has no name; others are told apart by theirs, so that no head is good for another.
    """
    header = {"alg": ALGORITHM, "typ": _TYPE, "kid": key.kid}
    return jws.serialize_compact(header, _content(position, link, chain), key)


def is_signed(keys: KeySet, signature: str, position: int, link: bytes, chain: str = "") -> bool:
    """Tell whether a signature is ours, and of this position and hash of this chain."""
    try:
        signed = jws.deserialize_compact(signature, keys)
    except (JoseError, ValueError):
        return False
    return signed.headers().get("typ") == _TYPE and signed.payload == _content(position, link, chain)


def _content(position: int, link: bytes, chain: str) -> bytes:
    return f"{chain} {position} {link.hex()}".lstrip().encode()
