"""Hiding what is secret from the logs, whoever writes them.

Nobody here logs secrets on purpose. A library that quotes a header, or an error that quotes a statement's value, would; so
what stands under a telling name, or looks like a secret, is replaced before it is written.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

from structlog.typing import EventDict, WrappedLogger

HIDDEN: Final = "[hidden]"

_TELLING: Final = re.compile(
    r"authorization|cookie|passw|passphrase|secret|token|credential|private_?key|api_?key|assertion|signature"
    r"|code_verifier|dpop|otp|recovery|iban|account_?number|national_?id",
    re.IGNORECASE,
)
# What the pattern finds by a name of ours and is no secret.
_HARMLESS: Final = frozenset({"token_type", "tokens", "secret_hint"})
# Ids as we make them, some of which begin like an account: no account has thirty-two characters without a letter beyond f. The
# first of them a client may choose, and a Belgian account has sixteen; a span is named by nobody else.
_LONG: Final = re.compile(r"[0-9a-f]{32}")
_IDS: Final = MappingProxyType({"request_id": _LONG, "trace_id": _LONG, "span_id": re.compile(r"[0-9a-f]{16}")})
_LOOKS_SECRET: Final = re.compile(
    r"(?P<scheme>\b(?:bearer|basic|dpop)\s+)[A-Za-z0-9._~+/=-]{8,}"  # a header (RFC 6750, 7617, 9449)
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*"  # a token (RFC 7515)
    r"|(?P<user>://[^/\s:@]+:)[^/\s@]+(?=@)"  # a password in a URL
    r"|(?P<name>(?:passw\w*|secret|token|signature|verifier|otp|[?&]code)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;)]{4,}"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",  # an IBAN
    re.IGNORECASE,
)


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace what is secret; a processor of structlog."""
    return {name: value if _is_id(name, value) else _shown(name, value) for name, value in event.items()}


def _is_id(name: str, value: object) -> bool:
    return name in _IDS and isinstance(value, str) and _IDS[name].fullmatch(value) is not None


def _shown(name: str, value: object) -> object:
    if _TELLING.search(name) and name not in _HARMLESS and not isinstance(value, bool | int | float | None):
        return HIDDEN
    return _without_secrets(value)


def _without_secrets(value: object) -> object:
    if isinstance(value, str):
        return _LOOKS_SECRET.sub(_hidden, value)
    if isinstance(value, Mapping):
        return {key: _shown(str(key), each) for key, each in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_without_secrets(each) for each in cast("Sequence[Any]", value)]
    return value


def _hidden(found: re.Match[str]) -> str:
    before = found["scheme"] or found["user"] or found["name"] or ""
    return f"{before}{HIDDEN}"
