"""Load: some clients that ask again as soon as they have their answer, for some seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Ask: TypeAlias = Callable[[int], Awaitable[None]]
"""Asks once and checks the answer; it gets the number of the question, so that it can vary what it asks for."""


@dataclass(frozen=True)
class Window:
    """What was seen while the clients asked: how long each answer took, and the client's own CPU, all in seconds."""

    seconds: float
    latencies: Sequence[float]
    client_cpu: float | None = None

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


async def closed_loop(ask: Ask, clients: int, seconds: float) -> Window:
    """Let so many clients ask for so long; each asks again when it has its answer. The first failure ends it."""
    latencies: list[float] = []
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for client in range(clients):
            group.create_task(_one_client(ask, client, started + seconds, latencies))
    return Window(time.perf_counter() - started, latencies)


async def _one_client(ask: Ask, client: int, until: float, latencies: list[float]) -> None:
    number = client * 7919
    before = time.perf_counter()
    while before < until:
        await ask(number)
        after = time.perf_counter()
        latencies.append(after - before)
        before, number = after, number + 1
