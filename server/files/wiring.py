"""Putting files together by the settings: where they lie, and the key that signs their links."""

import hashlib
import hmac
from pathlib import Path

from joserfc.jwk import ECKey

from kernel.clock import Clock
from server.files.disk import DiskStorage
from server.files.s3 import S3Storage
from server.settings import Settings
from services.platform.file_link import FileLinks
from services.platform.file_storage import Storage


def drafts_of(settings: Settings) -> Path:
    """Give where drafts lie while they come; for the local disk the same file system as its contents."""
    return settings.home / "files" / "drafts"


def storage_of(settings: Settings) -> Storage:
    """Give the store of contents."""
    return DiskStorage(settings.home / "files" / "content") if settings.s3 is None else S3Storage(settings.s3)


def links_of(settings: Settings, key: ECKey, clock: Clock) -> FileLinks:
    """Give what signs links: all processes of an installation derive the same secret from its key."""
    secret = hmac.new(str(key.as_dict(private=True)["d"]).encode(), b"files", hashlib.sha256).digest()
    return FileLinks(secret, settings.public_url, clock)
