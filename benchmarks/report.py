"""Showing figures to people, as a table."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figures

WIDTH: Final = 120
"""Columns of a table that goes into a file."""


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
    here = Console()
    (here if here.is_terminal else Console(width=WIDTH)).print(table)


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
