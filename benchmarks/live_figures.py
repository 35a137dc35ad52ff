"""What a number of subscribers was told, held against what was written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

Change: TypeAlias = tuple[str, int]
"""The key of a thing, and the version that it has by a change."""

_TENTHS: Final = 10_000
"""Latencies are counted by tenths of a millisecond: there are millions of them."""


class Faults(NamedTuple):
    """What must not be: over all subscribers, how many changes did not come, came again, or came before an earlier one."""

    lost: int = 0
    doubled: int = 0
    disordered: int = 0


@dataclass(frozen=True)
class Heard:
    """What came to all subscribers."""

    told: Sequence[Sequence[Change]]
    """What each text tells; those who are told alike are sent the same one."""
    arrived: Sequence[Sequence[float]]
    """When each text came, once for everybody to whom it did, by the clock of the machine."""
    by: Sequence[tuple[Sequence[int], int]]
    """Which texts came, by their numbers and in their order, and to how many subscribers just these."""

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> "Heard":
        """Read what the listener has found."""
        told = [[(key, version) for key, version in changes] for changes in found["told"]]
        return cls(told, found["arrived"], [(numbers, count) for numbers, count in found["heard"]])

    @property
    def messages(self) -> int:
        """How many messages with changes came."""
        return sum(len(when) for changes, when in zip(self.told, self.arrived, strict=True) if changes)

    @property
    def changes(self) -> int:
        """How many changes came in them."""
        return sum(len(changes) * len(when) for changes, when in zip(self.told, self.arrived, strict=True))

    def latencies(self, commits: Mapping[Change, float]) -> Counter[int]:
        """Count how long it took from a commit to a subscriber, in tenths of milliseconds."""
        counted = Counter[int]()
        for changes, when in zip(self.told, self.arrived, strict=True):
            for committed_at in [commits[change] for change in changes if change in commits]:
                counted.update(max(0, round((moment - committed_at) * _TENTHS)) for moment in when)
        return counted

    def faults(self, commits: Mapping[Change, float]) -> Faults:
        """Hold what came to each subscriber against what was written."""
        found = [(self._faults_of(numbers, commits), count) for numbers, count in self.by]
        return Faults(*(sum(each[place] * count for each, count in found) for place in range(len(Faults()))))

    def _faults_of(self, numbers: Sequence[int], commits: Mapping[Change, float]) -> Faults:
        came = [change for number in numbers for change in self.told[number]]
        counted, last, disordered = Counter(came), dict[str, int](), 0
        for key, version in came:
            disordered += version < last.get(key, 0)
            last[key] = version
        lost = sum(change not in counted for change in commits)
        return Faults(lost, sum(counted.values()) - len(counted), disordered)


@dataclass(frozen=True)
class LiveFigures:
    """One line of the result."""

    subscribers: int
    documents: int
    seconds: float
    heard: Heard
    commits: Mapping[Change, float]
    """When the commit of each change was answered."""
    worker_cpu: Sequence[float]
    """The part of a core that each worker took."""
    memory_kb: float | None
    """By how much the workers have grown for each subscriber."""
    client_cpu: float
    """The part of a core that those who listen took."""
    reference: "LiveFigures | None" = None
    """The line of the fewest subscribers."""

    @property
    def faults(self) -> Faults:
        """What must not be."""
        return self.heard.faults(self.commits)

    @property
    def cpu_ratio(self) -> float | None:
        """How many times the CPU of the workers it is that the fewest subscribers take."""
        fewest = self.reference or self
        return sum(self.worker_cpu) / sum(fewest.worker_cpu) if sum(fewest.worker_cpu) else None

    def as_json(self) -> dict[str, object]:
        """Give what scripts read."""
        latencies = self.heard.latencies(self.commits)
        return {
            "subscribers": self.subscribers,
            "documents": self.documents,
            "workers": len(self.worker_cpu),
            "changes_per_second": round(len(self.commits) / self.seconds, 1),
            **{f"p{percent}_ms": percentile_ms(latencies, percent) for percent in (50, 95, 99)},
            "worker_cpu": [round(share, 3) for share in self.worker_cpu],
            "cpu_ratio": None if self.cpu_ratio is None else round(self.cpu_ratio, 2),
            "memory_kb_per_subscriber": None if self.memory_kb is None else round(self.memory_kb, 1),
            "messages_per_second": round(self.heard.messages / self.seconds, 1),
            "changes_per_message": round(self.heard.changes / max(1, self.heard.messages), 1),
            "client_cpu": round(self.client_cpu, 2),
            **self.faults._asdict(),
        }


def percentile_ms(counted: Mapping[int, int], percent: int) -> float | None:
    """Give the latency that so many percent did not exceed (nearest rank); None where nothing came."""
    rank = -(-sum(counted.values()) * percent // 100)
    for tenths in sorted(counted):
        rank -= counted[tenths]
        if rank <= 0:
            return tenths / 10
    return None
