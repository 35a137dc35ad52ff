"""What the queue keeps of a job: which it is, who asked for it, and with what to do it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

import orjson

from services.work import Actor


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it is handed to a worker."""

    job_id: UUID
    actor: Actor
    payload: Mapping[str, Any]
    trace: str | None = None
    """The trace of what has asked for it; None where there are no traces."""

    def as_bytes(self) -> bytes:
        """Write it as the queue stores it.

        Raises:
            TypeError: the payload is not JSON.
        """
        said = {"job": self.job_id, "actor": asdict(self.actor), "payload": self.payload}
        return orjson.dumps(said if self.trace is None else {**said, "trace": self.trace})

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read what `as_bytes` wrote."""
        found = orjson.loads(body)
        return cls(UUID(found["job"]), Actor(**found["actor"]), found["payload"], found.get("trace"))
