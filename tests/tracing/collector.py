"""A collector of OpenTelemetry: takes what is sent over HTTP, and reads it as the standard says."""

import asyncio
import gzip
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeAlias

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

WITHIN_SECONDS = 20

Facts: TypeAlias = dict[str, str | int | bool]


@dataclass(frozen=True)
class Told:
    """A span as it was sent."""

    name: str
    trace: str
    id: str
    parent: str
    facts: Facts
    failed: bool
    events: int


@dataclass
class Collector:
    """What was sent so far."""

    address: str
    bodies: list[bytes] = field(default_factory=list[bytes])

    @property
    def sent(self) -> bytes:
        """Every byte of it."""
        return b"".join(self.bodies)

    @property
    def spans(self) -> list[Told]:
        """Every span of it."""
        return [span for body in list(self.bodies) for span in _read(body)]

    def of_trace(self, trace: str) -> list[Told]:
        """The spans of a trace."""
        return [span for span in self.spans if span.trace == trace]

    async def found(self, wanted: Callable[[Told], bool], count: int = 1) -> Sequence[Told]:
        """Wait until there are spans like that, and give them."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while len(there := [span for span in self.spans if wanted(span)]) < count:
                await asyncio.sleep(0.05)
        return there

    async def whole(self, trace: str) -> dict[str, Told]:
        """Wait until a trace has come to its end, and give its spans by their names; the last of each."""
        await self.found(lambda span: span.trace == trace and not span.name.startswith(("query", "SELECT", "plan")))
        await asyncio.sleep(0.2)
        return {span.name: span for span in self.of_trace(trace)}


@contextmanager
def collecting() -> Generator[Collector]:
    """Collect for as long as the context lasts."""
    collector = Collector("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.bodies.append(gzip.decompress(body) if self.headers["content-encoding"] == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent() -> Generator[str]:
    """Give the address of a collector that accepts connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _read(body: bytes) -> list[Told]:
    request = ExportTraceServiceRequest.FromString(body)
    return [
        Told(
            name=span.name,
            trace=span.trace_id.hex(),
            id=span.span_id.hex(),
            parent=span.parent_span_id.hex(),
            facts={each.key: _value(each) for each in span.attributes},
            failed=span.status.code == 2,
            events=len(span.events),
        )
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _value(of: KeyValue) -> str | int | bool:
    kind = of.value.WhichOneof("value")
    assert kind is not None
    return getattr(of.value, kind)
