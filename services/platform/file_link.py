"""Signed links: whoever holds one may do one thing with one file, for some minutes, without a token.

The signature covers the method, the file and when the link ends (HMAC with SHA-256). It is made from the installation's
key alone, so every process checks the links of every other, and nothing about them is stored.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from kernel.clock import Clock

PATH: Final = "/files"
DOWNLOAD: Final = "GET"
UPLOAD: Final = "PUT"
DOWNLOAD_LASTS: Final = timedelta(minutes=5)
UPLOAD_LASTS: Final = timedelta(minutes=60)


class LinkRefused(Exception):
    """The link is not one of ours, or was changed, or is for something else."""


class LinkExpired(LinkRefused):
    """The link is ours, and its time is over."""


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Makes links and checks them. Without a base URL they are paths, to be followed where the schema was asked."""

    secret: bytes
    base_url: str
    clock: Clock

    def download(self, file_id: UUID) -> str:
        """Give a link that fetches a file, for five minutes."""
        return self._link(DOWNLOAD, file_id, DOWNLOAD_LASTS)

    def upload(self, file_id: UUID) -> str:
        """Give a link that takes a file's content, for an hour."""
        return self._link(UPLOAD, file_id, UPLOAD_LASTS)

    def check(self, method: str, file_id: UUID, expires: str, signature: str) -> None:
        """Check what a link says.

        Raises:
            LinkRefused: the signature is not of this method, file and time.
            LinkExpired: its time is over.
        """
        if not hmac.compare_digest(self._signature(method, file_id, expires).encode(), signature.encode()):
            raise LinkRefused
        # What is signed was written by `_link`, so it is a number.
        if self.clock.now() >= datetime.fromtimestamp(int(expires), UTC):
            raise LinkExpired

    def _link(self, method: str, file_id: UUID, lasts: timedelta) -> str:
        expires = str(int((self.clock.now() + lasts).timestamp()))
        signature = self._signature(method, file_id, expires)
        return f"{self.base_url.rstrip('/')}{PATH}/{file_id}?expires={expires}&signature={signature}"

    def _signature(self, method: str, file_id: UUID, expires: str) -> str:
        said = f"{method} {file_id} {expires}".encode()
        digest = hmac.new(self.secret, said, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
