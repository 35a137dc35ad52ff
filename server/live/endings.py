"""Why subscriptions end, in words and as the errors that are sent."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import orjson

from server.live.outlet import Ending

WORDS: Final[Mapping[Ending, str]] = MappingProxyType(
    {
        Ending.UNAUTHENTICATED: "The token is not good any more. Subscribe again with another.",
        Ending.FORBIDDEN: "You may not follow this any more.",
        Ending.RESYNC_REQUIRED: "What came after the cursor is not known any more. Read anew.",
        Ending.SNAPSHOT_TOO_LARGE: "There is more than a snapshot holds. Narrow the filter, or read the list in pages.",
        Ending.TOO_SLOW: "What happened was not taken in time. Go on from the last cursor.",
        Ending.FAILED: "Something went wrong on our side. Go on from the last cursor.",
    }
)


def errors_of(why: Ending) -> bytes:
    """Give the errors with which a subscription ends."""
    return orjson.dumps([{"message": WORDS[why], "extensions": {"code": why.value}}])
