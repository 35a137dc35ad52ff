"""Showing figures to people, as a table."""

from collections.abc import Sequence
from typing import Final, cast

from rich.console import Console
from rich.table import Table

from benchmarks.abuse import AbuseFigures
from benchmarks.figures import Figures
from benchmarks.live_figures import LiveFigures

WIDTH: Final = 120
"""Columns of a table that goes into a file."""
_LIVE: Final = {
    "subscribers": "subscribers",
    "p50 ms": "p50_ms",
    "p95 ms": "p95_ms",
    "p99 ms": "p99_ms",
    "cores": "worker_cpu",
    "ratio": "cpu_ratio",
    "kB each": "memory_kb_per_subscriber",
    "messages/s": "messages_per_second",
    "changes each": "changes_per_message",
    "client": "client_cpu",
    "lost": "lost",
    "doubled": "doubled",
}


def show_figures(figures: Sequence[Figures]) -> None:
    """Print a line for each case, number of clients and way."""
    table = Table(title_justify="left", box=None, pad_edge=False)
    table.add_column("case", no_wrap=True)
    table.add_column("clients", justify="right")
    table.add_column("way", no_wrap=True)
    for name in ("per second", "least", "most", "p50 ms", "p95 ms", "p99 ms", "ratio", "client CPU"):
        table.add_column(name, justify="right", no_wrap=True)
    case = ""
    for line in figures:
        if case and line.case != case:
            table.add_section()
        table.add_row(line.case if line.case != case else "", *_cells(line))
        case = line.case
    _print(table)


def show_abuse(figures: Sequence[AbuseFigures]) -> None:
    """Print a line for each way of abuse."""
    table = Table(box=None, pad_edge=False)
    table.add_column("case", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for name in ("CPU ms", "neighbour ms", "ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in figures:
        table.add_row(line.name, line.outcome, f"{line.cpu_ms:.1f}", f"{line.neighbour_ms:.1f}", f"{line.ratio:.2f}")
    _print(table)


def show_live(figures: Sequence[LiveFigures]) -> None:
    """Print a line for each number of subscribers."""
    table = Table(box=None, pad_edge=False)
    for name in _LIVE:
        table.add_column(name, justify="right", no_wrap=True)
    for line in figures:
        found = line.as_json()
        cells = (_cell(found[key]) for key in _LIVE.values())
        table.add_row(*cells)
    _print(table)


def _print(table: Table) -> None:
    here = Console()
    (here if here.is_terminal else Console(width=WIDTH)).print(table)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " + ".join(_cell(each) for each in cast("list[object]", value))
    return "" if value is None else f"{value:,}"


def _cells(line: Figures) -> list[str]:
    found = line.as_json()
    rates = (found["per_second"], found["per_second_min"], found["per_second_max"])
    times = (found["p50_ms"], found["p95_ms"], found["p99_ms"])
    return [
        str(line.clients),
        line.way,
        *(f"{rate:,.0f}" for rate in rates),
        *(f"{time:.2f}" for time in times),
        "" if line.ratio is None else f"{line.ratio:.2f}",
        "" if line.client_cpu is None else f"{line.client_cpu:.0%}",
    ]
