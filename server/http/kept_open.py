"""How much stays open: sockets and streams, counted in each worker. What is beyond is refused, and may come again later."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from server.access.entrance import Admitted
from server.http.refusal import HttpRefused

RETRY_AFTER: Final = (b"retry-after", b"5")


@dataclass
class KeptOpen:
    """Counts what stays open in one worker."""

    all_max: int
    # For one who asks through one program.
    caller_max: int
    _open: int = field(default=0, init=False)
    _open_for: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]], init=False)

    @property
    def count(self) -> int:
        """How much is open."""
        return self._open

    @contextmanager
    def one_more(self) -> Generator[None]:
        """Count something, whoever has opened it, for as long as it is open.

        Raises:
            HttpRefused: it is one too many.
        """
        if self._open >= self.all_max:
            raise HttpRefused(503, "TOO_MANY_CONNECTIONS", "Too much is open here. Try again later.", RETRY_AFTER)
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @contextmanager
    def one_more_for(self, admitted: Admitted) -> Generator[None]:
        """Count something that somebody has opened, for as long as it is open.

        Raises:
            HttpRefused: it is one too many of theirs.
        """
        caller = (admitted.client_id, (admitted.seen_by or admitted.principal).subject)
        if self._open_for[caller] >= self.caller_max:
            message = f"You have more than {self.caller_max} sockets and streams open. Close some."
            raise HttpRefused(429, "TOO_MANY_CONNECTIONS", message, RETRY_AFTER)
        self._open_for[caller] += 1
        try:
            yield
        finally:
            self._open_for[caller] -= 1
            if not self._open_for[caller]:
                del self._open_for[caller]
