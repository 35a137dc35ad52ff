"""Where the answers of a subscription go: an operation of a socket, or a response that stays open."""

from enum import Enum
from typing import NamedTuple, Protocol


class Told(NamedTuple):
    """An answer, which everybody of a kind is sent alike."""

    payload: bytes
    """The result of the execution, as JSON: `{"data": …, "extensions": {"cost": …}}`."""
    cursor: str | None
    """After which this subscription goes on, were it interrupted now; None in the middle of a snapshot, where it cannot."""
    position: int
    """Where in the feed that is; it never leaves the process."""


class Ending(Enum):
    """Why a subscription ends that its subscriber has not ended."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    """What they showed is not good any more: it expired, or was revoked."""
    FORBIDDEN = "FORBIDDEN"
    """They are known, and may not ask for this any more."""
    RESYNC_REQUIRED = "RESYNC_REQUIRED"
    """The feed does not go on from where they are; they read anew."""
    SNAPSHOT_TOO_LARGE = "SNAPSHOT_TOO_LARGE"
    """There is more of what they asked for than a snapshot holds."""
    TOO_SLOW = "TOO_SLOW"
    """They have not taken what waits for them for too long."""
    FAILED = "FAILED"
    """Something of ours is wrong, and in the log."""


class Outlet(Protocol):
    """Takes the answers of one subscription. Nothing of it waits: whoever tells many does not wait for one of them."""

    @property
    def is_ready(self) -> bool:
        """Whether what it took before has left for the subscriber; until then it is given nothing."""
        ...

    def put(self, told: Told) -> None:
        """Send an answer."""
        ...

    def end(self, why: Ending, errors: bytes) -> None:
        """Tell errors (a JSON list of GraphQL errors), and end."""
        ...
