"""Which kind of answer a client takes (RFC 9110, 12.5.1; GraphQL over HTTP, 6)."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

RESPONSE_JSON: Final = "application/graphql-response+json"
JSON: Final = "application/json"
HTML: Final = "text/html"
EVENT_STREAM: Final = "text/event-stream"

ANSWERS: Final = (JSON, RESPONSE_JSON, EVENT_STREAM)
ANSWERS_OR_PAGE: Final = (*ANSWERS, HTML)


@lru_cache(maxsize=256)
def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """Choose among what is offered; None when the client takes none of it.

    What the client likes best wins, then what it names first, then what is offered first. A client that says nothing
    takes everything.
    """
    ranges = list(_ranges(accept or "*/*"))
    wanted = {offer: _wanted(offer, ranges) for offer in offers}
    best = max(offers, key=lambda offer: wanted[offer])
    return best if wanted[best][0] > 0 else None


@lru_cache(maxsize=256)
def takes_streams(accept: str | None) -> bool:
    """Tell whether a client names streams among what it takes; whoever takes anything at all does not expect one."""
    return any(media_range == EVENT_STREAM and quality > 0 for media_range, quality in _ranges(accept or ""))


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        yield media_range, _number(quality)


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _wanted(offer: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """How much the client likes an offer, and how early it names it; the most specific range decides."""
    kind = offer.partition("/")[0]
    for pattern in (offer, f"{kind}/*", "*/*"):
        for place, (media_range, quality) in enumerate(ranges):
            if media_range == pattern:
                return quality, -place if pattern == offer else -len(ranges)
    return 0.0, 0
