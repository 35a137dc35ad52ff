"""How many different things each one follows: each takes a statement whenever something happens, so their number has a bound."""

from collections import Counter
from collections.abc import Generator, Hashable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from server.graphql.caller import Caller
from server.graphql.errors import Refused

DIFFERENT_MAX: Final = 200
"""How many different things one who asks through one program follows at once, in one process."""


@dataclass(frozen=True)
class Followed:
    """Counts what is followed; how often somebody follows the same makes no difference."""

    _by: dict[tuple[str, str], Counter[Hashable]] = field(default_factory=dict[tuple[str, str], Counter[Hashable]])

    @contextmanager
    def one_more(self, caller: Caller, what: Hashable) -> Generator[None]:
        """Count something that somebody follows, for as long as they do.

        Raises:
            Refused: it is one too many.
        """
        who = caller.seen_by or caller.principal
        counted = self._by.setdefault((who.client_id, who.subject), Counter())
        if what not in counted and len(counted) >= DIFFERENT_MAX:
            message = f"You follow {DIFFERENT_MAX} different things already. End some of them."
            raise Refused.because(message, "TOO_MANY_OPERATIONS", status=429)
        counted[what] += 1
        try:
            yield
        finally:
            counted[what] -= 1
            if not counted[what]:
                del counted[what]
            if not counted:
                del self._by[who.client_id, who.subject]
