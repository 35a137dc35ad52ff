"""Bringing the database up to date while the processes that will use it load their code.

The first start writes a company with two years of business. Whoever wants the database waits at the end of its own start.
"""

import asyncio
import fcntl
from collections.abc import Callable, Coroutine
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self

from server.errors import OperatorError

_LOCK: Final = ".preparing"
_BROKEN_OFF: Final = "broken off"


class Preparation:
    """Prepares in a thread of its own, for as long as the context lasts at most."""

    def __init__(self, home: Path, prepare: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Let whoever uses what is in a home directory wait for this."""
        self._prepare = prepare
        home.mkdir(parents=True, exist_ok=True)
        self._lock = (home / _LOCK).open("w")
        self._path = home / _LOCK
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run)
        self._failed: Callable[[], None] | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        """Begin."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._task = self._loop.create_task(self._prepare())
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Break off what is not done, and raise what went wrong."""
        self.break_off()
        self._thread.join()
        self._loop.close()
        self._path.write_text("")
        if self._error is not None and not isinstance(self._error, asyncio.CancelledError):
            raise self._error

    def when_failed(self, told: Callable[[], None]) -> None:
        """Say who is told, from another thread, when it has failed; at once if it has."""
        self._failed = told
        if self._error is not None:
            told()

    def break_off(self) -> bool:
        """Stop preparing, and tell whether it was still at it; nothing is half done."""
        if not self._thread.is_alive():
            return False
        self._loop.call_soon_threadsafe(self._task.cancel)
        return True

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._task)
        except BaseException as error:  # noqa: BLE001  # raised where the context ends
            self._error = error
            self._lock.write(_BROKEN_OFF)
            if self._failed is not None:
                self._failed()
        finally:
            self._lock.close()


def wait_until_prepared(home: Path) -> None:
    """Wait for whoever prepares the database of a home directory; whoever died meanwhile is not waited for.

    Raises:
        OperatorError: it was broken off, so that there is nothing to use.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / _LOCK).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        lock.seek(0)
        if lock.read() == _BROKEN_OFF:
            raise OperatorError("The database was not prepared.")
