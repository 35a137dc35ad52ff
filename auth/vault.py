"""The vault: seals values before they are stored, so that neither a dump nor a disk tells them.

AES-256-GCM (NIST SP 800-38D). The place of a value is authenticated with it: a sealed value that is put into another row or
column does not open.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.data_keys import DataKey, DataKeys, DataKeyUnknown

PREFIX: Final = "sealed:1:"
"""What every sealed value begins with; the digit is the way in which it is sealed."""
_NONCE_BYTES: Final = 12


class NotSealedHere(Exception):
    """A value is not what was sealed in this place: it was changed, moved, or was never sealed."""


class Place(NamedTuple):
    """Where a value is stored."""

    table: str
    column: str
    row_id: UUID


class Vault:
    """Seals and opens values with a ring of keys."""

    def __init__(self, read: Callable[[], DataKeys]) -> None:
        """Use the keys that this reads: whenever something is sealed, so that a key that was taken off seals nothing, and when a
        value names a key that was made since.
        """
        self._read = read
        self._keys = read()

    def seal(self, text: str, place: Place) -> str:
        """Seal a value for a place, with the newest key."""
        self._keys = self._read()
        key = self._keys.newest
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(key.secret).encrypt(nonce, text.encode(), _associated(place))
        return f"{PREFIX}{key.id}:{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: Place) -> str:
        """Open a value that was sealed for a place.

        Raises:
            NotSealedHere: it was changed, or sealed for another place.
            DataKeyUnknown: its key is not on the ring.
        """
        key_id, _, body = sealed.removeprefix(PREFIX).partition(":")
        if not is_sealed(sealed):
            raise NotSealedHere(place)
        try:
            whole = urlsafe_b64decode(body)
            nonce, rest = whole[:_NONCE_BYTES], whole[_NONCE_BYTES:]
            return AESGCM(self._key(key_id).secret).decrypt(nonce, rest, _associated(place)).decode()
        except (InvalidTag, NotBase64, ValueError):
            raise NotSealedHere(place) from None

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return self._keys.newest.id

    def is_current(self, sealed: str) -> bool:
        """Tell whether a value is sealed with the newest key."""
        return sealed.startswith(f"{PREFIX}{self.newest}:")

    def _key(self, key_id: str) -> DataKey:
        try:
            return self._keys.of(key_id)
        except DataKeyUnknown:
            # Keys are rotated while servers run.
            self._keys = self._read()
            return self._keys.of(key_id)


def is_sealed(text: str) -> bool:
    """Tell whether a text is a sealed value."""
    return text.startswith(PREFIX)


def _associated(place: Place) -> bytes:
    return f"torso\0{place.table}\0{place.column}\0{place.row_id}".encode()
