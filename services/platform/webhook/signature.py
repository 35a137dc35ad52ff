"""Signing what is delivered, as Standard Webhooks has it: id, time and body by HMAC-SHA256, with every secret that is good."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
"""How every secret begins, so that scanners of code find it where it has no business to be."""
_BYTES: Final = 32


def new_secret() -> str:
    """Make a secret of 256 random bits."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(message_id: str, at: datetime, body: bytes, good: Sequence[str]) -> Mapping[str, str]:
    """Give the headers that say which message this is, when it was sent, and that it is ours."""
    seconds = str(int(at.timestamp()))
    content = f"{message_id}.{seconds}.".encode() + body
    signatures = " ".join(f"v1,{_signature(secret, content)}" for secret in good)
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": signatures}


def _signature(secret: str, content: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
