"""Reading what a form or a query string says: bounded, and each name once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

BODY_BYTES: Final = 65_536
NAMES_MAX: Final = 64
URLENCODED: Final = "application/x-www-form-urlencoded"

_MAY_REPEAT: Final = frozenset({"resource"})
"""What may be said more than once (RFC 8707, 2)."""


class FormMalformed(Exception):
    """What was sent is no form, is too large, or says one thing twice."""


class Fields(Mapping[str, str]):
    """What a form says, by its names; of what may be repeated the first, and all of it by `all`."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Take the pairs of a form.

        Raises:
            FormMalformed: a name comes twice that may not (RFC 6749, 3.1), or a value holds what no text does.
        """
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)
        for name, values in self._values.items():
            if len(values) > 1 and name not in _MAY_REPEAT:
                raise FormMalformed("A parameter is given more than once.")
            if any("\0" in value for value in values):
                raise FormMalformed("A parameter holds a null character.")

    def all(self, name: str) -> Sequence[str]:
        """Give everything that is said under a name."""
        return tuple(self._values.get(name, ()))

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


async def read_form(request: Request) -> Fields:
    """Read the body of a form.

    Raises:
        FormMalformed: it is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        raise FormMalformed(f"The body must be {URLENCODED}.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                raise FormMalformed("The body is too large.")
    except ClientDisconnect:
        raise FormMalformed("The connection ended before the form did.") from None
    return _fields(bytes(body))


def read_query(request: Request) -> Fields:
    """Read the query string of a request.

    Raises:
        FormMalformed: it cannot be read.
    """
    return _fields(request.url.query.encode("utf-8", "surrogatepass"))


def _fields(encoded: bytes) -> Fields:
    try:
        text = encoded.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=NAMES_MAX)
    except ValueError:
        raise FormMalformed("The parameters cannot be read.") from None
    # An empty value is as good as none (RFC 6749, 3.1).
    return Fields([(name, value) for name, value in pairs if value])
