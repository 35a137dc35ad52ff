"""Processes of tests that are forked from one that has imported everything: that takes seconds, and is the same each time."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Final

# Where tests are run from elsewhere than the repository, none of these is found, and each process imports by itself.
_MOULD: Final = ["tests.mould", "tests.server.process", "tests.jobs.worker_process"]
_PROCESSES: Final = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(_MOULD)


@dataclass(frozen=True)
class Forked:
    """A process that does one thing, and can be killed at it."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.process.is_alive()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to the processes that it has started, where it has made itself the leader of a group."""
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for its end, and give how it ended: by which code, or less than zero by which signal; None where it goes on."""
        self.process.join(seconds)
        return self.process.exitcode


def forked(does: Callable[..., None], *given: object) -> Forked:
    """Start a process that does something; whoever starts it ends it."""
    process = _PROCESSES.Process(target=does, args=given)
    process.start()
    return Forked(process)
