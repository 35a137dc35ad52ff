"""The key that signs access tokens, in a file of the home directory.

ES256, because every OAuth client can check it. The file holds a private JWK and is readable by its owner alone.
"""

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"

FILE_NAME = "token-signing-key.json"
_CURVE = "P-256"


class SigningKeyUnusable(Exception):
    """The key file is there and cannot be used; an operator has to look at it."""


def signing_key(home: Path) -> ECKey:
    """Read the signing key, and make one at the first time; processes that start together end up with the same key.

    Raises:
        SigningKeyUnusable: the file can be read by others, or does not hold a private key.
    """
    path = home / FILE_NAME
    if not path.exists():
        _create(path)
    require_private(path)
    return _read(path)


def verification_keys(key: ECKey) -> KeySet:
    """Give the public half, which is all that checking a token needs and all that may be published."""
    return KeySet([ECKey.import_key(key.as_dict(private=False))])


def _create(path: Path) -> None:
    key = ECKey.generate_key(_CURVE, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp creates with mode 0600. Linking the finished file under its name is atomic and never replaces a key.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE_NAME}.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(key.as_dict(private=True), file)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first, and its key counts
    finally:
        Path(draft).unlink()


def require_private(path: Path) -> None:
    """Check that nobody but its owner can read a file.

    Raises:
        SigningKeyUnusable: others can.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise SigningKeyUnusable(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")


def _read(path: Path) -> ECKey:
    try:
        jwk = cast("Mapping[str, str]", json.loads(path.read_text(encoding="ascii")))
        key = ECKey.import_key(dict(jwk))
    except (ValueError, TypeError, JoseError):
        raise SigningKeyUnusable(f"{path} does not hold a key; move it away to get a new one") from None
    if not key.is_private or key.curve_name != _CURVE or not key.kid:
        raise SigningKeyUnusable(f"{path} does not hold a private {ALGORITHM} key; move it away to get a new one")
    return key
