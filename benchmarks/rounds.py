"""Rounds: every way takes its turn, again and again, so that a machine that drifts drifts for all of them."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from benchmarks.figures import Figures
from benchmarks.load import Window

ROUNDS: Final = 5
WARM_UP_SECONDS: Final = 2.0

Way: TypeAlias = Callable[[int, float], Awaitable[Window]]
"""Runs one case by one way, with so many clients for so many seconds."""


async def take_turns(
    case: str,
    ways: Mapping[str, Way],
    clients: Sequence[int],
    seconds: float,
    reference: str,
    note: Callable[[str], None],
) -> list[Figures]:
    """Measure a case by all ways, for so many seconds each and at each number of clients."""
    figures: list[Figures] = []
    for way in ways.values():
        await way(max(clients), WARM_UP_SECONDS)
    for count in clients:
        note(f"{case}, {count} clients")
        windows = await _windows(ways, count, seconds)
        figures += _compare(case, count, windows, reference)
    return figures


async def _windows(ways: Mapping[str, Way], clients: int, seconds: float) -> dict[str, list[Window]]:
    windows: dict[str, list[Window]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            windows[name].append(await way(clients, seconds / ROUNDS))
    return windows


def _compare(case: str, clients: int, windows: Mapping[str, Sequence[Window]], reference: str) -> Iterator[Figures]:
    return (Figures(case, name, clients, seen, windows[reference]) for name, seen in windows.items())
