"""The schema as it is printed now."""

from functools import cache

from server.cli.schema import schema_text
from tests.oracle.naive.sdl import Sdl


@cache
def printed() -> Sdl:
    """Read the printed schema, once: it takes seconds."""
    return Sdl(schema_text())
