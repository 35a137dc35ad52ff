"""Public keys of programs: what a program shows to prove itself is checked with them (RFC 7517, RFC 7523).

What is taken is narrow on purpose: two kinds of keys, each for one algorithm, and nothing that is a secret.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

import orjson
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from kernel.errors import DomainError

ClientKey: TypeAlias = ECKey | RSAKey

ALGORITHMS: Final[Mapping[str, str]] = MappingProxyType({"EC": "ES256", "RSA": "PS256"})
"""What a key of each kind signs with."""
KEYS_MAX: Final = 10
"""How many keys a program has at most: those of now, and those that will take their place."""
LENGTH_MAX: Final = 20_000
RSA_BITS_MIN: Final = 2048
RSA_BITS_MAX: Final = 8192

_SECRET: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_PUBLIC: Final[Mapping[str, Sequence[str]]] = MappingProxyType({"EC": ("crv", "x", "y"), "RSA": ("n", "e")})


@dataclass(eq=False)
class ClientKeysUnfit(DomainError):
    """The keys of a program are a JWK Set of public keys: of the curve P-256, or of RSA with 2048 bits and more."""

    message = "These are no public keys of a program: {problem}."
    problem: str


def client_keys(jwks: str) -> Sequence[ClientKey]:
    """Read the keys of a program.

    Raises:
        ClientKeysUnfit: they are none, or one of them is not taken here.
    """
    if len(jwks) > LENGTH_MAX:
        raise ClientKeysUnfit(f"they have more than {LENGTH_MAX} characters")
    try:
        said: object = orjson.loads(jwks)
    except orjson.JSONDecodeError:
        raise ClientKeysUnfit("they are not JSON") from None
    listed = cast("dict[str, object]", said).get("keys") if isinstance(said, dict) else None
    if not isinstance(listed, list) or not 1 <= len(cast("list[object]", listed)) <= KEYS_MAX:
        raise ClientKeysUnfit(f'they are not in a list "keys" of 1 to {KEYS_MAX}')
    return [_key(each) for each in cast("list[object]", listed)]


def _key(said: object) -> ClientKey:
    if not isinstance(said, dict):
        raise ClientKeysUnfit("one of them is no object")
    key = cast("dict[str, Any]", said)
    if not _SECRET.isdisjoint(key):
        raise ClientKeysUnfit("one of them is a secret; make another pair, and keep its secret half to yourself")
    kind = str(key.get("kty"))
    if kind not in ALGORITHMS or key.get("alg", ALGORITHMS[kind]) != ALGORITHMS[kind] or key.get("use", "sig") != "sig":
        raise ClientKeysUnfit("they are for ES256 (EC) or PS256 (RSA), and for signing")
    try:
        named = {name: str(key[name]) for name in ("kid",) if name in key}
        return _imported(kind, {"kty": kind, **{name: str(key[name]) for name in _PUBLIC[kind]}, **named})
    except (JoseError, KeyError, ValueError, TypeError):
        raise ClientKeysUnfit("one of them cannot be read") from None


def _imported(kind: str, said: dict[str, str]) -> ClientKey:
    if kind == "RSA":
        with warnings.catch_warnings():
            # The library warns of a short key, which is refused below.
            warnings.simplefilter("ignore", SecurityWarning)
            rsa = RSAKey.import_key(cast("Any", said))
        if not RSA_BITS_MIN <= rsa.raw_value.key_size <= RSA_BITS_MAX:
            raise ClientKeysUnfit(f"a key of RSA has from {RSA_BITS_MIN} to {RSA_BITS_MAX} bits")
        return rsa
    curve = ECKey.import_key(cast("Any", said))
    if curve.curve_name != "P-256":
        raise ClientKeysUnfit("a key of EC is of the curve P-256")
    return curve
