"""Which languages a client would like (RFC 9110, 12.5.4)."""

import re
from functools import lru_cache

_LANGUAGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*")
_LANGUAGES_MAX = 10


def languages_of(accept_language: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    """Give the languages of a request, best first, and after them those that are known of whoever asks."""
    return known if accept_language is None else (*_requested(accept_language), *known)


@lru_cache(maxsize=256)
def _requested(accept_language: str) -> tuple[str, ...]:
    matches = (_LANGUAGE.fullmatch(part) for part in accept_language.split(",")[:_LANGUAGES_MAX])
    wanted = [(match[1], float(match[2] or 1)) for match in matches if match]
    return tuple(language for language, quality in sorted(wanted, key=lambda each: -each[1]) if quality > 0)
