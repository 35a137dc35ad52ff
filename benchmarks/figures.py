"""Figures: what the windows of one case, one way and one number of clients say together."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.load import Window


@dataclass(frozen=True)
class Figures:
    """One line of a bench's result; `reference` are the windows of the way that it is compared with, round by round."""

    case: str
    way: str
    clients: int
    windows: Sequence[Window]
    reference: Sequence[Window] = ()

    @property
    def per_second(self) -> float:
        """Answers per second, the median of the windows."""
        return statistics.median(window.per_second for window in self.windows)

    @property
    def ratio(self) -> float | None:
        """How it compares with the reference: the median of the rounds, in each of which both had the same machine."""
        pairs = zip(self.windows, self.reference, strict=False)
        ratios = [window.per_second / other.per_second for window, other in pairs]
        return statistics.median(ratios) if ratios else None

    @property
    def client_cpu(self) -> float | None:
        """The part of a core that the client itself took, where it is a process of its own."""
        spent = [window.client_cpu for window in self.windows if window.client_cpu is not None]
        return sum(spent) / sum(window.seconds for window in self.windows) if spent else None

    def as_json(self) -> dict[str, object]:
        """Give the keys that every bench prints, and the spread of the windows."""
        rates = [window.per_second for window in self.windows]
        latencies = sorted(latency for window in self.windows for latency in window.latencies)
        return {
            "case": self.case,
            "way": self.way,
            "clients": self.clients,
            "per_second": round(self.per_second, 1),
            "p50_ms": _milliseconds(latencies, 50),
            "p95_ms": _milliseconds(latencies, 95),
            "p99_ms": _milliseconds(latencies, 99),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "per_second_min": round(min(rates), 1),
            "per_second_max": round(max(rates), 1),
            "answers": len(latencies),
            "client_cpu": None if self.client_cpu is None else round(self.client_cpu, 2),
        }


def _milliseconds(ordered: Sequence[float], percent: int) -> float:
    """Give the latency that so many percent of the answers did not exceed (nearest rank)."""
    rank = -(-len(ordered) * percent // 100)
    return round(ordered[max(0, rank - 1)] * 1000, 3)
