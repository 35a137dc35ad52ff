"""The worker that `./torso up` starts beside the server, and starts again if it should end by itself."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from server.settings import REPOSITORY

RESTART_SECONDS: Final = 2
STOP_SECONDS: Final = 25
COMMAND: Final = (sys.executable, "-P", "-m", "server.cli", "jobs", "work", "--parent")


class JobWorker:
    """Keeps one worker running from when it is told to begin for as long as the context lasts."""

    def __init__(self, home: Path) -> None:
        """Work on what is in a home directory."""
        self._environment = {**os.environ, "TORSO_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
        self._stopping = Event()
        self._keeper = Thread(target=self._keep, daemon=True)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Do nothing yet."""
        return self

    def begin(self) -> None:
        """Start it; not before the server answers, from whose start it would take half of the processors."""
        self.process = self._start()
        self._keeper.start()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Tell it to stop, and wait until it has."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep(self) -> None:
        while not self._stopping.wait(RESTART_SECONDS):
            if self.process is not None and self.process.poll() is not None:
                self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own, so that Ctrl-C reaches it by us alone, after the server has stopped.
        return subprocess.Popen(
            (*COMMAND, str(os.getpid())),
            cwd=REPOSITORY,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
