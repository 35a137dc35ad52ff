"""What a worker does every few seconds and at its end, since no request does it: it looks again at what may have changed, and
writes down what has gathered."""

import asyncio
import multiprocessing
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from asyncpg import Pool

from server.http.client_limits import ClientLimits
from server.http.origins import Origins
from server.http.probes import Probes
from server.telemetry.usage import KEEP_EVERY_SECONDS
from server.writing.reads import Reads
from server.writing.recording import Recorder

EVERY_SECONDS: Final = 5


@dataclass(frozen=True)
class Upkeep:
    """What is to be kept up."""

    pool: Pool
    """Sees every row, whoever asks."""
    probes: Probes
    recorder: Recorder
    reads: Reads | None
    origins: Origins
    limits: ClientLimits

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Keep it up for as long as the context lasts, and write down the rest at its end."""
        await self._look()
        task = asyncio.create_task(self._every_few_seconds())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self._write_down(all_of_it=True)
            await self.probes.usage.keep(self.pool)

    async def _every_few_seconds(self) -> None:
        parent = multiprocessing.parent_process()
        kept_at = time.monotonic()
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self._write_down(all_of_it=False)
            if time.monotonic() - kept_at >= KEEP_EVERY_SECONDS:
                kept_at = time.monotonic()
                await self.probes.usage.keep(self.pool)
            await self._look()
            if parent is not None and not parent.is_alive():
                # Whoever started this worker was killed; nobody else would stop it.
                signal.raise_signal(signal.SIGTERM)

    async def _look(self) -> None:
        await self.origins.refresh(self.pool)
        await self.limits.refresh(self.pool)

    async def _write_down(self, *, all_of_it: bool) -> None:
        self.probes.take_stock()
        await self.recorder.write_down(all_of_it=all_of_it)
        if self.reads is not None:
            await self.reads.write_down(all_of_it=all_of_it)
