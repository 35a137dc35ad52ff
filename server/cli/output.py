"""What commands show: progress to the person on stderr, results to whoever reads stdout."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 140


def show_json(value: object) -> None:
    """Print a result for a script: one JSON document on stdout."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def results() -> "Console":
    """Give the console for results; where nobody watches, lines are long enough for tables to be read later."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)


@contextmanager
def working(what: str) -> Generator[None]:
    """Show that something takes time, for as long as it does; silent where nobody watches."""
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
