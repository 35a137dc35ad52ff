"""`./torso bench abuse`: what it costs to be abused, and whether a neighbour feels it.

Each case is sent over HTTP to a server of one worker. The CPU is that of the worker; it is told in steps of 10 ms for all
requests together, so many are sent. The neighbour looks somebody up again and again, alone and beside the abuse.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import orjson

from auth.roles import RoleCode
from benchmarks.abuse_cases import ABUSES, Abuse
from benchmarks.processes import Client, Server, http_client, running_server
from benchmarks.viewer import Viewer, viewer_as
from benchmarks.ways import head_of
from benchmarks.write import made_for_it
from server.postgres import embedded_server
from server.settings import Settings

REQUESTS: Final = 30
NEIGHBOUR: Final = "{ viewer { id name } parties(first: 5) { nodes { id name } } }"
CPU_MS_MAX: Final = 50.0
RATIO_MAX: Final = 2.0


@dataclass(frozen=True)
class AbuseFigures:
    """What one way of abuse did to a server."""

    name: str
    outcome: str
    """The code that it was refused with, or that it was answered."""
    cpu_ms: float
    neighbour_ms: float
    """How long the neighbour waited, half of the times."""
    ratio: float
    """How many times as long as alone."""

    @property
    def is_borne(self) -> bool:
        """Tell whether it is within what we promise."""
        return self.cpu_ms <= CPU_MS_MAX and self.ratio <= RATIO_MAX


async def run_abuse(settings: Settings, seconds: float, note: Callable[[str], None]) -> Sequence[AbuseFigures]:
    """Measure all cases on the embedded server, in a database that is made for it and dropped."""
    viewer = viewer_as(settings.home, RoleCode.ADMIN)
    with embedded_server(settings.home) as embedded:
        note("Making a database with the demo company")
        async with (
            made_for_it(embedded) as database,
            running_server(settings, database, workers=1) as server,
            http_client(server) as neighbour,
            http_client(server) as abuser,
        ):
            bench = _Bench(server, viewer, neighbour, abuser, seconds)
            await bench.alone()
            return [await bench.measure(abuse, note) for abuse in ABUSES]


@dataclass(frozen=True)
class _Bench:
    server: Server
    viewer: Viewer
    neighbour: Client
    abuser: Client
    seconds: float

    async def alone(self) -> float:
        """Give how long the neighbour waits when nobody is there."""
        window = await self.neighbour.load([self._request({"query": NEIGHBOUR})], 1, self.seconds)
        return median(window.latencies) * 1_000

    async def measure(self, abuse: Abuse, note: Callable[[str], None]) -> AbuseFigures:
        """Send the requests of a case, first by themselves and then beside the neighbour."""
        note(abuse.name)
        bodies, cpu_ms = await self._by_themselves(abuse)
        alone = await self.alone()
        beside = asyncio.create_task(self.alone())
        number = REQUESTS
        while not beside.done():
            await self.abuser.bodies([self._request(abuse.request(number := number + 1))])
            # Whoever asks without a pause is counted, and refused by a limit of its own (`requestsPerMinuteMax`).
            await asyncio.sleep(0.1)
        waited = await beside
        return AbuseFigures(abuse.name, _outcome(bodies[0]), cpu_ms, round(waited, 1), round(waited / alone, 2))

    async def _by_themselves(self, abuse: Abuse) -> tuple[Sequence[str], float]:
        requests = [self._request(abuse.request(number)) for number in range(REQUESTS)]
        (before,) = self.server.cpu_seconds()
        bodies = await self.abuser.bodies(requests)
        (after,) = self.server.cpu_seconds()
        return bodies, round((after - before) * 1_000 / REQUESTS, 1)

    def _request(self, request: object) -> bytes:
        body = orjson.dumps(request)
        return head_of(self.server, self.viewer).format(length=len(body)).encode() + body


def _outcome(body: str) -> str:
    errors = orjson.loads(body).get("errors")
    return errors[0]["extensions"]["code"] if errors else "answered"
