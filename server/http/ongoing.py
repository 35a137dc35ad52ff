"""An operation of a socket, for as long as it goes on: its answers go under the name that the client gave it.

What a subscription tells is written to the socket by whoever tells it (`Outlet`); nothing here waits for anything.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from server.http.messages import NEXT_TAIL, said
from server.http.wire import Wire
from server.live.outlet import Ending, Told
from server.live.subscriber import Subscriber


@dataclass(eq=False)
class Ongoing:
    """An operation that has not come to its end."""

    id: str
    head: bytes
    """What stands before each of its answers."""
    wire: Wire
    others: dict[str, "Ongoing"]
    """What goes on over the same socket, by name."""
    show_anew: Callable[[], None]
    """Has the client come again with another token."""
    task: asyncio.Task[None] | None = None
    subscriber: Subscriber | None = None
    may_be_cancelled: bool = True
    is_over: bool = False

    @property
    def is_ready(self) -> bool:
        """Tell whether the socket has sent what it was given."""
        return self.wire.is_ready

    def put(self, told: Told) -> None:
        """Send an answer."""
        self.answer(told.payload)

    def end(self, why: Ending, errors: bytes) -> None:
        """Tell errors, and end; a client with a new token begins anew, so nothing has failed for it."""
        if why is Ending.UNAUTHENTICATED:
            self.show_anew()
        else:
            self.fail(orjson.Fragment(errors))

    def answer(self, payload: bytes) -> None:
        """Send an answer as it is."""
        if not self.is_over:
            self.wire.put_text(self.head, payload, NEXT_TAIL)

    def complete(self) -> None:
        """Say that there are no more answers."""
        if not self.is_over:
            self.wire.put(said("complete", id_=self.id))
            self.over()

    def fail(self, errors: object) -> None:
        """Say what is wrong, and that there are no more answers."""
        if not self.is_over:
            self.wire.put(said("error", errors, self.id))
            self.over()

    def stop(self) -> None:
        """End it, since nobody wants more answers. A mutation is done to its end: nobody would know how far it came."""
        self.over()
        if self.task is not None and self.may_be_cancelled:
            self.task.cancel()

    def over(self) -> None:
        """Give its name free."""
        self.is_over = True
        if self.others.get(self.id) is self:
            del self.others[self.id]
        if self.subscriber is not None:
            self.subscriber.end()
