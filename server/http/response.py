"""Answers, written in one piece."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Send

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A body of one media type in UTF-8, with a status and further headers."""

    body: bytes
    status: int
    media_type: str
    headers: Iterable[Header] = ()

    async def send(self, send: Send) -> None:
        """Write it."""
        headers = [
            (b"content-type", f"{self.media_type}; charset=utf-8".encode()),
            (b"content-length", str(len(self.body)).encode()),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
