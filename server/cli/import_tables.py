"""The report of an import as tables for people."""

from collections.abc import Iterator
from decimal import Decimal

from rich.table import Table

from services.migration.plans.report import Counts, Report

REASONS_SHOWN = 20


def entities(report: Report) -> Table:
    """Show what came in, by what it is here."""
    table = _counts("What came in", "Entity")
    for name, counts in report.entities.items():
        table.add_row(name, *_cells(counts))
    return table


def tables(report: Report) -> Table:
    """Show what became of every row, by the table that it stood in."""
    table = _counts("Every row of the source", "Table")
    table.add_column("Held back because")
    for each in report.tables:
        reasons = "\n".join(f"{count:,}: {reason}" for reason, count in each.held_back.items())
        table.add_row(each.table, *_cells(each.counts), reasons)
    return table


def rejections(report: Report) -> Iterator[Table]:
    """Show why rows were rejected, where any were."""
    rejected = [(each.table, rejection) for each in report.tables for rejection in each.rejections]
    if not rejected:
        return
    table = Table(title=f"Rejected rows ({min(REASONS_SHOWN, len(rejected))} of {len(rejected):,})")
    for heading in ("Table", "Row", "Reason"):
        table.add_column(heading)
    for name, rejection in rejected[:REASONS_SHOWN]:
        table.add_row(name, f"{rejection.number:,}", str(rejection.refusal))
    yield table


def sums(report: Report) -> Table:
    """Show the sums: in the source, what stayed outside, the rounding, here, and through the schema."""
    table = Table(title="Sums")
    table.add_column("Sum")
    for heading in ("Source", "Left out", "Rounding", "Stored", "Through the schema"):
        # A figure that is cut is none: in a narrow window it goes on in the next line.
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("Holds")
    for each in report.sums:
        figures = (each.source, each.left_out, each.rounding, each.stored, each.after)
        table.add_row(each.name, *map(_figure, figures), "yes" if each.holds else "NO")
    return table


def _counts(title: str, first: str) -> Table:
    table = Table(title=title)
    table.add_column(first)
    for heading in ("Read", "Imported", "Unchanged", "Rejected", "Held back"):
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _cells(counts: Counts) -> list[str]:
    found = (counts.read, counts.imported, counts.unchanged, counts.rejected, counts.held_back)
    return [f"{number:,}" for number in found]


def _figure(figure: Decimal) -> str:
    return f"{figure:,f}"
