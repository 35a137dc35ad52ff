"""The keys that seal values in the database: a ring of them, of which the newest seals and all open.

They lie in a file of the home directory, or are given whole by whoever runs the server (`TORSO_DATA_KEYS`). They are no part of
a backup of the database: a dump without them does not tell what is sealed, and nobody can open it again without them.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, ValidationError

from auth.private_file import NotPrivate, make_private, read_private, replace_private
from kernel.clock import Clock

FILE_NAME: Final = "data-keys.json"
KEY_BYTES: Final = 32


class DataKeysUnusable(Exception):
    """The keys are there and cannot be used; an operator has to look at them."""


class DataKeyUnknown(Exception):
    """A value was sealed with a key that is not on the ring: it was taken off, or the value is of another installation."""


def _key(given: object) -> bytes:
    secret = given if isinstance(given, bytes) else urlsafe_b64decode(str(given))
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return secret


Secret = Annotated[
    bytes,
    PlainValidator(_key),
    PlainSerializer(lambda secret: urlsafe_b64encode(secret).decode(), return_type=str, when_used="json"),
    Field(repr=False),
]


class DataKey(BaseModel):
    """One key of 256 bits."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
    made_at: AwareDatetime
    secret: Secret


class DataKeys(BaseModel):
    """The ring. Rings of earlier versions have a key for an index besides, which nothing needs any more."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    keys: Annotated[tuple[DataKey, ...], Field(min_length=1)]
    """The oldest first."""

    @classmethod
    def generate(cls, clock: Clock) -> Self:
        """Make a ring with one key."""
        return cls(keys=(_new(clock),))

    @property
    def newest(self) -> DataKey:
        """The key that seals."""
        return self.keys[-1]

    def of(self, key_id: str) -> DataKey:
        """Give the key that a value was sealed with.

        Raises:
            DataKeyUnknown: it is not on the ring.
        """
        for key in self.keys:
            if key.id == key_id:
                return key
        raise DataKeyUnknown(key_id)

    def rotated(self, clock: Clock) -> Self:
        """Add a key that seals from now on."""
        return self.model_copy(update={"keys": (*self.keys, _new(clock))})

    def without(self, key_id: str) -> Self:
        """Take a key off; the newest stays.

        Raises:
            DataKeyUnknown: it is not on the ring, or the one that seals.
        """
        if key_id == self.newest.id:
            raise DataKeyUnknown(key_id)
        gone = self.of(key_id)
        return self.model_copy(update={"keys": tuple(key for key in self.keys if key != gone)})


def data_keys(home: Path, clock: Clock, given: str | None = None) -> DataKeys:
    """Read the ring, and make one at the first time; what is given goes before the file.

    Raises:
        DataKeysUnusable: the file can be read by others, or what is there is no ring of keys.
    """
    if given is not None:
        return _parsed(given, "TORSO_DATA_KEYS")
    path = home / FILE_NAME
    if not path.exists():
        # Processes that start together end up with the ring of the first.
        make_private(path, DataKeys.generate(clock).model_dump_json())
    try:
        return _parsed(read_private(path), str(path))
    except NotPrivate as error:
        raise DataKeysUnusable(str(error)) from None


def keep(home: Path, keys: DataKeys) -> None:
    """Write the ring in place of the one that is there."""
    replace_private(home / FILE_NAME, keys.model_dump_json())


def _new(clock: Clock) -> DataKey:
    return DataKey(id=secrets.token_hex(4), made_at=clock.now(), secret=secrets.token_bytes(KEY_BYTES))


def _parsed(text: str, where: str) -> DataKeys:
    try:
        return DataKeys.model_validate_json(text)
    except ValidationError:
        # What is wrong in detail could tell a part of a key.
        raise DataKeysUnusable(f"{where} does not hold data keys") from None
